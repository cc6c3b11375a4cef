// Captions and subtitles: files of WebVTT and SubRip and the texts of films read, WebVTT written, whole and in segments.
export { CaptionError, type CaptionErrorCode, type Cue, captionLimits } from './cue.ts';
export { type PacketText, readPacketText, type TextForm } from './packet-text.ts';
export { type Presentation, placeCues, type TimedText } from './place-cues.ts';
export { type CaptionFormat, type Captions, readCaptions } from './read-captions.ts';
export { type TextSpan, writeWebVtt, writeWebVttSegment } from './write-webvtt.ts';
