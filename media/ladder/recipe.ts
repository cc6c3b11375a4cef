// Recipes: everything that decides the bytes of a rendition.
import type { Ratio } from '../time/index.ts';

/** The source's own H.264 packets, cut at its own IDR frames. */
export interface VideoCopyRecipe {
  readonly kind: 'video-copy';
  readonly track: number;
}

/** What happens to a decoded picture before it is scaled. */
export interface PictureTreatment {
  readonly deinterlace: boolean;
  /** Clockwise degrees that bring the picture upright. */
  readonly rotateDegrees: 0 | 90 | 180 | 270;
  /** HDR (PQ or HLG) brought down to BT.709. */
  readonly tonemap: boolean;
}

export interface VideoEncodeRecipe {
  readonly kind: 'video-h264';
  readonly track: number;
  readonly width: number;
  readonly height: number;
  /** Nominal rate, a hint for rate control; timestamps are the source's own. */
  readonly frameRate: Ratio;
  /** Frames closer together than this rate allows are dropped; null keeps them all. */
  readonly maxFrameRate: number | null;
  readonly treatment: PictureTreatment;
  readonly preset: string;
  readonly crf: number;
  readonly maxBitrate: number;
  readonly bufferBits: number;
  /** A closed GOP is begun about this often inside a segment. */
  readonly gopSeconds: number;
  /** Encoder threads: part of the recipe because it decides the bytes. */
  readonly threads: number;
  /** Name and version of what encodes. */
  readonly encoder: string;
}

/** The source's own AAC-LC packets. */
export interface AudioCopyRecipe {
  readonly kind: 'audio-copy';
  readonly track: number;
}

export interface AudioEncodeRecipe {
  readonly kind: 'audio-aac';
  readonly track: number;
  readonly sampleRate: 48000;
  readonly channels: 1 | 2;
  readonly bitrate: number;
  readonly encoder: string;
}

export type VideoRecipe = VideoCopyRecipe | VideoEncodeRecipe;
export type AudioRecipe = AudioCopyRecipe | AudioEncodeRecipe;
export type Recipe = VideoRecipe | AudioRecipe;
