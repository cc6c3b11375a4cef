// All SQL of the audit log.
import type { Database } from '@vitascope/platform/database';
import { type Generated, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type AuditEntry, type AuditRecord, type Head, linkAll } from './chain.ts';

interface EntriesTable {
  seq: number;
  at: Date;
  actor_kind: AuditRecord['actorKind'];
  actor_id: string | null;
  action: string;
  subjects: string[];
  status: number | null;
  code: string | null;
  request_id: string;
  network: string | null;
  previous_hash: string;
  hash: string;
}

interface Tables {
  entries: EntriesTable;
  head: { one: boolean; seq: number; hash: string };
  pending: { id: string; record: AuditRecord; begun_at: Generated<Date> };
}

export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly subject?: string | undefined;
  /** Epoch milliseconds, both inclusive. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

export interface AuditPage {
  readonly order: 'oldest' | 'newest';
  /** The number at which the page before ended. */
  readonly after: number | null;
  readonly limit: number;
}

/** What has ended: `pendingId` is the record that was begun for it. */
export interface Ended {
  readonly record: AuditRecord;
  readonly pendingId: string | null;
}

/** A process ends or dies within this time; what it had begun is nobody's then. */
const ABANDONED_AFTER = sql`now() - interval '10 minutes'`;
const CLOSE_AT_ONCE = 500;

export function createAuditStore(database: Database) {
  const kysely = database.kysely as Kysely<Tables>;
  const db = kysely.withSchema('audit');

  async function append(transaction: Transaction<Tables>, records: readonly AuditRecord[]): Promise<Head> {
    const within = transaction.withSchema('audit');
    const before = await within
      .selectFrom('head')
      .select(['seq', 'hash'])
      .forUpdate()
      .executeTakeFirstOrThrow();
    const entries = linkAll(before, records);
    const last = entries.at(-1);
    if (last === undefined) return before;
    await within.insertInto('entries').values(entries.map(toRow)).execute();
    await within.updateTable('head').set({ seq: last.seq, hash: last.hash }).execute();
    return { seq: last.seq, hash: last.hash };
  }

  return {
    async begin(id: string, record: AuditRecord): Promise<void> {
      await db
        .insertInto('pending')
        .values({ id, record: sql<AuditRecord>`${JSON.stringify(record)}::jsonb` })
        .execute();
    },

    /** Adds all to the chain and forgets that they were pending, in one transaction. */
    appendEnded: (ended: readonly Ended[]): Promise<Head> =>
      kysely.transaction().execute(async (transaction) => {
        const head = await append(
          transaction,
          ended.map(({ record }) => record),
        );
        const ids = ended.flatMap(({ pendingId }) => (pendingId === null ? [] : [pendingId]));
        if (ids.length > 0)
          await transaction.withSchema('audit').deleteFrom('pending').where('id', 'in', ids).execute();
        return head;
      }),

    /** Adds what began and never ended, with no outcome. The head afterwards, and how many there were. */
    closeAbandoned: (): Promise<{ readonly head: Head; readonly count: number }> =>
      kysely.transaction().execute(async (transaction) => {
        const within = transaction.withSchema('audit');
        const rows = await within
          .selectFrom('pending')
          .select(['id', 'record'])
          .where('begun_at', '<', sql<Date>`${ABANDONED_AFTER}`)
          .orderBy('id')
          .limit(CLOSE_AT_ONCE)
          .forUpdate()
          .skipLocked()
          .execute();
        const head = await append(
          transaction,
          rows.map(({ record }) => record),
        );
        if (rows.length > 0)
          await within
            .deleteFrom('pending')
            .where(
              'id',
              'in',
              rows.map(({ id }) => id),
            )
            .execute();
        return { head, count: rows.length };
      }),

    head: (): Promise<Head> => db.selectFrom('head').select(['seq', 'hash']).executeTakeFirstOrThrow(),

    async list(filter: AuditFilter, { order, after, limit }: AuditPage): Promise<readonly AuditEntry[]> {
      let query = db
        .selectFrom('entries')
        .selectAll()
        .orderBy('seq', order === 'oldest' ? 'asc' : 'desc')
        .limit(limit);
      if (after !== null) query = query.where('seq', order === 'oldest' ? '>' : '<', after);
      if (filter.actorId !== undefined) query = query.where('actor_id', '=', filter.actorId);
      if (filter.subject !== undefined)
        query = query.where(sql<boolean>`subjects @> array[${filter.subject}]`);
      if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
      if (filter.until !== undefined) query = query.where('at', '<=', new Date(filter.until));
      return (await query.execute()).map(toEntry);
    },
  };
}

function toRow(entry: AuditEntry): EntriesTable {
  return {
    seq: entry.seq,
    at: new Date(entry.at),
    actor_kind: entry.actorKind,
    actor_id: entry.actorId,
    action: entry.action,
    subjects: [...entry.subjects],
    status: entry.status,
    code: entry.code,
    request_id: entry.requestId,
    network: entry.network,
    previous_hash: entry.previousHash,
    hash: entry.hash,
  };
}

function toEntry(row: Selectable<EntriesTable>): AuditEntry {
  return {
    seq: row.seq,
    at: row.at.getTime(),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    subjects: row.subjects,
    status: row.status,
    code: row.code,
    requestId: row.request_id,
    network: row.network,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
