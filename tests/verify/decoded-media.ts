// What a decoder saw and heard.
import type { QuarterTurns } from '../media/frame-number.ts';

export interface SeenFrame {
  /** Presentation time in the file. */
  readonly seconds: number;
  /** The number drawn into the picture, or null where it cannot be read. */
  readonly number: number | null;
  /** Clockwise quarter turns that bring the decoded picture upright. */
  readonly turns: QuarterTurns;
  readonly width: number;
  readonly height: number;
  readonly isKey: boolean;
}

export interface DecodedSound {
  readonly rate: number;
  /** Presentation time of the first sample. */
  readonly firstSeconds: number;
  /** First channel, all pieces joined without regard to gaps. */
  readonly samples: Float32Array;
  /** Where a piece does not continue the one before: samples missing, or repeated if below zero. */
  readonly gaps: readonly { readonly seconds: number; readonly samples: number }[];
}

export interface DecodedTrack {
  readonly kind: 'video' | 'audio';
  readonly frames: readonly SeenFrame[];
  readonly sound: DecodedSound | null;
  readonly language: string | null;
  readonly errors: readonly string[];
}

export interface DecodedMedia {
  readonly tracks: readonly DecodedTrack[];
}
