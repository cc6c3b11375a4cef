// All SQL of authenticator apps, recovery codes, and sign-ins that wait for a code.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { AnyTransaction } from './store.ts';

interface Tables {
  authenticators: {
    account_id: string;
    secret: Buffer;
    created_at: Date;
    confirmed_at: Date | null;
    last_step: number;
  };
  recovery_codes: { account_id: string; code_hash: Buffer };
  sign_in_challenges: { token_hash: Buffer; account_id: string; is_brief: boolean; expires_at: Date };
}

export interface Authenticator {
  /** Sealed. */
  readonly secret: Buffer;
  /** Epoch milliseconds, as the other. */
  readonly createdAt: number;
  /** Null until a first code has shown that the app has the secret. */
  readonly confirmedAt: number | null;
}

/** A sign-in whose password was right. */
export interface SignInChallenge {
  readonly accountId: string;
  readonly isBrief: boolean;
}

export type SecondFactorStore = ReturnType<typeof createSecondFactorStore>;

export function createSecondFactorStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const within = (transaction: AnyTransaction): Kysely<Tables> =>
    (transaction as Transaction<Tables>).withSchema('identity');

  return {
    async authenticator(accountId: string): Promise<Authenticator | null> {
      const row = await db
        .selectFrom('authenticators')
        .select(['secret', 'created_at', 'confirmed_at'])
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { secret, created_at: createdAt, confirmed_at: confirmedAt } = row;
      return { secret, createdAt: createdAt.getTime(), confirmedAt: confirmedAt?.getTime() ?? null };
    },

    /** Keeps a secret that is yet to be confirmed, instead of another such; false where one is confirmed. */
    async propose(accountId: string, secret: Buffer, now: number): Promise<boolean> {
      const row = { secret, created_at: new Date(now) };
      const kept = await db
        .insertInto('authenticators')
        .values({ account_id: accountId, last_step: 0, ...row })
        .onConflict((conflict) =>
          conflict.column('account_id').doUpdateSet(row).where('authenticators.confirmed_at', 'is', null),
        )
        .returning('account_id')
        .executeTakeFirst();
      return kept !== undefined;
    },

    /** False when another secret has been proposed since, or somebody else was faster. */
    async confirm(
      transaction: AnyTransaction,
      accountId: string,
      confirmed: { readonly secret: Buffer; readonly step: number; readonly now: number },
    ): Promise<boolean> {
      const { numUpdatedRows } = await within(transaction)
        .updateTable('authenticators')
        .set({ confirmed_at: new Date(confirmed.now), last_step: confirmed.step })
        .where('account_id', '=', accountId)
        .where('secret', '=', confirmed.secret)
        .where('confirmed_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },

    /** Uses up the code of a step and of all before it, which only one of all who try at once can do (RFC 6238 §5.2). */
    async useStep(accountId: string, step: number): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('authenticators')
        .set({ last_step: step })
        .where('account_id', '=', accountId)
        .where('confirmed_at', 'is not', null)
        .where('last_step', '<', step)
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },

    async remove(transaction: AnyTransaction, accountId: string): Promise<void> {
      await within(transaction).deleteFrom('authenticators').where('account_id', '=', accountId).execute();
      await within(transaction).deleteFrom('recovery_codes').where('account_id', '=', accountId).execute();
      await within(transaction)
        .deleteFrom('sign_in_challenges')
        .where('account_id', '=', accountId)
        .execute();
    },

    async replaceRecoveryCodes(
      transaction: AnyTransaction,
      accountId: string,
      hashes: readonly Buffer[],
    ): Promise<void> {
      await within(transaction).deleteFrom('recovery_codes').where('account_id', '=', accountId).execute();
      await within(transaction)
        .insertInto('recovery_codes')
        .values(hashes.map((hash) => ({ account_id: accountId, code_hash: hash })))
        .execute();
    },

    async useRecoveryCode(accountId: string, hash: Buffer): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('recovery_codes')
        .where('account_id', '=', accountId)
        .where('code_hash', '=', hash)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },

    async countRecoveryCodes(accountId: string): Promise<number> {
      const { count } = await db
        .selectFrom('recovery_codes')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async insertChallenge(tokenHash: Buffer, challenge: SignInChallenge, expiresAt: number): Promise<void> {
      await db
        .insertInto('sign_in_challenges')
        .values({
          token_hash: tokenHash,
          account_id: challenge.accountId,
          is_brief: challenge.isBrief,
          expires_at: new Date(expiresAt),
        })
        .execute();
    },

    async challenge(tokenHash: Buffer, now: number): Promise<SignInChallenge | null> {
      const row = await db
        .selectFrom('sign_in_challenges')
        .select(['account_id', 'is_brief'])
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', new Date(now))
        .executeTakeFirst();
      return row === undefined ? null : { accountId: row.account_id, isBrief: row.is_brief };
    },

    /** Takes the challenge away, which only one of all who try at once can do. */
    async takeChallenge(tokenHash: Buffer, now: number): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('sign_in_challenges')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', new Date(now))
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },

    async removeExpiredChallenges(now: number): Promise<void> {
      await db.deleteFrom('sign_in_challenges').where('expires_at', '<=', new Date(now)).execute();
    },
  };
}
