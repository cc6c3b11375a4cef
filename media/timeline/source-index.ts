// The source's packet index: when each packet is shown, which ones decoding can begin at, how heavy they are.

/** A video track's packets in decode order. */
export interface VideoIndex {
  readonly track: number;
  readonly timescale: number;
  readonly pts: Float64Array;
  /** 1 where the container marks a random access point. */
  readonly keys: Uint8Array;
  readonly sizes: Uint32Array;
  /** How long the frame shown last stays, in ticks. */
  readonly lastDuration: number;
  /** False when presentation times had to be guessed (AVI without them): such a track is never copied. */
  readonly timesAreExact: boolean;
}

/** An audio track's packets in decode order. */
export interface AudioIndex {
  readonly track: number;
  readonly timescale: number;
  readonly rate: number;
  readonly pts: Float64Array;
  /** Samples that each packet decodes to. */
  readonly samples: Uint32Array;
  readonly sizes: Uint32Array;
  /** Samples at the very start that are the encoder's priming and are never heard. */
  readonly skipSamples: number;
  /** The first packet's bytes where it was read: transport streams keep their codec's configuration there. */
  readonly firstPacket: Uint8Array | null;
  /**
   * Where the sound of each packet overlaps its neighbours' (Vorbis). `samples` then tells what a packet adds to those
   * before it, the first one nothing.
   */
  readonly overlap?: PacketOverlap;
}

export interface PacketOverlap {
  /** By how many samples two packets overlap at most. */
  readonly samples: number;
  /** The byte position of each packet, or of the page or block that it shares with others. */
  readonly bytePositions: Float64Array;
}
