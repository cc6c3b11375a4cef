// What a profile has seen of a title, as it follows from beats and marks.

/** As it is stored. Times are epoch milliseconds, null for never. */
export interface WatchRecord {
  readonly titleId: string;
  /** Of the newest beat; null where the title has only been marked by hand. */
  readonly sessionId: string | null;
  readonly activeAt: number | null;
  readonly positionMs: number;
  readonly durationMs: number;
  /** Whether that position is one at which the title counts as seen. */
  readonly isFinished: boolean;
  /** When, and in which session, it was last seen to the end. */
  readonly finishedAt: number | null;
  readonly finishedIn: string | null;
  /** Marked by hand as watched, as not watched. */
  readonly markedAt: number | null;
  readonly unmarkedAt: number | null;
  /** Taken out of the history, out of what is continued. */
  readonly hiddenAt: number | null;
  readonly droppedAt: number | null;
  readonly playedMs: number;
  readonly viewings: number;
}

export interface WatchState {
  readonly titleId: string;
  /** Where to go on; 0 from the beginning. */
  readonly positionMs: number;
  readonly durationMs: number;
  readonly isWatched: boolean;
  /** Whether it was begun and left. One that was watched is so again when a later session has begun it. */
  readonly isInProgress: boolean;
  /** Epoch milliseconds; null where it was never played. */
  readonly lastWatchedAt: number | null;
  /** How often it was seen to the end. */
  readonly viewings: number;
  readonly playedMs: number;
}

export function stateOf(record: WatchRecord): WatchState {
  const { titleId, activeAt, isFinished, durationMs, viewings, playedMs } = record;
  const isWatched = isAfter(latest(record.finishedAt, record.markedAt), record.unmarkedAt);
  // Who says that it was watched, or was not, wants to begin at the beginning.
  const wasMarked = activeAt === null || !isAfter(activeAt, latest(record.markedAt, record.unmarkedAt));
  const positionMs = isFinished || wasMarked ? 0 : record.positionMs;
  const isOver = isWatched && record.sessionId === record.finishedIn;
  return {
    titleId,
    positionMs,
    durationMs,
    isWatched,
    isInProgress: positionMs > 0 && !isOver,
    lastWatchedAt: activeAt,
    viewings,
    playedMs,
  };
}

/** When the profile last had to do with it; null where it was taken out of what is continued since. */
export function touchedAt({ activeAt, markedAt, droppedAt }: WatchRecord): number | null {
  const touched = latest(activeAt, markedAt);
  return isAfter(touched, droppedAt) ? touched : null;
}

function isAfter(one: number | null, other: number | null): boolean {
  return one !== null && (other === null || one > other);
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
