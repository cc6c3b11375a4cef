// All SQL of passkeys and the challenges that are out for one.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';

export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** Whether it is kept by a service as well, and so outlives the device. */
  readonly isBackedUp: boolean;
  /** Epoch milliseconds, as the other; null: never. */
  readonly createdAt: number;
  readonly usedAt: number | null;
}

/** What a signature is checked against. */
export interface PasskeyCredential {
  /** As the browser names it, in base64url. */
  readonly credentialId: string;
  readonly relyingParty: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
}

interface PasskeysTable {
  id: string;
  account_id: string;
  credential_id: string;
  relying_party: string;
  public_key: Buffer;
  counter: string | number;
  transports: string[];
  name: string;
  is_backed_up: boolean;
  created_at: Date;
  used_at: Date | null;
}

interface Tables {
  passkeys: PasskeysTable;
  passkey_challenges: { challenge_hash: Buffer; account_id: string | null; expires_at: Date };
  accounts: { id: string };
}

const columns = ['id', 'name', 'is_backed_up', 'created_at', 'used_at'] as const;

export type PasskeyStore = ReturnType<typeof createPasskeyStore>;

/** Passkeys as they stand in PostgreSQL. One of another account is one that is not there. */
export function createPasskeyStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');

  return {
    async insertChallenge(hash: Buffer, accountId: string | null, expiresAt: number): Promise<void> {
      await db
        .insertInto('passkey_challenges')
        .values({ challenge_hash: hash, account_id: accountId, expires_at: new Date(expiresAt) })
        .execute();
    },

    /** Takes the challenge away, which only one of all who try at once can do. `accountId` null: one for signing in. */
    async takeChallenge(hash: Buffer, accountId: string | null, now: number): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('passkey_challenges')
        .where('challenge_hash', '=', hash)
        .where('account_id', accountId === null ? 'is' : '=', accountId)
        .where('expires_at', '>', new Date(now))
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },

    async removeExpiredChallenges(now: number): Promise<void> {
      await db.deleteFrom('passkey_challenges').where('expires_at', '<=', new Date(now)).execute();
    },

    /** Keeps a passkey unless the account has `most` already, or the credential is known. */
    async insert(
      accountId: string,
      passkey: Passkey & PasskeyCredential,
      most: number,
    ): Promise<'inserted' | 'too-many' | 'known'> {
      return database.kysely.transaction().execute(async (transaction) => {
        const within = (transaction as Transaction<Tables>).withSchema('identity');
        // Two at once count one after the other.
        await within.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
        const { count } = await within
          .selectFrom('passkeys')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('account_id', '=', accountId)
          .executeTakeFirstOrThrow();
        if (Number(count) >= most) return 'too-many';
        const inserted = await within
          .insertInto('passkeys')
          .values({
            id: passkey.id,
            account_id: accountId,
            credential_id: passkey.credentialId,
            relying_party: passkey.relyingParty,
            public_key: Buffer.from(passkey.publicKey),
            counter: passkey.counter,
            transports: [...passkey.transports],
            name: passkey.name,
            is_backed_up: passkey.isBackedUp,
            created_at: new Date(passkey.createdAt),
          })
          .onConflict((conflict) => conflict.column('credential_id').doNothing())
          .returning('id')
          .executeTakeFirst();
        return inserted === undefined ? 'known' : 'inserted';
      });
    },

    async list(accountId: string): Promise<readonly Passkey[]> {
      const rows = await db
        .selectFrom('passkeys')
        .select(columns)
        .where('account_id', '=', accountId)
        .orderBy('id', 'desc')
        .limit(200)
        .execute();
      return rows.map(toPasskey);
    },

    async credentials(
      accountId: string,
    ): Promise<readonly Pick<PasskeyCredential, 'credentialId' | 'transports'>[]> {
      const rows = await db
        .selectFrom('passkeys')
        .select(['credential_id', 'transports'])
        .where('account_id', '=', accountId)
        .limit(200)
        .execute();
      return rows.map((row) => ({ credentialId: row.credential_id, transports: row.transports }));
    },

    async findByCredential(credentialId: string) {
      const row = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('credential_id', '=', credentialId)
        .executeTakeFirst();
      if (row === undefined) return null;
      const credential: PasskeyCredential = {
        credentialId: row.credential_id,
        relyingParty: row.relying_party,
        publicKey: new Uint8Array(row.public_key),
        counter: Number(row.counter),
        transports: row.transports,
      };
      return { id: row.id, accountId: row.account_id, credential };
    },

    /** False when the counter is not above the one that is known: then two have the key (WebAuthn Level 3 §6.1.1). */
    async use(
      id: string,
      used: { readonly counter: number; readonly isBackedUp: boolean; readonly now: number },
    ) {
      const { numUpdatedRows } = await db
        .updateTable('passkeys')
        .set({ counter: used.counter, is_backed_up: used.isBackedUp, used_at: new Date(used.now) })
        .where('id', '=', id)
        .where(({ or, and, eb }) =>
          or([
            eb('counter', '<', used.counter),
            and([eb('counter', '=', 0), eb(sql.val(used.counter), '=', 0)]),
          ]),
        )
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },

    async rename(accountId: string, id: string, name: string): Promise<Passkey | null> {
      const row = await db
        .updateTable('passkeys')
        .set({ name })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .returning(columns)
        .executeTakeFirst();
      return row === undefined ? null : toPasskey(row);
    },

    async remove(accountId: string, id: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('passkeys')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },
  };
}

function toPasskey(row: Pick<PasskeysTable, (typeof columns)[number]>): Passkey {
  return {
    id: row.id,
    name: row.name,
    isBackedUp: row.is_backed_up,
    createdAt: row.created_at.getTime(),
    usedAt: row.used_at?.getTime() ?? null,
  };
}
