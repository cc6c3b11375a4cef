// All SQL of preview links. Only a hash of their token is kept.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AnyTransaction, Tables } from './rows.ts';

/** Times are epoch milliseconds. */
export interface Preview {
  readonly id: string;
  readonly titleId: string;
  /** For whom it is. */
  readonly note: string;
  readonly actor: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type PreviewStore = ReturnType<typeof createPreviewStore>;

export function createPreviewStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  return {
    async insert(transaction: AnyTransaction, preview: Preview, tokenHash: Buffer): Promise<void> {
      await within(transaction)
        .insertInto('previews')
        .values({
          id: preview.id,
          title_id: preview.titleId,
          token_hash: tokenHash,
          note: preview.note,
          actor: preview.actor,
          created_at: new Date(preview.createdAt),
          expires_at: new Date(preview.expiresAt),
        })
        .execute();
    },

    /** Newest first. */
    async list(titleId: string, transaction?: AnyTransaction): Promise<readonly Preview[]> {
      const rows = await (transaction === undefined ? db : within(transaction))
        .selectFrom('previews')
        .selectAll()
        .where('title_id', '=', titleId)
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toPreview);
    },

    async removeExpired(transaction: AnyTransaction, now: number): Promise<void> {
      await within(transaction).deleteFrom('previews').where('expires_at', '<=', new Date(now)).execute();
    },

    async remove(titleId: string, id: string): Promise<boolean> {
      const removed = await db
        .deleteFrom('previews')
        .where('title_id', '=', titleId)
        .where('id', '=', id)
        .executeTakeFirst();
      return removed.numDeletedRows > 0n;
    },

    /** The title that the token opens. */
    async titleOf(tokenHash: Buffer, now: number): Promise<string | null> {
      const row = await db
        .selectFrom('previews')
        .select('title_id')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', new Date(now))
        .executeTakeFirst();
      return row?.title_id ?? null;
    },
  };
}

function toPreview(row: Selectable<Tables['previews']>): Preview {
  return {
    id: row.id,
    titleId: row.title_id,
    note: row.note,
    actor: row.actor,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}
