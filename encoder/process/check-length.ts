// Refuses timestamps that claim more than a day, before anything is laid out along them.

import { SourceError } from './source-error.ts';
import type { SourceIndex } from './source-index.ts';

const MAX_SECONDS = 24 * 60 * 60;

/**
 * A timeline has a cut every few seconds: two packets that lie centuries apart would make it larger than any memory.
 * @throws SourceError `source-too-long`
 */
export function checkLength({ video, audio }: Pick<SourceIndex, 'video' | 'audio'>): void {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { pts, timescale } of video === null ? audio : [video, ...audio]) {
    // A plain loop, and one division in the end: a two-hour film has hundreds of thousands of packets.
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < pts.length; i++) {
      const ticks = pts[i] as number;
      if (ticks < least) least = ticks;
      if (ticks > most) most = ticks;
    }
    first = Math.min(first, least / timescale);
    last = Math.max(last, most / timescale);
  }
  if (last - first <= MAX_SECONDS) return;
  throw new SourceError(
    'source-too-long',
    `This film claims to last ${Math.round((last - first) / 3600)} hours; it may be 24. Cut it into parts, or repair its timestamps, and upload it again.`,
  );
}
