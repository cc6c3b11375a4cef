// Where a page of a profile's lists begins: behind a moment, or at a place.
import { watchError } from './errors.ts';
import type { MomentCursor } from './watch-store.ts';

export function writeMoment({ at, titleId }: MomentCursor): string {
  return `${at}.${titleId}`;
}

/** @throws `watch-cursor-invalid` */
export function readMoment(cursor: string | null | undefined): MomentCursor | null {
  if (cursor === null || cursor === undefined) return null;
  const [, at, titleId] = /^(\d{1,15})\.(ti_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (at === undefined || titleId === undefined) throw notOurs(cursor);
  return { at: Number(at), titleId };
}

/** @throws `watch-cursor-invalid` */
export function readPlace(cursor: string | null | undefined): number {
  if (cursor === null || cursor === undefined) return 0;
  if (!/^\d{1,4}$/.test(cursor)) throw notOurs(cursor);
  return Number(cursor);
}

function notOurs(cursor: string): Error {
  return watchError(
    'watch-cursor-invalid',
    `"${cursor.slice(0, 100)}" is no cursor of this list. Send its nextCursor, unchanged.`,
  );
}
