// Captions and subtitles: WebVTT and SubRip read, WebVTT written, whole and in segments.
export { CaptionError, type CaptionErrorCode, type Cue, captionLimits } from './cue.ts';
export { type CaptionFormat, type Captions, readCaptions } from './read-captions.ts';
export { type TextSpan, writeWebVtt, writeWebVttSegment } from './write-webvtt.ts';
