// What a player says of a viewing, and how it is put together: in any order, any number of times, to the same end.

export const playerStates = ['playing', 'paused', 'seeking', 'ended'] as const;

/** What a player says at one moment. Times are milliseconds. */
export interface Beat {
  /** One more with each beat of the session. */
  readonly sequence: number;
  /** Since the session was granted, by a clock of the player's that nobody sets. */
  readonly atMs: number;
  readonly positionMs: number;
  /** 0 where the player does not know it. */
  readonly durationMs: number;
  readonly state: (typeof playerStates)[number];
  /** For how long it has played in this session, all told. */
  readonly playedMs: number;
}

/** What counts of a session when its beats are read. */
export interface Viewing {
  /** Epoch milliseconds, by the server's clock. */
  readonly startedAt: number;
  /** Where the credits begin; null where nobody has marked them. */
  readonly creditsAtMs: number | null;
}

export interface Judging {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Without marked credits, the end begins at this share of the length. */
  readonly finishedShare: number;
}

/** All that has been said of one session, or of part of it. Times of day are epoch milliseconds. */
export interface Activity {
  /** The greatest that was heard. */
  readonly lastSequence: number;
  readonly playedMs: number;
  /** When it was last seen to the end; null for never. */
  readonly finishedAt: number | null;
  /** When it stood at the position. This and the sequence decide which of two positions is the newer. */
  readonly activeAt: number;
  readonly sequence: number;
  readonly positionMs: number;
  readonly durationMs: number;
  /** Whether the position is one at which the title counts as seen. */
  readonly isFinished: boolean;
}

/** A player's clock may run so much fast: 0.01 % in half a day. Beyond it lies what has not happened yet. */
const MAX_AHEAD_MS = 5_000;

/** Null for a beat from the future, which says nothing. What it says does not depend on when it arrives. */
export function activityOf(beat: Beat, viewing: Viewing, { now, finishedShare }: Judging): Activity | null {
  const activeAt = viewing.startedAt + beat.atMs;
  if (activeAt > now + MAX_AHEAD_MS) return null;
  const isFinished = isAtEnd(beat, viewing, finishedShare);
  return {
    lastSequence: beat.sequence,
    // Nobody plays for longer than the session has lasted.
    playedMs: Math.min(beat.playedMs, beat.atMs),
    finishedAt: isFinished ? activeAt : null,
    activeAt,
    sequence: beat.sequence,
    positionMs: beat.positionMs,
    durationMs: beat.durationMs,
    isFinished,
  };
}

/** Looking for a scene near the end is not watching it. */
function isAtEnd(
  { state, positionMs, durationMs }: Beat,
  { creditsAtMs }: Viewing,
  finishedShare: number,
): boolean {
  if (state === 'seeking') return false;
  if (state === 'ended') return true;
  if (creditsAtMs !== null && positionMs >= creditsAtMs) return true;
  return durationMs > 0 && positionMs >= durationMs * finishedShare;
}

/**
 * Both together, of one session. Commutative, associative and idempotent: each part is the greater one, and the position
 * goes with the newer moment as a whole, so that none comes about that no beat said.
 */
export function join(one: Activity, other: Activity): Activity {
  const newer = isNewer(one, other) ? one : other;
  return {
    lastSequence: Math.max(one.lastSequence, other.lastSequence),
    playedMs: Math.max(one.playedMs, other.playedMs),
    finishedAt: latest(one.finishedAt, other.finishedAt),
    activeAt: newer.activeAt,
    sequence: newer.sequence,
    positionMs: newer.positionMs,
    durationMs: newer.durationMs,
    isFinished: newer.isFinished,
  };
}

/** By everything that a position consists of: of two beats that claim the same moment, always the same one wins. */
function isNewer(one: Activity, other: Activity): boolean {
  if (one.activeAt !== other.activeAt) return one.activeAt > other.activeAt;
  if (one.sequence !== other.sequence) return one.sequence > other.sequence;
  if (one.positionMs !== other.positionMs) return one.positionMs > other.positionMs;
  if (one.durationMs !== other.durationMs) return one.durationMs > other.durationMs;
  return one.isFinished;
}

function latest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

/** Where a title's last credits begin. Those in its first half are an opening's. */
export function creditsAt(
  markers: readonly { readonly kind: string; readonly startMs: number; readonly endMs: number }[],
): number | null {
  const credits = markers.filter(({ kind }) => kind === 'credits');
  const last = credits.length === 0 ? null : Math.max(...credits.map(({ startMs }) => startMs));
  const end = Math.max(0, ...markers.map(({ endMs }) => endMs));
  return last !== null && last * 2 >= end ? last : null;
}
