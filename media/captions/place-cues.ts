// Puts the texts of a film's packets where they belong in its presentation, whatever their times claim.
import { rescale, type Time } from '../time/index.ts';
import type { Cue } from './cue.ts';
import type { PacketText } from './packet-text.ts';

/** A text with the times of its packet. */
export interface TimedText extends PacketText {
  /** In the stream's ticks. */
  readonly start: number;
  /** 0 or less where the container does not say. */
  readonly duration: number;
}

export interface Presentation {
  /** Ticks a second of the texts. */
  readonly timescale: number;
  /** The moment of the source that is presentation time zero. */
  readonly origin: Time;
  readonly durationMs: number;
}

/** How long a text stays whose end nobody states and that no other follows. */
const USUAL_MS = 5_000;

/**
 * Cues by their beginnings. What lies before the beginning or behind the end of the title is left out, what reaches over
 * it is cut off; a text without a duration is shown until the next one, but not for ever.
 */
export function placeCues(
  texts: readonly TimedText[],
  { timescale, origin, durationMs }: Presentation,
): Cue[] {
  const originMs = rescale(origin.ticks, origin.timescale, 1000);
  const msOf = (ticks: number): number => rescale(ticks, timescale, 1000) - originMs;
  const cues: Cue[] = [];
  let next = Number.POSITIVE_INFINITY;
  // From the last to the first, so that the next beginning is known; several texts may begin at once.
  let here = next;
  for (const { start, duration, settings, text } of texts.toSorted((a, b) => b.start - a.start)) {
    const from = msOf(start);
    if (from < here) next = here;
    here = from;
    const to = duration > 0 ? msOf(start + duration) : Math.min(from + USUAL_MS, next);
    const startMs = Math.max(0, from);
    const endMs = Math.min(durationMs, to);
    if (endMs > startMs) cues.push({ startMs, endMs, settings, text });
  }
  return cues.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}
