/** Counters of a moving minute that several processes share: counted here, added up in PostgreSQL once a second. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/index.ts';
import type { Clock, Logger } from '../kernel/index.ts';

export interface RateCounters {
  /** Counts one, and tells how many there have been in the window, others' included as far as they are known. */
  count(key: string): number;
  /** Milliseconds until the window ends. */
  readonly remainingMs: number;
  /** Tells the database what was counted here, and learns what was counted elsewhere. */
  synchronise(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

interface Counter {
  /** Counted here and not yet told. */
  fresh: number;
  /** By all, when last heard. */
  total: number;
}

const SYNCHRONISE_MS = 1_000;
/** Beyond this many keys in a window, new ones share what is left: memory is bounded, and so is what strangers can fill. */
const MOST_KEYS = 50_000;
const SHARED_KEYS = 1_024;
/** Keys in a statement; each of them is one row in the table until the window is over. */
const MOST_AT_ONCE = 5_000;

const table = sql.table('http.rate_counters');

export function createRateCounters(deps: {
  readonly database: Database;
  readonly windowMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}): RateCounters {
  const { database, windowMs, clock, logger } = deps;
  let window = 0;
  let swept = 0;
  let counters = new Map<string, Counter>();
  let timer: NodeJS.Timeout | undefined;
  let synchronising: Promise<void> | null = null;

  function turn(): void {
    const now = Math.floor(clock.now() / windowMs);
    if (now === window) return;
    window = now;
    counters = new Map();
  }

  function counterOf(key: string): Counter {
    const known = counters.get(key);
    if (known !== undefined) return known;
    const own = counters.size < MOST_KEYS ? key : `shared ${checksum(key) % SHARED_KEYS}`;
    const counter = counters.get(own) ?? { fresh: 0, total: 0 };
    counters.set(own, counter);
    return counter;
  }

  async function tell(): Promise<void> {
    turn();
    const current = window;
    const told = [...counters].filter(([, { fresh }]) => fresh > 0).slice(0, MOST_AT_ONCE);
    if (told.length === 0) return;
    const sent = told.map(([, { fresh }]) => fresh);
    const digests = told.map(([key]) => digestOf(key, current));
    const { rows } = await sql<{ key: string; total: number }>`
      insert into ${table} as counter (key, time_window, total)
      select * from unnest(${digests}::text[], ${told.map(() => current)}::bigint[], ${sent}::bigint[])
      order by 1
      on conflict (key, time_window) do update set total = counter.total + excluded.total
      returning key, total`.execute(database.kysely);
    if (window !== current) return;
    const totals = new Map(rows.map(({ key, total }) => [key, total]));
    for (const [index, [, counter]] of told.entries()) {
      counter.fresh -= sent[index] ?? 0;
      counter.total = totals.get(digests[index] ?? '') ?? counter.total;
    }
  }

  async function synchronise(): Promise<void> {
    await tell();
    if (swept === window) return;
    await sql`delete from ${table} where time_window < ${window - 1}`.execute(database.kysely);
    swept = window;
  }

  return {
    count(key) {
      turn();
      const counter = counterOf(key);
      counter.fresh += 1;
      return counter.total + counter.fresh;
    },
    get remainingMs() {
      return windowMs - (clock.now() % windowMs);
    },
    synchronise,
    start() {
      timer = setInterval(() => {
        if (synchronising !== null) return;
        synchronising = synchronise()
          // Limits of this process alone are better than none.
          .catch((err: Error) =>
            logger.warn({ err }, 'Rate limits could not be shared with other processes.'),
          )
          .finally(() => {
            synchronising = null;
          });
      }, SYNCHRONISE_MS);
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      await synchronising;
    },
  };
}

/** Addresses are not written down, and nobody is followed from one window to the next. */
function digestOf(key: string, window: number): string {
  return createHash('sha256').update(`${window} ${key}`).digest('base64url');
}

/** FNV-1a; who shares a counter is of no matter. */
function checksum(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
