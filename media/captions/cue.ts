// What captions are made of, whichever file they came in, and the one error of reading them.

/** One piece of text on the screen. Times are whole milliseconds from the beginning of the title; `end` is after `start`. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** WebVTT cue settings (§4.4) such as `line:0 align:start`, empty for the usual place. */
  readonly settings: string;
  /** WebVTT cue text (§4.2.2): only tags that WebVTT has, no empty line, never `-->`. */
  readonly text: string;
}

export type CaptionErrorCode = 'not-captions' | 'too-large' | 'malformed';

/** Why a file is refused. Branch on `code`; the message is for whoever made the file. */
export class CaptionError extends Error {
  readonly code: CaptionErrorCode;
  /** Counted from 1; null where it is the file as a whole. */
  readonly line: number | null;

  constructor(code: CaptionErrorCode, message: string, line: number | null = null) {
    super(line === null ? message : `Line ${line}: ${message}`);
    this.name = 'CaptionError';
    this.code = code;
    this.line = line;
  }
}

/** What a file may hold. A two-hour film has some 1,500 cues in 100 kB. */
export const captionLimits = {
  bytes: 2 * 1024 * 1024,
  lines: 200_000,
  cues: 20_000,
  lineCharacters: 4_000,
  cueLines: 40,
  /** As written, with everything escaped. */
  writtenCharacters: 4 * 1024 * 1024,
} as const;
