// What a manifest is made of: the renditions of one asset as a player sees them.
import type { Ratio, Time } from '../time/index.ts';

interface PresentedTrack {
  /** Names the rendition in URLs: `<id>/init.mp4`, `<id>/<number>.m4s`. */
  readonly id: string;
  /** RFC 6381 codec string read from the real parameter sets. */
  readonly codecs: string;
  /** Bits per second of the heaviest segment, container included (rfc8216bis §4.4.6.2 BANDWIDTH). */
  readonly peakBandwidth: number;
  /** Bits per second over the whole rendition. */
  readonly averageBandwidth: number;
  readonly timescale: number;
  /** Segment boundaries in ticks of `timescale`: segment n spans [cuts[n], cuts[n + 1]). At least two, ascending. */
  readonly cuts: readonly number[];
}

export interface PresentedVideo extends PresentedTrack {
  readonly width: number;
  readonly height: number;
  /** Nominal frame rate. */
  readonly frameRate: Ratio;
}

export interface PresentedAudio extends PresentedTrack {
  /** Shown in the player's menu; unique within the asset. */
  readonly name: string;
  /** BCP 47, or null where the source does not say. */
  readonly language: string | null;
  readonly channels: number;
  readonly sampleRate: number;
  readonly isDefault: boolean;
}

/** Words to be read: one file of WebVTT, whole at `<id>/all.vtt` and in segments at `<id>/<number>.vtt`. */
export interface PresentedText {
  readonly id: string;
  /** Shown in the player's menu. */
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  /** `captions` tell of sounds as well, for who does not hear them. */
  readonly kind: TextKind;
  /** Only where another language is spoken or written: shown to everybody who listens in this language. */
  readonly isForced: boolean;
  readonly isDefault: boolean;
  /** Of the whole file. */
  readonly sizeBytes: number;
}

export type TextKind = 'subtitles' | 'captions';

/** Small pictures of the title by time: tile n of so many shows [n, n + 1) intervals. */
export interface PresentedStoryboard {
  /** Names it in URLs: `<id>/<number>.jpg` are its sheets, all of one size. */
  readonly id: string;
  readonly intervalMs: number;
  readonly tiles: number;
  readonly columns: number;
  readonly rows: number;
  /** In pixels. */
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Bits of the heaviest sheet, over the time that a sheet stands for. */
  readonly peakBandwidth: number;
}

/** One asset as manifests describe it. Video renditions stand best first; all of them share their cuts. */
export interface Presentation {
  readonly duration: Time;
  readonly video: readonly PresentedVideo[];
  readonly audio: readonly PresentedAudio[];
  /** Its segments are cut as those of the first rendition. Absent: there is none. */
  readonly text?: readonly PresentedText[];
  /** Whether captions may travel inside the pictures; absent: they do not. */
  readonly mayCarryCaptions?: boolean;
  /** Absent where none was made, or not yet. */
  readonly storyboard?: PresentedStoryboard | null;
}

/** What text is cut by: the pictures' cuts, without pictures those of the first sound. */
export function textCuts({ video, audio }: Presentation): Pick<PresentedTrack, 'timescale' | 'cuts'> {
  const { timescale, cuts } = video[0] ?? audio[0] ?? { timescale: 1, cuts: [] };
  return { timescale, cuts };
}
