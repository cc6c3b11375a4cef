// Holds what players say for a moment and writes it in batches: at most a second of it is at risk.
import type { Clock, Logger } from '@vitascope/platform/kernel';
import { join } from './activity.ts';
import type { BeatStore, EndReason, OverSession, SessionBeats } from './beat-store.ts';

/**
 * `taken`: it is written within a second. `late`: it is held, but the database is behind; the player should keep it and say
 * it again. `full`: it is not even held.
 */
export type Taken = 'taken' | 'late' | 'full';

export interface WriteBehind {
  add(beats: SessionBeats): Taken;
  /** Resolves when what was added of the profile so far is written, false where that did not succeed. */
  settle(profileId: string): Promise<boolean>;
  /** Why a session is over, as far as was learnt when it was last written. */
  overReason(sessionId: string): EndReason | null;
  /** Sessions that are held. */
  readonly size: number;
  /** Writes what is held; gives up when that fails. */
  close(): Promise<void>;
}

/** With the time that a batch takes, well below the second. */
const WRITE_EVERY_MS = 250;
/** What is promised: nothing that is acknowledged waits for longer. */
const AT_RISK_MS = 1_000;
const ROWS_AT_ONCE = 5_000;
/** Sessions at most, about 40 MiB of them: at one beat in ten seconds, those of 10,000 requests a second. */
const DEFAULT_LIMIT = 100_000;
const OVER_LIMIT = 50_000;

/** By session. */
type Held = Map<string, SessionBeats>;

export function createWriteBehind(deps: {
  readonly store: BeatStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limit?: number;
}): WriteBehind {
  const { store, clock, logger, limit = DEFAULT_LIMIT } = deps;
  const over = new Map<string, EndReason>();
  let pending: Held = new Map();
  let pendingProfiles = new Set<string>();
  let pendingSince = 0;
  let underWay: Held = new Map();
  let underWayProfiles = new Set<string>();
  let underWaySince = 0;
  let writeBegan = 0;
  let lastWriteMs = 0;
  let writing: Promise<boolean> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isFailing = false;
  let isClosed = false;

  function schedule(): void {
    if (isClosed) return;
    // What came while a batch was written has waited since; after a failure there is a pause.
    const waited = isFailing ? 0 : performance.now() - pendingSince;
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void write();
      },
      Math.max(0, WRITE_EVERY_MS - waited),
    );
  }

  /** One at a time; whoever comes meanwhile gets the result of that one. */
  function write(): Promise<boolean> {
    writing ??= writePending().finally(() => {
      writing = null;
      if (pending.size > 0) schedule();
    });
    return writing;
  }

  async function writePending(): Promise<boolean> {
    [underWay, underWayProfiles, underWaySince] = [pending, pendingProfiles, pendingSince];
    [pending, pendingProfiles] = [new Map(), new Set()];
    writeBegan = performance.now();
    try {
      const ids = [...underWay.keys()];
      for (let start = 0; start < ids.length; start += ROWS_AT_ONCE) {
        const some = ids.slice(start, start + ROWS_AT_ONCE);
        learn(some, await writeBatch(some.flatMap((id) => underWay.get(id) ?? [])));
        for (const id of some) underWay.delete(id);
      }
      if (isFailing) logger.info({}, 'Heartbeats are written again.');
      isFailing = false;
      return true;
    } catch (error) {
      if (!isFailing) {
        const fields = { err: error, sessions: underWay.size };
        logger.warn(fields, 'Heartbeats cannot be written; the newest of each session are held.');
      }
      isFailing = true;
      putBack();
      return false;
    } finally {
      lastWriteMs = performance.now() - writeBegan;
      underWayProfiles.clear();
    }
  }

  /** A row that the database refuses must not keep all others from being written: it is found by halving. */
  async function writeBatch(batch: readonly SessionBeats[]): Promise<readonly OverSession[]> {
    try {
      return await store.write(batch, clock.now());
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (batch.length === 1) {
        logger.warn(
          { err: error, sessionId: batch[0]?.sessionId },
          'A heartbeat was refused by the database.',
        );
        return [];
      }
      const middle = Math.ceil(batch.length / 2);
      return [...(await writeBatch(batch.slice(0, middle))), ...(await writeBatch(batch.slice(middle)))];
    }
  }

  /** Whether what is added now is unlikely to be written in time, or what was added before already was not. */
  function isLate(now: number): boolean {
    if (now - (underWay.size > 0 ? underWaySince : pendingSince) > AT_RISK_MS) return true;
    if (writing === null) return WRITE_EVERY_MS + lastWriteMs > AT_RISK_MS;
    // It waits for the one that is under way, which has taken so long already, and for its own.
    const elapsed = now - writeBegan;
    const expected = Math.max(lastWriteMs, elapsed);
    return expected - elapsed + expected > AT_RISK_MS;
  }

  /** What was not written waits with what came meanwhile. */
  function putBack(): void {
    if (underWay.size > 0) pendingSince = underWaySince;
    for (const [id, held] of underWay) {
      const newer = pending.get(id);
      pending.set(id, newer === undefined ? held : together(held, newer));
      pendingProfiles.add(held.profileId);
    }
    underWay = new Map();
  }

  function learn(written: readonly string[], found: readonly OverSession[]): void {
    if (over.size > 0) for (const id of written) over.delete(id);
    for (const { sessionId, reason } of found) over.set(sessionId, reason);
    // The oldest stand first.
    for (const id of over.keys()) {
      if (over.size <= OVER_LIMIT) break;
      over.delete(id);
    }
  }

  return {
    add(beats) {
      const { sessionId, profileId } = beats;
      const held = pending.get(sessionId);
      if (held !== undefined) {
        pending.set(sessionId, together(held, beats));
      } else {
        if (isClosed || pending.size + underWay.size >= limit) return 'full';
        if (pending.size === 0) pendingSince = performance.now();
        pending.set(sessionId, beats);
        pendingProfiles.add(profileId);
        if (writing === null && timer === undefined) schedule();
      }
      return isLate(performance.now()) ? 'late' : 'taken';
    },
    async settle(profileId) {
      // What is under way was taken up before; what came since needs another turn.
      if (underWayProfiles.has(profileId) && !(await write())) return false;
      if (!pendingProfiles.has(profileId)) return true;
      if (writing !== null && !(await writing)) return false;
      return write();
    },
    overReason: (sessionId) => over.get(sessionId) ?? null,
    get size() {
      return pending.size + underWay.size;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writing;
      if (pending.size > 0 && !(await write()))
        logger.error(
          { sessions: pending.size },
          'Heartbeats were lost: they could not be written in the end.',
        );
    },
  };
}

/** The one that came last tells whether the screen is needed. */
function together(one: SessionBeats, later: SessionBeats): SessionBeats {
  return {
    sessionId: one.sessionId,
    profileId: one.profileId,
    activity: join(one.activity, later.activity),
    holdsScreen: later.holdsScreen,
  };
}

/** PostgreSQL, appendix A: class 22 is for data, class 23 for constraints. Whatever else happens may pass. */
function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^2[23]...$/.test(code);
}
