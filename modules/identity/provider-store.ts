// All SQL of sign-in through providers.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { StaffRole } from './permissions.ts';
import type { LogoutOrder } from './provider-client.ts';
import type { AnyTransaction } from './store.ts';

/** A person of a provider who has an account here. */
export interface ExternalIdentity {
  readonly id: string;
  readonly accountId: string;
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** The role that the provider's word gave, and may take away. */
  readonly grantedRole: StaffRole | null;
  /** Epoch milliseconds, as the other. */
  readonly linkedAt: number;
  readonly usedAt: number;
}

/** A sign-in under way. */
export interface Flow {
  readonly stateHash: Buffer;
  readonly browserHash: Buffer;
  readonly provider: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  readonly isBrief: boolean;
  /** The session whose account is to be linked; null where somebody signs in. */
  readonly sessionId: string | null;
  readonly expiresAt: number;
}

interface IdentitiesTable {
  id: string;
  account_id: string;
  provider: string;
  issuer: string;
  subject: string;
  email: string | null;
  granted_role: StaffRole | null;
  linked_at: Date;
  used_at: Date;
}

interface Tables {
  external_identities: IdentitiesTable;
  provider_flows: {
    state_hash: Buffer;
    browser_hash: Buffer;
    provider: string;
    nonce: string;
    code_verifier: string;
    return_to: string;
    is_brief: boolean;
    session_id: string | null;
    expires_at: Date;
  };
  provider_sessions: { session_id: string; identity_id: string; provider_session: string | null };
  logout_tokens: { token_hash: Buffer; expires_at: Date };
  sessions: { id: string };
  accounts: { id: string; name: string; email: string; email_verified: boolean };
}

export type ProviderStore = ReturnType<typeof createProviderStore>;

export function createProviderStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const within = (transaction: AnyTransaction): Kysely<Tables> =>
    (transaction as Transaction<Tables>).withSchema('identity');

  return {
    async insertFlow(flow: Flow): Promise<void> {
      await db
        .insertInto('provider_flows')
        .values({
          state_hash: flow.stateHash,
          browser_hash: flow.browserHash,
          provider: flow.provider,
          nonce: flow.nonce,
          code_verifier: flow.codeVerifier,
          return_to: flow.returnTo,
          is_brief: flow.isBrief,
          session_id: flow.sessionId,
          expires_at: new Date(flow.expiresAt),
        })
        .execute();
    },

    /** Takes the flow away, which only one of all who try at once can do. */
    async takeFlow(
      wanted: Pick<Flow, 'stateHash' | 'browserHash' | 'provider'> & { readonly now: number },
    ): Promise<Omit<Flow, 'stateHash' | 'browserHash' | 'provider' | 'expiresAt'> | null> {
      const row = await db
        .deleteFrom('provider_flows')
        .where('state_hash', '=', wanted.stateHash)
        .where('browser_hash', '=', wanted.browserHash)
        .where('provider', '=', wanted.provider)
        .where('expires_at', '>', new Date(wanted.now))
        .returning(['nonce', 'code_verifier', 'return_to', 'is_brief', 'session_id'])
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        nonce: row.nonce,
        codeVerifier: row.code_verifier,
        returnTo: row.return_to,
        isBrief: row.is_brief,
        sessionId: row.session_id,
      };
    },

    async removeExpired(now: number): Promise<void> {
      for (const table of ['provider_flows', 'logout_tokens'] as const)
        await db.deleteFrom(table).where('expires_at', '<=', new Date(now)).execute();
    },

    ...identityQueries(db, within),
    ...sessionQueries(db),
  };
}

function identityQueries(db: Kysely<Tables>, within: (transaction: AnyTransaction) => Kysely<Tables>) {
  return {
    async identityOf(
      person: Pick<ExternalIdentity, 'issuer' | 'subject'>,
      transaction?: AnyTransaction,
    ): Promise<ExternalIdentity | null> {
      const row = await (transaction === undefined ? db : within(transaction))
        .selectFrom('external_identities')
        .selectAll()
        .where('issuer', '=', person.issuer)
        .where('subject', '=', person.subject)
        .executeTakeFirst();
      return row === undefined ? null : toIdentity(row);
    },

    async identitiesOf(accountId: string): Promise<readonly ExternalIdentity[]> {
      const rows = await db
        .selectFrom('external_identities')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('id')
        .limit(100)
        .execute();
      return rows.map(toIdentity);
    },

    /** False when the person belongs to an account already. */
    async insertIdentity(transaction: AnyTransaction, identity: ExternalIdentity): Promise<boolean> {
      const row = await within(transaction)
        .insertInto('external_identities')
        .values({
          id: identity.id,
          account_id: identity.accountId,
          provider: identity.provider,
          issuer: identity.issuer,
          subject: identity.subject,
          email: identity.email,
          granted_role: identity.grantedRole,
          linked_at: new Date(identity.linkedAt),
          used_at: new Date(identity.usedAt),
        })
        .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async useIdentity(
      transaction: AnyTransaction,
      id: string,
      used: Pick<ExternalIdentity, 'email' | 'grantedRole' | 'usedAt'>,
    ): Promise<void> {
      await within(transaction)
        .updateTable('external_identities')
        .set({ email: used.email, granted_role: used.grantedRole, used_at: new Date(used.usedAt) })
        .where('id', '=', id)
        .execute();
    },

    async removeIdentity(
      transaction: AnyTransaction,
      accountId: string,
      id: string,
    ): Promise<{ readonly provider: string } | null> {
      const row = await within(transaction)
        .deleteFrom('external_identities')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .returning('provider')
        .executeTakeFirst();
      return row ?? null;
    },

    /** Inserts an account that has no password; false when the address is taken. */
    async insertAccount(
      transaction: AnyTransaction,
      account: { readonly id: string; readonly email: string; readonly name: string },
    ): Promise<boolean> {
      const row = await within(transaction)
        .insertInto('accounts')
        .values({ ...account, email_verified: true })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function sessionQueries(db: Kysely<Tables>) {
  return {
    async rememberSession(session: {
      readonly sessionId: string;
      readonly identityId: string;
      readonly providerSession: string | null;
    }): Promise<void> {
      await db
        .insertInto('provider_sessions')
        .values({
          session_id: session.sessionId,
          identity_id: session.identityId,
          provider_session: session.providerSession,
        })
        .execute();
    },

    /** False when a token with this hash has counted before. */
    async takeLogoutToken(tokenHash: Buffer, expiresAt: number): Promise<boolean> {
      const row = await db
        .insertInto('logout_tokens')
        .values({ token_hash: tokenHash, expires_at: new Date(expiresAt) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('token_hash')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Ends the sessions that came from what the order names. */
    async endSessionsOf(order: LogoutOrder): Promise<void> {
      await db
        .deleteFrom('sessions')
        .where('id', 'in', (query) => {
          let found = query
            .selectFrom('provider_sessions')
            .innerJoin('external_identities', 'external_identities.id', 'provider_sessions.identity_id')
            .select('provider_sessions.session_id')
            .where('external_identities.issuer', '=', order.issuer);
          if (order.subject !== null) found = found.where('external_identities.subject', '=', order.subject);
          if (order.providerSession !== null)
            found = found.where('provider_sessions.provider_session', '=', order.providerSession);
          return found;
        })
        .execute();
    },
  };
}

function toIdentity(row: IdentitiesTable): ExternalIdentity {
  return {
    id: row.id,
    accountId: row.account_id,
    provider: row.provider,
    issuer: row.issuer,
    subject: row.subject,
    email: row.email,
    grantedRole: row.granted_role,
    linkedAt: row.linked_at.getTime(),
    usedAt: row.used_at.getTime(),
  };
}
