// All SQL of imports: how far they are, and what was wrong.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AnyTransaction } from '../rows.ts';
import type { FeedFormat, FeedProblem } from './feed-record.ts';
import type { Outcome } from './feed-world.ts';
import type { Progress } from './import-feed.ts';

/** An import as its sender sees it. Times are epoch milliseconds. */
export interface Import {
  readonly id: string;
  readonly format: FeedFormat;
  readonly isDryRun: boolean;
  readonly actor: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed. */
  readonly reason: string | null;
  /** Null until the feed has been read. */
  readonly records: number | null;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly progress: Progress;
  readonly blobKey: string | null;
}

interface ImportsTable {
  id: string;
  format: FeedFormat;
  is_dry_run: boolean;
  actor: string;
  state: Import['state'];
  reason: string | null;
  blob_key: string | null;
  records: number | null;
  step: number;
  done: number;
  created: number;
  changed: number;
  unchanged: number;
  failed: number;
  created_at: Date;
  finished_at: Date | null;
}

interface Tables {
  imports: ImportsTable;
  import_problems: {
    import_id: string;
    number: number;
    line: number;
    column_name: string | null;
    value: string | null;
    message: string;
  };
}

/** Problems of one import that are kept; it counts the records of all. */
const MAX_PROBLEMS = 10_000;

export function createImportStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction | null) =>
    transaction === null ? db : (transaction as Transaction<Tables>).withSchema('catalog');

  return {
    async insert(
      entry: Pick<Import, 'id' | 'format' | 'isDryRun' | 'actor' | 'createdAt' | 'blobKey'>,
      transaction: AnyTransaction,
    ): Promise<void> {
      await within(transaction)
        .insertInto('imports')
        .values({
          id: entry.id,
          format: entry.format,
          is_dry_run: entry.isDryRun,
          actor: entry.actor,
          state: 'waiting',
          reason: null,
          blob_key: entry.blobKey,
          records: null,
          step: 0,
          done: 0,
          created: 0,
          changed: 0,
          unchanged: 0,
          failed: 0,
          created_at: new Date(entry.createdAt),
          finished_at: null,
        })
        .execute();
    },

    async countUnfinished(): Promise<number> {
      const row = await db
        .selectFrom('imports')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('state', 'in', ['waiting', 'running'])
        .executeTakeFirstOrThrow();
      return row.count;
    },

    async find(id: string): Promise<Import | null> {
      const row = await db.selectFrom('imports').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toImport(row);
    },

    /** Newest first, behind the id `after`. */
    async list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Import[]> {
      let query = db.selectFrom('imports').selectAll().orderBy('id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      return (await query.execute()).map(toImport);
    },

    /** Marks it as running; what a dry run counted before is forgotten, since it begins again. */
    async begin(id: string): Promise<void> {
      await sql`update catalog.imports set state = 'running',
        step = case when is_dry_run then 0 else step end, done = case when is_dry_run then 0 else done end,
        created = case when is_dry_run then 0 else created end, changed = case when is_dry_run then 0 else changed end,
        unchanged = case when is_dry_run then 0 else unchanged end, failed = case when is_dry_run then 0 else failed end
        where id = ${id}`.execute(db);
      await sql`delete from catalog.import_problems using catalog.imports
        where import_id = ${id} and imports.id = ${id} and (imports.is_dry_run or imports.records is null)`.execute(
        db,
      );
    },

    /** False when an attempt before has said so already. */
    async setRecords(id: string, records: number): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('imports')
        .set({ records })
        .where('id', '=', id)
        .where((where) => where.or([where('records', 'is', null), where('is_dry_run', '=', true)]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    /** In the transaction of the record, so that a crash counts nothing twice. */
    async advance(
      id: string,
      result: { readonly progress: Progress; readonly outcome: Outcome | 'failed' },
      transaction: AnyTransaction | null,
    ): Promise<void> {
      await within(transaction)
        .updateTable('imports')
        .set({ step: result.progress.step, done: result.progress.done })
        .set((update) => ({ [result.outcome]: update(result.outcome, '+', 1) }))
        .where('id', '=', id)
        .execute();
    },

    async addFailed(id: string, count: number): Promise<void> {
      await db
        .updateTable('imports')
        .set((update) => ({ failed: update('failed', '+', count) }))
        .where('id', '=', id)
        .execute();
    },

    async addProblems(id: string, problems: readonly FeedProblem[]): Promise<void> {
      const rows = problems.map((problem, index) => ({ ...problem, index }));
      await sql`
        insert into catalog.import_problems (import_id, number, line, column_name, value, message)
        select ${id}, known.count + problem.index + 1, problem.line, problem."column", problem.value, problem.message
        from (select count(*)::integer as count from catalog.import_problems where import_id = ${id}) as known,
          jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
            as problem (index integer, line integer, "column" text, value text, message text)
        where known.count + problem.index < ${MAX_PROBLEMS}`.execute(db);
    },

    /** In the order of their finding, behind the number `after`. */
    async problems(
      id: string,
      page: { readonly after: number; readonly limit: number },
    ): Promise<readonly (FeedProblem & { readonly number: number })[]> {
      const rows = await db
        .selectFrom('import_problems')
        .selectAll()
        .where('import_id', '=', id)
        .where('number', '>', page.after)
        .orderBy('number')
        .limit(page.limit)
        .execute();
      return rows.map((row) => ({
        number: row.number,
        line: row.line,
        column: row.column_name,
        value: row.value,
        message: row.message,
      }));
    },

    async finish(
      id: string,
      end: { readonly state: 'done' | 'failed'; readonly reason: string | null; readonly at: number },
    ): Promise<void> {
      await db
        .updateTable('imports')
        .set({ state: end.state, reason: end.reason, finished_at: new Date(end.at), blob_key: null })
        .where('id', '=', id)
        .execute();
    },

    /** Forgets all but the newest. */
    async trim(kept: number): Promise<void> {
      await sql`delete from catalog.imports where finished_at is not null
        and id not in (select id from catalog.imports order by id desc limit ${kept})`.execute(db);
    },
  };
}

function toImport(row: Selectable<ImportsTable>): Import {
  return {
    id: row.id,
    format: row.format,
    isDryRun: row.is_dry_run,
    actor: row.actor,
    state: row.state,
    reason: row.reason,
    records: row.records,
    created: row.created,
    changed: row.changed,
    unchanged: row.unchanged,
    failed: row.failed,
    createdAt: row.created_at.getTime(),
    finishedAt: row.finished_at?.getTime() ?? null,
    progress: { step: row.step, done: row.done },
    blobKey: row.blob_key,
  };
}
