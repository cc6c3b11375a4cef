// Writes WebVTT (W3C): a whole file, or a segment of one for HLS.
import type { Cue } from './cue.ts';

/** The file as a whole. */
export function writeWebVtt(cues: readonly Cue[]): string {
  return `WEBVTT\n\n${cues.map(writeCue).join('\n')}`;
}

/** A stretch of presentation time, `[start, end)` in ticks. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
  readonly timescale: number;
}

/**
 * A segment of an HLS rendition (rfc8216bis §3.1.4): every cue that is shown within the span, whole, so that one at a
 * boundary is in both segments. Its times are those of the presentation, which begins at 0 in our fragments too: that
 * is what X-TIMESTAMP-MAP says.
 */
export function writeWebVttSegment(cues: readonly Cue[], { start, end, timescale }: TextSpan): string {
  const shown = cues.filter(
    ({ startMs, endMs }) => startMs * timescale < end * 1000 && endMs * timescale > start * 1000,
  );
  return `WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n${shown.map(writeCue).join('\n')}`;
}

function writeCue({ startMs, endMs, settings, text }: Cue): string {
  const place = settings === '' ? '' : ` ${settings}`;
  return `${clock(startMs)} --> ${clock(endMs)}${place}\n${text}\n`;
}

/** `hh:mm:ss.ttt`, with more digits of hours where it takes them. */
function clock(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
