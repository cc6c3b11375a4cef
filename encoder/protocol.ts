// What the server and an encoder process say to each other, and how it is framed on the pipe.

import type { AudioRecipe, Recipe, VideoRecipe } from '@vitascope/media/ladder';
import type { StoryboardPlan } from '@vitascope/media/storyboard';
import type { Time } from '@vitascope/media/time';
import type { AudioTimeline, Timeline, VideoTimeline } from '@vitascope/media/timeline';

/** Containers recognised by their magic bytes; each maps to one allow-listed demuxer. */
export type ContainerName = 'mp4' | 'matroska' | 'mpegts' | 'avi' | 'flv' | 'wav' | 'mp3' | 'flac' | 'ogg';

/** Where an encoder process reads the source by ranges. It is given no credentials. */
export type SourceLocation =
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'url'; readonly url: string; readonly sizeBytes: number; readonly expiresAt: number };

export interface SourceReference {
  /** Identifies the immutable source: a process keeps its demuxer open between requests that name the same id. */
  readonly id: string;
  readonly location: SourceLocation;
}

export interface VideoFacts {
  readonly track: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
  readonly bitDepth: number;
  readonly pixelFormat: string;
  readonly interlaced: boolean;
  readonly rotateDegrees: 0 | 90 | 180 | 270;
  readonly hdr: boolean;
  readonly bitrate: number;
}

export interface AudioFacts {
  readonly track: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly language: string | null;
  readonly title: string | null;
  readonly isDefault: boolean;
  readonly bitrate: number;
}

export interface SourceFacts {
  /** Captions of CEA-608 or CEA-708 inside the pictures, of those that were looked at. */
  readonly carriesCaptions: boolean;
  readonly container: ContainerName;
  readonly durationMs: number;
  readonly video: VideoFacts | null;
  readonly audio: readonly AudioFacts[];
}

/** Subtitles or captions that a source has as a stream of their own. */
export interface TextStreamFacts {
  readonly track: number;
  /** Our short name: `subrip`, `ass`, `mov_text`, `pgs`, … */
  readonly codec: string;
  readonly language: string | null;
  readonly title: string | null;
  readonly isDefault: boolean;
  readonly isForced: boolean;
  /** Tells of sounds as well, for who does not hear them. */
  readonly isForImpaired: boolean;
}

export interface SourceText extends TextStreamFacts {
  /**
   * `unread` where no packets had to be read for anything else; `pictures` (PGS, VobSub, …) and `unsupported` are no
   * text that could be read; `unreadable` breaks the limits of captions.
   */
  readonly state: 'read' | 'unread' | 'empty' | 'pictures' | 'unsupported' | 'unreadable';
  /** What is wrong with an unreadable one. */
  readonly message: string | null;
  /** A WebVTT file, cleaned, in the times of the presentation; beside the message on the wire. Null unless `read`. */
  readonly webvtt: Uint8Array | null;
}

/** A rendition that could be made, with what a manifest needs to know of it before its first segment exists. */
export interface PlannedRendition {
  /** Short human name: `720p`, `1080p-source`, `audio-en`. */
  readonly label: string;
  readonly recipe: Recipe;
  readonly codecs: string;
  readonly peakBandwidth: number;
  readonly averageBandwidth: number;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  /** The init segment, base64 on the wire. */
  readonly init: Uint8Array;
}

export interface Examination {
  readonly facts: SourceFacts;
  readonly timeline: Timeline;
  readonly renditions: readonly PlannedRendition[];
  readonly texts: readonly SourceText[];
}

export interface LadderPolicy {
  /** Height of the largest encoded rendition. */
  readonly maxHeight: number;
  /** x264's name for a balance of speed and size. */
  readonly preset: string;
}

export interface ExamineRequest {
  readonly op: 'examine';
  readonly source: SourceReference;
  readonly policy: LadderPolicy;
}

/** Segments [first, last] of one video track, in as many renditions as are asked for, from a single decode. */
export interface MakeVideoRequest {
  readonly op: 'make-video';
  readonly source: SourceReference;
  readonly container: ContainerName;
  readonly timeline: Pick<VideoTimeline, 'track' | 'timescale' | 'originTicks' | 'compositionShift'>;
  /** Presentation times of the segments' boundaries: one more than there are segments. */
  readonly cuts: readonly number[];
  readonly firstSegment: number;
  /** How many chunks of the first segment each encoded rendition has already, by its id: only the others are made. */
  readonly begun?: Readonly<Record<string, number>>;
  readonly renditions: readonly { readonly id: string; readonly recipe: VideoRecipe }[];
}

export interface MakeAudioRequest {
  readonly op: 'make-audio';
  readonly source: SourceReference;
  readonly container: ContainerName;
  readonly timeline: Pick<
    AudioTimeline,
    | 'track'
    | 'timescale'
    | 'sourceTimescale'
    | 'sourceRate'
    | 'originTicks'
    | 'overlapSamples'
    | 'copiesPackets'
  >;
  readonly cuts: readonly number[];
  readonly anchors: AudioTimeline['anchors'];
  readonly firstSegment: number;
  readonly renditions: readonly { readonly id: string; readonly recipe: AudioRecipe }[];
}

/** Encodes a built-in golden sample and compares it with what it must give. */
export interface SelfTestRequest {
  readonly op: 'self-test';
}

export type SamplePicture = 'mandelbrot' | 'life' | 'waves' | 'dusk' | 'spiral' | 'rings';

/** Draws a small film by itself, to have one that belongs to nobody. */
export interface DrawSampleRequest {
  readonly op: 'draw-sample';
  readonly picture: SamplePicture;
  /** Degrees by which its colours are turned; the sound goes with it. */
  readonly hue: number;
  readonly seconds: number;
}

/** One sheet of small pictures: each from the span that its tile stands for, as far as the track has any there. */
export interface DrawSheetRequest {
  readonly op: 'draw-sheet';
  readonly source: SourceReference;
  readonly timeline: Pick<VideoTimeline, 'track' | 'timescale' | 'originTicks'>;
  readonly plan: StoryboardPlan;
  readonly sheet: number;
}

/** What a process draws for a {@link DrawSheetRequest}. */
export interface DrawnSheet {
  readonly jpeg: Buffer;
  /** In pixels: the display aspect of the track, upright. The same for every sheet of it. */
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Reads some subtitles of a source, and as little else of it as its container allows. */
export interface ReadTextsRequest {
  readonly op: 'read-texts';
  readonly source: SourceReference;
  readonly container: ContainerName;
  /** The moment of the source that is presentation time zero. */
  readonly origin: Time;
  readonly durationMs: number;
  readonly tracks: readonly number[];
}

export type MakeRequest = MakeVideoRequest | MakeAudioRequest;
export type EncoderRequest =
  | ExamineRequest
  | MakeRequest
  | SelfTestRequest
  | DrawSampleRequest
  | DrawSheetRequest
  | ReadTextsRequest;

/** What a process sends back. Every message may carry bytes behind its header. */
export type EncoderMessage =
  | { readonly event: 'ready'; readonly version: string }
  /** The next bytes of a segment, in order. A CMAF chunk may come in pieces. */
  | {
      readonly event: 'chunk';
      readonly rendition: string;
      readonly segment: number;
      /** The CMAF chunk is whole with these bytes. */
      readonly endsChunk: boolean;
      /** The segment is whole with these bytes. */
      readonly last: boolean;
    }
  | { readonly event: 'done'; readonly result?: unknown; readonly spans?: readonly EncoderSpan[] }
  /** `kind` is one of the platform's error kinds; 'internal' when it is missing. */
  | { readonly event: 'failed'; readonly code: string; readonly message: string; readonly kind?: string };

/** A timed step inside the encoder process, for traces. Times are epoch milliseconds. */
export interface EncoderSpan {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}
