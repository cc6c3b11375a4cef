// What a test source is: its parameters, their defaults, and the truth that a delivery of it must match.

export type VideoCodec = 'h264' | 'hevc' | 'vp9' | 'av1' | 'mpeg4' | 'mpeg2' | 'prores' | 'ffv1';
export type AudioCodec = 'aac' | 'mp3' | 'opus' | 'vorbis' | 'ac3' | 'flac' | 'pcm';
export type Container =
  | 'mp4'
  | 'mp4-faststart'
  | 'mp4-fragmented'
  | 'mov'
  | 'mkv'
  | 'webm'
  | 'ts'
  | 'avi'
  | 'flv'
  | 'wav'
  | 'mp3'
  | 'flac'
  | 'ogg'
  | 'ogg-long-pages';

export interface VideoSpec {
  readonly codec: VideoCodec;
  /** Upright size; a rotated source is coded with width and height exchanged. */
  readonly width: number;
  readonly height: number;
  /** Frames per second as [numerator, denominator], or 'variable': 17 to 80 ms a frame and one gap of 600 ms. */
  readonly rate: readonly [number, number] | 'variable';
  readonly gopFrames: number;
  readonly bFrames: number;
  readonly openGop: boolean;
  readonly bitDepth: 8 | 10;
  /** BT.2020 primaries with the PQ transfer; wants bitDepth 10. */
  readonly hdr: boolean;
  readonly interlaced: boolean;
  /** Clockwise degrees that a player must turn the coded picture. MP4, MOV and Matroska only. */
  readonly rotateDegrees: 0 | 90 | 180 | 270;
  /** Bits per second, or null for constant quality (x264 crf 23). */
  readonly bitrate: number | null;
  /** Offset against the other tracks. Below zero in MP4: hidden by an edit list. */
  readonly startSeconds: number;
  readonly seconds: number;
}

export interface AudioSpec {
  readonly codec: AudioCodec;
  readonly sampleRate: number;
  readonly channels: 1 | 2 | 6;
  /** ISO 639-2 code written into the container. */
  readonly language: string | null;
  /** Tracks with different voices beep at different pitches, so that a mix-up is heard. */
  readonly voice: number;
  readonly startSeconds: number;
  readonly seconds: number;
}

/** Subtitles as a stream of their own; `pgs` gets packets that hold no picture. */
export interface TextSpec {
  readonly codec: 'mov_text' | 'subrip' | 'ass' | 'webvtt' | 'pgs';
  readonly language?: string;
  readonly title?: string;
  readonly flags?: readonly ('default' | 'forced' | 'hearing-impaired')[];
  /** In milliseconds from the beginning of the source, and what its packets say. */
  readonly cues: readonly (readonly [start: number, duration: number, text: string])[];
}

export interface SourceSpec {
  readonly container: Container;
  readonly video: VideoSpec | null;
  readonly audio: readonly AudioSpec[];
  /** None without it. */
  readonly texts?: readonly TextSpec[];
  /** Added to every timestamp of every track. */
  readonly startSeconds: number;
}

/** A wish for a source: what is not said has its default (8 s of 640x360 H.264 25 fps with AAC stereo in MP4). */
export interface SourceWish {
  readonly container?: Container;
  readonly seconds?: number;
  readonly startSeconds?: number;
  readonly video?: Partial<VideoSpec> | null;
  readonly audio?: readonly Partial<AudioSpec>[] | Partial<AudioSpec> | null;
  readonly texts?: readonly TextSpec[];
}

/** Fills a wish with the defaults. */
export function completeSpec(wish: SourceWish): SourceSpec {
  const seconds = wish.seconds ?? 8;
  const audio = wish.audio === undefined ? [{}] : wish.audio === null ? [] : [wish.audio].flat();
  return {
    container: wish.container ?? 'mp4',
    startSeconds: wish.startSeconds ?? 0,
    video: wish.video === null ? null : { ...videoDefaults, seconds, ...wish.video },
    ...(wish.texts === undefined ? {} : { texts: wish.texts }),
    audio: audio.map((track: Partial<AudioSpec>, voice) => ({ ...audioDefaults, seconds, voice, ...track })),
  };
}

const videoDefaults = {
  codec: 'h264',
  width: 640,
  height: 360,
  rate: [25, 1],
  gopFrames: 50,
  bFrames: 2,
  openGop: false,
  bitDepth: 8,
  hdr: false,
  interlaced: false,
  rotateDegrees: 0,
  bitrate: null,
  startSeconds: 0,
} as const;

const audioDefaults = {
  codec: 'aac',
  sampleRate: 48_000,
  channels: 2,
  language: null,
  startSeconds: 0,
} as const;

/** Frame times in integer ticks; the last frame ends at `end`. */
export interface FrameTimes {
  readonly ticks: readonly number[];
  readonly end: number;
  /** Ticks a second as [numerator, denominator]. */
  readonly rate: readonly [number, number];
}

/** When each coded frame of a video is shown, before any offset: frame n carries the number n. */
export function frameTimes(video: VideoSpec): FrameTimes {
  if (video.rate !== 'variable') {
    const count = Math.round((video.seconds * video.rate[0]) / video.rate[1]);
    return { ticks: Array.from({ length: count }, (_, n) => n), end: count, rate: video.rate };
  }
  const ticks: number[] = [];
  let at = 0;
  for (let n = 0; at < video.seconds * 1000; n++) {
    ticks.push(at);
    at += n === 60 ? 600 : (variableIntervalsMs[n % variableIntervalsMs.length] ?? 40);
  }
  return { ticks, end: at, rate: [1000, 1] };
}

const variableIntervalsMs = [33, 33, 34, 17, 50, 40, 80, 21, 20, 42, 33, 67, 18];

/** A frame that a viewer must see: the number drawn into it and its presentation time in seconds. */
export interface ExpectedFrame {
  readonly number: number;
  readonly seconds: number;
}

/** The frames that are shown, in order, with times before the source's own `startSeconds`. */
export function expectedFrames(video: VideoSpec): ExpectedFrame[] {
  const { ticks, rate } = frameTimes(video);
  return ticks
    .map((tick, number) => ({ number, seconds: (tick * rate[1]) / rate[0] + video.startSeconds }))
    .filter((frame) => frame.seconds > -1e-6);
}
