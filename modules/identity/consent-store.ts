// All SQL of consents. Rows are added here and never changed; the tables themselves see to that.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';

export interface Consent {
  readonly id: string;
  /** Null: the account as a whole. */
  readonly profileId: string | null;
  /** What was agreed to: a key of the operator's choice. */
  readonly document: string;
  readonly version: string;
  /** Epoch milliseconds, as the other. */
  readonly givenAt: number;
  readonly withdrawnAt: number | null;
}

interface Tables {
  consents: {
    id: string;
    account_id: string;
    profile_id: string | null;
    document: string;
    version: string;
    given_at: Date;
  };
  consent_withdrawals: { consent_id: string; withdrawn_at: Date };
  accounts: { id: string };
}

export type ConsentStore = ReturnType<typeof createConsentStore>;

export function createConsentStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const select = (from: Kysely<Tables>, accountId: string) =>
    from
      .selectFrom('consents')
      .leftJoin('consent_withdrawals', 'consent_withdrawals.consent_id', 'consents.id')
      .selectAll('consents')
      .select('consent_withdrawals.withdrawn_at')
      .where('consents.account_id', '=', accountId);

  return {
    /** Adds the record, unless the very same one holds already: then that one; null when there are `most`. */
    async add(
      accountId: string,
      consent: Omit<Consent, 'withdrawnAt'>,
      most: number,
    ): Promise<Consent | null> {
      return database.kysely.transaction().execute(async (transaction) => {
        const inside = (transaction as Transaction<Tables>).withSchema('identity');
        // Two at once count one after the other.
        await inside.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
        const holding = await select(inside, accountId)
          .where('consents.document', '=', consent.document)
          .where('consents.version', '=', consent.version)
          .where(sql<boolean>`consents.profile_id is not distinct from ${consent.profileId}`)
          .where('consent_withdrawals.withdrawn_at', 'is', null)
          .executeTakeFirst();
        if (holding !== undefined) return toConsent(holding);
        const { count } = await inside
          .selectFrom('consents')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('account_id', '=', accountId)
          .executeTakeFirstOrThrow();
        if (Number(count) >= most) return null;
        await inside
          .insertInto('consents')
          .values({
            id: consent.id,
            account_id: accountId,
            profile_id: consent.profileId,
            document: consent.document,
            version: consent.version,
            given_at: new Date(consent.givenAt),
          })
          .execute();
        return { ...consent, withdrawnAt: null };
      });
    },

    /** Adds the withdrawal, once. Null where the account has no such consent. */
    async withdraw(accountId: string, id: string, now: number): Promise<Consent | null> {
      await db
        .insertInto('consent_withdrawals')
        .columns(['consent_id', 'withdrawn_at'])
        .expression(({ selectFrom, val }) =>
          selectFrom('consents')
            .select(['consents.id as consent_id', val(new Date(now)).as('withdrawn_at')])
            .where('consents.id', '=', id)
            .where('consents.account_id', '=', accountId),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const row = await select(db, accountId).where('consents.id', '=', id).executeTakeFirst();
      return row === undefined ? null : toConsent(row);
    },

    async list(
      accountId: string,
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<readonly Consent[]> {
      let query = select(db, accountId).orderBy('consents.id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('consents.id', '<', page.after);
      return (await query.execute()).map(toConsent);
    },

    /** The versions of the document that the account, or the profile, agrees to at present. */
    async holding(
      accountId: string,
      wanted: { readonly document: string; readonly profileId: string | null },
    ): Promise<readonly string[]> {
      const rows = await select(db, accountId)
        .where('consents.document', '=', wanted.document)
        .where(sql<boolean>`consents.profile_id is not distinct from ${wanted.profileId}`)
        .where('consent_withdrawals.withdrawn_at', 'is', null)
        .orderBy('consents.id', 'desc')
        .limit(100)
        .execute();
      return rows.map(({ version }) => version);
    },
  };
}

function toConsent(row: Tables['consents'] & { withdrawn_at: Date | null }): Consent {
  return {
    id: row.id,
    profileId: row.profile_id,
    document: row.document,
    version: row.version,
    givenAt: row.given_at.getTime(),
    withdrawnAt: row.withdrawn_at?.getTime() ?? null,
  };
}
