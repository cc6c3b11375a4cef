/** How far the loading of the sample library is: one row, written by whoever loads it. */
import type { Database, Migration, MigrationSet } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';

export type LoadingState = 'none' | 'loading' | 'done' | 'failed';

export interface Loading {
  readonly state: LoadingState;
  readonly done: number;
  readonly total: number;
  /** What is being made. */
  readonly title: string | null;
  /** Why it failed, for a person. */
  readonly reason: string | null;
}

interface Tables {
  loading: {
    is_only: boolean;
    state: LoadingState;
    done: number;
    total: number;
    title: string | null;
    reason: string | null;
  };
}

const loadingMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table loading (
        is_only boolean primary key default true check (is_only),
        state text not null check (state in ('none', 'loading', 'done', 'failed')),
        done int not null,
        total int not null,
        title text,
        reason text
      )`.execute(db);
  },
};

export const sampleLibraryMigrations: MigrationSet = {
  schema: 'sample_library',
  migrations: { '0001-loading': loadingMigration },
};

const nothing: Loading = { state: 'none', done: 0, total: 0, title: null, reason: null };

export function createLoadingStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('sample_library');
  return {
    async read(): Promise<Loading> {
      const row = await db.selectFrom('loading').selectAll().executeTakeFirst();
      if (row === undefined) return nothing;
      const { state, done, total, title, reason } = row;
      return { state, done, total, title, reason };
    },
    // biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
    async write(loading: Loading, transaction?: Transaction<any>): Promise<void> {
      const target = (transaction as Transaction<Tables> | undefined)?.withSchema('sample_library') ?? db;
      await target
        .insertInto('loading')
        .values({ is_only: true, ...loading })
        .onConflict((conflict) => conflict.column('is_only').doUpdateSet(loading))
        .execute();
    },
  };
}
