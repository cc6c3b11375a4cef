// The timeline of an asset: where every segment of every rendition begins and ends.

/** A video track's segments. All video renditions of an asset share it. */
export interface VideoTimeline {
  /** The track's index in the source. */
  readonly track: number;
  readonly timescale: number;
  /** The source timestamp (in ticks) that is presentation time zero. */
  readonly originTicks: number;
  /** Presentation times in ticks: segment n shows the frames in [cuts[n], cuts[n + 1]). `cuts[0]` is 0. */
  readonly cuts: readonly number[];
  /** Frames the source's index promises for each segment. */
  readonly frames: readonly number[];
  /** True when every cut is a closed random access point of the source, so that packets can be copied. */
  readonly cutsAtKeys: boolean;
  /** Ticks added to every composition offset so that none is negative, whichever rendition; init segments take them back. */
  readonly compositionShift: number;
}

/** Where decoding may begin so that a segment's first sample comes out right. */
export interface AudioAnchor {
  /** Timestamp of a source packet, in the source's ticks. */
  readonly packetTicks: number;
  /**
   * Position on the source's sample axis of the first sample that decoding from there gives: that packet's own first,
   * or the one behind it where packets overlap. Zero is presentation time zero.
   */
  readonly samplePosition: number;
  /** Where packets overlap: how the packet is found, for after a seek FFmpeg states some of their times differently. */
  readonly stored?: StoredPacket;
}

export interface StoredPacket {
  /** The byte position of the packet, or of the page or block that holds it. */
  readonly bytePosition: number;
  /** How many packets of the track before it have the same position. */
  readonly before: number;
}

/** An audio track's segments: boundaries are always whole frames of the rendition's own codec. */
export interface AudioTimeline {
  readonly track: number;
  /** Samples per second of the rendition: the source's rate when packets are copied, 48,000 otherwise. */
  readonly timescale: number;
  readonly sourceTimescale: number;
  readonly sourceRate: number;
  readonly originTicks: number;
  /** By how many of the source's samples two packets overlap at most; absent where they do not. */
  readonly overlapSamples?: number;
  /** Presentation times in samples: segment n holds [cuts[n], cuts[n + 1]). */
  readonly cuts: readonly number[];
  /** One for each segment. For copied packets it is the segment's first packet itself. */
  readonly anchors: readonly AudioAnchor[];
  readonly copiesPackets: boolean;
}

export interface Timeline {
  readonly durationMs: number;
  readonly video: VideoTimeline | null;
  readonly audio: readonly AudioTimeline[];
}
