// What an init segment is made from: one track, as the encoder or the source describes it.

/** Colour as in ISO/IEC 23091-2 (CICP) code points. */
export interface Colour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

export interface VideoTrack {
  readonly kind: 'video';
  readonly codec: 'avc1';
  /** Ticks a second of all times in the fragments. */
  readonly timescale: number;
  /** The payload of `avcC`: an AVCDecoderConfigurationRecord. */
  readonly config: Uint8Array;
  /** Coded size after cropping, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Shape of one pixel, width to height; square where absent. */
  readonly pixelAspect?: { readonly h: number; readonly v: number };
  readonly colour?: Colour;
  /**
   * Ticks that every composition offset in the fragments is larger than it would have to be, so that none is negative.
   * An edit list takes them back. FFmpeg's demuxer shows a track with negative offsets late by the deepest of them.
   */
  readonly compositionShift?: number;
}

interface AudioTrackBase {
  readonly kind: 'audio';
  readonly timescale: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** BCP 47, or null where unknown. */
  readonly language: string | null;
  /** Bits per second. */
  readonly averageBitrate: number;
}

export interface AacTrack extends AudioTrackBase {
  readonly codec: 'mp4a';
  /** An AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2). */
  readonly config: Uint8Array;
}

export interface OpusTrack extends AudioTrackBase {
  readonly codec: 'Opus';
  /** The payload of `dOps` (big-endian; `dopsFromOpusHead` makes it from an OpusHead). */
  readonly config: Uint8Array;
}

export type AudioTrack = AacTrack | OpusTrack;
export type InitTrack = VideoTrack | AudioTrack;
