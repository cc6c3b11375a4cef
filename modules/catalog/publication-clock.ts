// What the clock does to publications: titles that a schedule publishes or ends are told of like an editor's doing.
import type { Database } from '@vitascope/platform/database';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import { type RawBuilder, sql } from 'kysely';
import { becameOf, type CatalogChange } from './catalog-events.ts';
import type { ChangeStore } from './change-store.ts';
import type { AnyTransaction } from './rows.ts';
import type { TitleContent } from './title.ts';

export interface PublicationClock {
  /**
   * The time by which a publication is judged when an edit is told of: what the clock has done since is told by `tell`, so
   * that between the two nothing is told twice or left out.
   */
  toldUntil(transaction: AnyTransaction): Promise<number>;
  /** Tells what has become published, or no longer is, by the clock alone; returns how many titles that were. */
  tell(): Promise<number>;
  startWork(logger: Logger): void;
  close(): void;
}

interface Scheduled {
  readonly id: string;
  readonly revision: number;
  readonly content: Pick<TitleContent, 'publication'>;
}

const EVERY_MS = 10_000;
/** Told of in one transaction; more where more change at the same instant. */
const AT_ONCE = 500;

const times = ['publishAt', 'embargoUntil', 'expireAt'] as const;

export function createPublicationClock(deps: {
  readonly database: Database;
  readonly changes: Pick<ChangeStore, 'inOrder'>;
  readonly clock: Clock;
  publish(
    transaction: AnyTransaction,
    title: { readonly id: string; readonly revision: number; readonly what: CatalogChange },
  ): Promise<void>;
}): PublicationClock {
  const { database, changes, clock } = deps;
  let timer: NodeJS.Timeout | undefined;
  let isTelling = false;

  async function read(within: AnyTransaction | Database['kysely']): Promise<number | null> {
    const { rows } = await sql<{ told: Date | null }>`
      select told_until as told from catalog.publication_clock`.execute(within);
    return rows[0]?.told?.getTime() ?? null;
  }

  async function write(transaction: AnyTransaction, until: number): Promise<void> {
    await sql`update catalog.publication_clock set told_until = ${new Date(until)}::timestamptz`.execute(
      transaction,
    );
  }

  /** The last instant that one turn tells of; null where there is nothing to tell. */
  async function nextInstant(
    within: AnyTransaction | Database['kysely'],
    since: number,
    now: number,
  ): Promise<number | null> {
    const { rows } = await sql<{ at: number }>`
      select at from (${unionOf((time) => sql`select ${time} as at`, since, now)}) as due
      order by at limit ${AT_ONCE}`.execute(within);
    const last = rows.at(-1);
    if (last === undefined) return null;
    return rows.length < AT_ONCE ? now : Number(last.at);
  }

  async function turn(transaction: AnyTransaction): Promise<{ told: number; isAll: boolean }> {
    const now = clock.now();
    const since = await read(transaction);
    const until = since === null ? now : await nextInstant(transaction, since, now);
    // Another process has told it meanwhile.
    if (until === null) return { told: 0, isAll: true };
    await write(transaction, until);
    if (since === null) return { told: 0, isAll: true };
    const { rows } = await sql<Scheduled>`
      select id, revision, content from catalog.titles
      where id in (${unionOf(() => sql`select id`, since, until)}) order by id`.execute(transaction);
    let told = 0;
    for (const { id, revision, content } of rows) {
      const what = becameOf({ title: content, at: since }, { title: content, at: until });
      if (what === null) continue;
      await deps.publish(transaction, { id, revision, what });
      told += 1;
    }
    return { told, isAll: until === now };
  }

  async function tell(): Promise<number> {
    let total = 0;
    for (;;) {
      const since = await read(database.kysely);
      // The catalogue's turn is taken only when there is something to tell.
      if (since !== null && (await nextInstant(database.kysely, since, clock.now())) === null) return total;
      const { told, isAll } = await changes.inOrder(turn);
      total += told;
      if (isAll) return total;
    }
  }

  return {
    toldUntil: async (transaction) => (await read(transaction)) ?? clock.now(),
    tell,
    startWork(logger) {
      const go = () => {
        if (isTelling) return;
        isTelling = true;
        tell()
          .catch((err: Error) =>
            logger.warn({ err }, 'What schedules have published could not be told. It is tried again.'),
          )
          .finally(() => {
            isTelling = false;
          });
      };
      timer = setInterval(go, EVERY_MS);
      timer.unref();
      go();
    },
    close() {
      clearInterval(timer);
    },
  };
}

/** Of the titles with a time of their own in (since, until]. */
function unionOf(
  select: (time: RawBuilder<unknown>) => RawBuilder<unknown>,
  since: number,
  until: number,
): RawBuilder<unknown> {
  const parts = times.map((name) => {
    const text = sql.raw(`content #>> '{publication,${name}}'`);
    const time = sql`((${text})::bigint)`;
    return sql`${select(time)} from catalog.titles
      where ${text} is not null and ${time} > ${since}::bigint and ${time} <= ${until}::bigint`;
  });
  return sql.join(parts, sql` union all `);
}
