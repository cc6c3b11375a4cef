// All SQL of changes: the order in which they happen, and the record that stays.
import type { Database } from '@vitascope/platform/database';
import { createSemaphore } from '@vitascope/platform/kernel';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AnyTransaction, Tables } from './rows.ts';

/** One change of a title, person or term. Times are epoch milliseconds. */
export interface Change<C> {
  readonly id: string;
  readonly subjectId: string;
  readonly revision: number;
  readonly action: 'created' | 'edited' | 'deleted';
  readonly actor: string;
  readonly before: C | null;
  readonly after: C | null;
  /** The change that this one took back. */
  readonly undoes: string | null;
  readonly changedAt: number;
}

/** Changes kept of one subject; the oldest go first. */
const KEPT_CHANGES = 1_000;

/** Changes of this process that may wait for their turn. */
const MAX_WAITING = 500;

export type ChangeStore = ReturnType<typeof createChangeStore>;

export function createChangeStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const turns = createSemaphore({ limit: 1, queueLimit: MAX_WAITING });
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  return {
    /**
     * Runs `work` in a transaction while nobody else changes the catalogue. Inheritance, slugs and references span titles;
     * one editor after the other keeps them true without deadlocks, and a change takes milliseconds. Within this process
     * they wait before they take a connection: otherwise those who wait would hold all of them.
     * @throws `too-busy`
     */
    inOrder: <T>(work: (transaction: AnyTransaction) => Promise<T>): Promise<T> =>
      turns.run(() =>
        database.kysely.transaction().execute(async (transaction) => {
          await sql`select pg_advisory_xact_lock(hashtextextended('vitascope.catalog', 0))`.execute(
            transaction,
          );
          return work(transaction);
        }),
      ),

    async add(transaction: AnyTransaction, change: Change<object>): Promise<void> {
      await within(transaction)
        .insertInto('changes')
        .values({
          id: change.id,
          subject_id: change.subjectId,
          revision: change.revision,
          action: change.action,
          actor: change.actor,
          before: change.before === null ? null : sql`${JSON.stringify(change.before)}::jsonb`,
          after: change.after === null ? null : sql`${JSON.stringify(change.after)}::jsonb`,
          undoes: change.undoes,
          changed_at: new Date(change.changedAt),
        })
        .execute();
      await within(transaction)
        .deleteFrom('changes')
        .where('subject_id', '=', change.subjectId)
        .where('revision', '<=', change.revision - KEPT_CHANGES)
        .execute();
    },

    /** 0 for what never was. What was deleted and comes back goes on counting. */
    async lastRevision(transaction: AnyTransaction, subjectId: string): Promise<number> {
      const row = await within(transaction)
        .selectFrom('changes')
        .select('revision')
        .where('subject_id', '=', subjectId)
        .orderBy('revision', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.revision ?? 0;
    },

    async find(transaction: AnyTransaction, subjectId: string, id: string): Promise<Change<object> | null> {
      const row = await within(transaction)
        .selectFrom('changes')
        .selectAll()
        .where('subject_id', '=', subjectId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toChange(row);
    },

    /** Newest first; `after` is the revision at which the page before ended. */
    async list(
      subjectId: string,
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<readonly Change<object>[]> {
      let query = db
        .selectFrom('changes')
        .selectAll()
        .where('subject_id', '=', subjectId)
        .orderBy('revision', 'desc')
        .limit(page.limit);
      if (page.after !== null) query = query.where('revision', '<', Number(page.after));
      return (await query.execute()).map(toChange);
    },
  };
}

function toChange(row: Selectable<Tables['changes']>): Change<object> {
  return {
    id: row.id,
    subjectId: row.subject_id,
    revision: row.revision,
    action: row.action,
    actor: row.actor,
    before: row.before,
    after: row.after,
    undoes: row.undoes,
    changedAt: row.changed_at.getTime(),
  };
}
