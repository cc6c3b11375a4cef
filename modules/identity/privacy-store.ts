// All SQL of copies of an account's data and of deletions.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { AnyTransaction } from './store.ts';

/** A copy of all that is kept about an account: asked for, made, or not to be made. */
export interface DataExport {
  readonly id: string;
  readonly accountId: string;
  readonly origin: string;
  /** Null until it is ready. */
  readonly sizeBytes: number | null;
  readonly state: 'making' | 'ready' | 'failed';
  /** Epoch milliseconds, as the other. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface Deletion {
  readonly accountId: string;
  /** Epoch milliseconds, as the other. */
  readonly requestedAt: number;
  readonly eraseAt: number;
}

interface ExportsTable {
  id: string;
  account_id: string;
  origin: string;
  size_bytes: number | null;
  failed_at: Date | null;
  ready_at: Date | null;
  created_at: Date;
  expires_at: Date;
}

interface Tables {
  exports: ExportsTable;
  deletions: { account_id: string; requested_at: Date; erase_at: Date; closed_at: Date | null };
  accounts: { id: string; name: string; email: string; image: string | null };
  credentials: { account_id: string };
  external_identities: { account_id: string };
  api_keys: { made_by: string | null };
  sessions: { id: string; account_id: string };
}

export type PrivacyStore = ReturnType<typeof createPrivacyStore>;

export function createPrivacyStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const within = (transaction?: AnyTransaction): Kysely<Tables> =>
    transaction === undefined ? db : (transaction as Transaction<Tables>).withSchema('identity');

  return {
    ...exportQueries(db, within),
    ...deletionQueries(db, within),
  };
}

type Within = (transaction?: AnyTransaction) => Kysely<Tables>;

function exportQueries(db: Kysely<Tables>, within: Within) {
  const ofAccount = (accountId: string) =>
    db.selectFrom('exports').selectAll().where('account_id', '=', accountId);
  return {
    /** False when the account has asked for `most` since `since` already. */
    async insertExport(
      transaction: AnyTransaction,
      wanted: Omit<DataExport, 'state' | 'sizeBytes'>,
      limit: { readonly most: number; readonly since: number },
    ): Promise<boolean> {
      const inside = within(transaction);
      // Two at once count one after the other.
      await inside
        .selectFrom('accounts')
        .select('id')
        .where('id', '=', wanted.accountId)
        .forUpdate()
        .execute();
      const { count } = await inside
        .selectFrom('exports')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('account_id', '=', wanted.accountId)
        .where('created_at', '>', new Date(limit.since))
        .executeTakeFirstOrThrow();
      if (Number(count) >= limit.most) return false;
      await inside
        .insertInto('exports')
        .values({
          id: wanted.id,
          account_id: wanted.accountId,
          origin: wanted.origin,
          created_at: new Date(wanted.createdAt),
          expires_at: new Date(wanted.expiresAt),
        })
        .execute();
      return true;
    },

    async exportById(id: string): Promise<DataExport | null> {
      const row = await db.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toExport(row);
    },

    async exportsOf(accountId: string, now: number): Promise<readonly DataExport[]> {
      const rows = await ofAccount(accountId)
        .where('expires_at', '>', new Date(now))
        .orderBy('id', 'desc')
        .limit(100)
        .execute();
      return rows.map(toExport);
    },

    /** Every export whose object may exist. */
    async exportIdsOf(accountId: string): Promise<readonly string[]> {
      return (await ofAccount(accountId).execute()).map(({ id }) => id);
    },

    /** False when the export is gone meanwhile. */
    async finishExport(
      transaction: AnyTransaction,
      id: string,
      done: { readonly sizeBytes: number; readonly now: number },
    ): Promise<boolean> {
      const row = await within(transaction)
        .updateTable('exports')
        .set({ ready_at: new Date(done.now), size_bytes: done.sizeBytes, failed_at: null })
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async failExport(id: string, now: number): Promise<void> {
      await db
        .updateTable('exports')
        .set({ failed_at: new Date(now) })
        .where('id', '=', id)
        .where('ready_at', 'is', null)
        .execute();
    },

    async expiredExports(now: number, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('exports')
        .select('id')
        .where('expires_at', '<=', new Date(now))
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    async removeExport(id: string): Promise<void> {
      await db.deleteFrom('exports').where('id', '=', id).execute();
    },
  };
}

function deletionQueries(db: Kysely<Tables>, within: Within) {
  return {
    /** Plans the deletion; a second wish changes nothing. Returns what is planned. */
    async planDeletion(transaction: AnyTransaction, wanted: Deletion): Promise<Deletion> {
      const row = await within(transaction)
        .insertInto('deletions')
        .values({
          account_id: wanted.accountId,
          requested_at: new Date(wanted.requestedAt),
          erase_at: new Date(wanted.eraseAt),
        })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ account_id: wanted.accountId }))
        .returningAll()
        .executeTakeFirstOrThrow();
      return toDeletion(row);
    },

    async deletionOf(accountId: string): Promise<Deletion | null> {
      const row = await db
        .selectFrom('deletions')
        .selectAll()
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row === undefined ? null : toDeletion(row);
    },

    /** Programs' keys of the account end with its sessions, and do not come back. */
    async removeKeysOf(transaction: AnyTransaction, accountId: string): Promise<void> {
      await within(transaction).deleteFrom('api_keys').where('made_by', '=', accountId).execute();
    },

    /** Accounts whose time has come, those first that were begun with. */
    async dueDeletions(now: number, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('deletions')
        .select('account_id')
        .where('erase_at', '<=', new Date(now))
        .orderBy('closed_at')
        .orderBy('erase_at')
        .limit(limit)
        .execute();
      return rows.map((row) => row.account_id);
    },

    /**
     * Takes from the account every way in, and its name and address, from which on it cannot be kept any more. Returns the
     * address while it had one; undefined when there is nothing to erase (any more), null when it was closed before.
     */
    async closeAccount(
      transaction: AnyTransaction,
      accountId: string,
      now: number,
    ): Promise<string | null | undefined> {
      const inside = within(transaction);
      // In this order: signing in locks the account first, too.
      const account = await inside
        .selectFrom('accounts')
        .select('email')
        .where('id', '=', accountId)
        .forUpdate()
        .executeTakeFirst();
      const deletion = await inside
        .selectFrom('deletions')
        .select('closed_at')
        .where('account_id', '=', accountId)
        .where('erase_at', '<=', new Date(now))
        .forUpdate()
        .executeTakeFirst();
      if (deletion === undefined) return undefined;
      if (account === undefined || deletion.closed_at !== null) return null;
      await inside
        .updateTable('deletions')
        .set({ closed_at: new Date(now) })
        .where('account_id', '=', accountId)
        .execute();
      for (const table of ['sessions', 'credentials', 'external_identities'] as const)
        await inside.deleteFrom(table).where('account_id', '=', accountId).execute();
      await inside
        .updateTable('accounts')
        .set({ name: '', email: `${accountId}@erased.invalid`, image: null })
        .where('id', '=', accountId)
        .execute();
      return account.email;
    },

    /** The last step: whatever still refers to the account goes with it. */
    async removeAccount(accountId: string): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        const inside = within(transaction);
        await inside.deleteFrom('accounts').where('id', '=', accountId).execute();
        await inside.deleteFrom('deletions').where('account_id', '=', accountId).execute();
      });
    },
  };
}

function toExport(row: ExportsTable): DataExport {
  return {
    id: row.id,
    accountId: row.account_id,
    origin: row.origin,
    sizeBytes: row.size_bytes,
    state: row.ready_at !== null ? 'ready' : row.failed_at !== null ? 'failed' : 'making',
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

function toDeletion(row: { account_id: string; requested_at: Date; erase_at: Date }): Deletion {
  return {
    accountId: row.account_id,
    requestedAt: row.requested_at.getTime(),
    eraseAt: row.erase_at.getTime(),
  };
}
