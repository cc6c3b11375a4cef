// All SQL of the trash: what was deleted, until when, and what it weighs.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { AssetState } from './asset.ts';
import type { Tables } from './rows.ts';
import { storedBytes } from './storage-use.ts';

export interface TrashedAsset {
  readonly id: string;
  readonly name: string;
  readonly state: AssetState;
  /** Of the source and of all that was made of it or added to it. */
  readonly storedBytes: number;
  readonly durationMs: number | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly deletedAt: number;
}

export interface TrashPlace {
  readonly deletedAt: number;
  readonly id: string;
}

// biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
type AnyTransaction = Transaction<any>;

interface TrashRow extends Omit<TrashedAsset, 'createdAt' | 'deletedAt'> {
  readonly createdAt: Date;
  readonly deletedAt: Date;
}

export type TrashStore = ReturnType<typeof createTrashStore>;

export function createTrashStore(database: Database) {
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('assets');
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');
  return {
    /** Whether there is one, be it in the trash. */
    async exists(id: string): Promise<boolean> {
      return (
        (await db.selectFrom('assets').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
      );
    },

    /** Holds the row until the transaction ends, be the asset in the trash. */
    async lock(
      transaction: AnyTransaction,
      id: string,
    ): Promise<{ readonly sourceKey: string; readonly deletedAt: number | null } | null> {
      const row = await within(transaction)
        .selectFrom('assets')
        .select(['source_key', 'deleted_at'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      return row === undefined
        ? null
        : { sourceKey: row.source_key, deletedAt: row.deleted_at?.getTime() ?? null };
    },

    /** Tells whether it was there and not in the trash. */
    async put(transaction: AnyTransaction, id: string, now: number): Promise<boolean> {
      const updated = await within(transaction)
        .updateTable('assets')
        .set({ deleted_at: new Date(now), updated_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return updated.numUpdatedRows > 0n;
    },

    /** Its state, or null where it is not in the trash. */
    async takeOut(transaction: AnyTransaction, id: string): Promise<AssetState | null> {
      const row = await within(transaction)
        .updateTable('assets')
        .set({ deleted_at: null, updated_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .where('deleted_at', 'is not', null)
        .returning('state')
        .executeTakeFirst();
      return row?.state ?? null;
    },

    /** Deleted last first, behind the place `after`. */
    async list(page: { readonly after: TrashPlace | null; readonly limit: number }): Promise<TrashedAsset[]> {
      const { after } = page;
      const { rows } = await sql<TrashRow>`
        select id, name, state, duration_ms as "durationMs", created_at as "createdAt", deleted_at as "deletedAt",
          ${storedBytes} as "storedBytes"
        from assets.assets as asset
        where deleted_at is not null and ${
          after === null
            ? sql`true`
            : sql`(deleted_at, id) < (${new Date(after.deletedAt)}::timestamptz, ${after.id})`
        }
        order by deleted_at desc, id desc limit ${page.limit}`.execute(db);
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        state: row.state,
        storedBytes: row.storedBytes,
        durationMs: row.durationMs,
        createdAt: row.createdAt.getTime(),
        deletedAt: row.deletedAt.getTime(),
      }));
    },

    /** Ids of those that were deleted before that time, the oldest first. */
    async deletedBefore(time: number, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('assets')
        .select('id')
        .where('deleted_at', '<=', new Date(time))
        .orderBy('deleted_at')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}
