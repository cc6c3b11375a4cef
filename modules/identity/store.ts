// All SQL of identity that is not the library's. Rows never leave this file.
import type { Database } from '@vitascope/platform/database';
import { newId } from '@vitascope/platform/kernel';
import { type Kysely, sql, type Transaction } from 'kysely';
import { mailQueries } from './mail-store.ts';
import type { StaffRole } from './permissions.ts';
import type { Proof, ProofKind } from './proof.ts';

export type LinkPurpose = 'set-up' | 'sign-up' | 'reset' | 'invitation';

/** What a link entitles to. */
export interface Link {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly email: string | null;
  readonly name: string | null;
  readonly accountId: string | null;
  readonly invitationId: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: StaffRole | null;
}

export interface Session {
  readonly id: string;
  /** Null for a session from before there were devices. */
  readonly deviceId: string | null;
  readonly userAgent: string | null;
  readonly clientAddress: string | null;
  /** Epoch milliseconds, as the others. */
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

interface Tables {
  accounts: {
    id: string;
    name: string;
    email: string;
    email_verified: boolean;
  };
  sessions: {
    id: string;
    account_id: string;
    token: string;
    expires_at: Date;
    ip_address: string | null;
    user_agent: string | null;
    created_at: Date;
    updated_at: Date;
    device_id: string | null;
    proof: ProofKind | null;
    proved_at: Date | null;
  };
  devices: { id: string; seen_at: Date; revoked_at: Date | null };
  credentials: {
    id: string;
    account_id: string;
    provider_id: string;
    provider_account_id: string;
    password: string | null;
    updated_at: Date;
  };
  sign_in_challenges: { account_id: string };
  staff: { account_id: string; role: StaffRole };
  links: {
    id: string;
    purpose: LinkPurpose;
    token_hash: Buffer;
    email: string | null;
    name: string | null;
    account_id: string | null;
    invitation_id: string | null;
    expires_at: Date;
  };
  secrets: { name: string; secret: Buffer };
  deletions: { account_id: string };
}

// biome-ignore lint/suspicious/noExplicitAny: joins whatever transaction the caller holds.
export type AnyTransaction = Transaction<any>;

/** Any number that nothing else here locks: held while owners are counted. */
const OWNERS_LOCK = 0x6f776e72;
const EXPLAIN_REVOKED_MS = 30 * 86_400_000;

export type IdentityStore = ReturnType<typeof createIdentityStore>;

/** Accounts, links and mail as they stand in PostgreSQL. Addresses are in lower case, times from the caller's clock. */
export function createIdentityStore(database: Database) {
  const kysely = database.kysely as Kysely<Tables>;
  const db = kysely.withSchema('identity');
  const within = (transaction?: AnyTransaction): Kysely<Tables> =>
    transaction === undefined ? db : (transaction as Transaction<Tables>).withSchema('identity');

  return {
    transaction: <T>(work: (transaction: AnyTransaction) => Promise<T>): Promise<T> =>
      database.kysely.transaction().execute(work),

    /** The secret of that name; `fresh` becomes it where there is none. */
    async secret(name: string, fresh: Buffer): Promise<Buffer> {
      await db
        .insertInto('secrets')
        .values({ name, secret: fresh })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const row = await db
        .selectFrom('secrets')
        .select('secret')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return row.secret;
    },

    ...accountQueries(db, within),
    ...sessionQueries(database, within),
    ...staffQueries(db, within),
    ...linkQueries(db, within),
    ...mailQueries(database),
  };
}

type Within = (transaction?: AnyTransaction) => Kysely<Tables>;

function accountQueries(db: Kysely<Tables>, within: Within) {
  return {
    async accountById(id: string): Promise<Account | null> {
      return (await selectAccounts(db).where('accounts.id', '=', id).executeTakeFirst()) ?? null;
    },

    async accountByEmail(email: string): Promise<Account | null> {
      return (await selectAccounts(db).where('accounts.email', '=', email).executeTakeFirst()) ?? null;
    },

    /** Inserts an account with its password; false when the address is taken. */
    async insertAccount(
      transaction: AnyTransaction,
      account: { readonly id: string; readonly credentialId: string } & Pick<Account, 'name' | 'email'> & {
          readonly passwordHash: string;
        },
    ): Promise<boolean> {
      const { id, credentialId, name, email, passwordHash } = account;
      const inserted = await within(transaction)
        .insertInto('accounts')
        .values({ id, name, email, email_verified: true })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted === undefined) return false;
      await within(transaction)
        .insertInto('credentials')
        .values({
          id: credentialId,
          account_id: id,
          provider_id: 'credential',
          provider_account_id: id,
          password: passwordHash,
          updated_at: sql`now()`,
        })
        .execute();
      return true;
    },

    /** Also for an account that has had none. Whoever has shown the old password and is yet to say a code begins again. */
    async setPassword(transaction: AnyTransaction, accountId: string, passwordHash: string): Promise<void> {
      await within(transaction)
        .deleteFrom('sign_in_challenges')
        .where('account_id', '=', accountId)
        .execute();
      await within(transaction)
        .insertInto('credentials')
        .values({
          id: newId('cr'),
          account_id: accountId,
          provider_id: 'credential',
          provider_account_id: accountId,
          password: passwordHash,
          updated_at: sql`now()`,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['account_id', 'provider_id', 'provider_account_id'])
            .doUpdateSet({ password: passwordHash, updated_at: sql`now()` }),
        )
        .execute();
    },
  };
}

interface SessionRow {
  id: string;
  account_id: string;
  expires_at: Date;
  device_id: string | null;
  proof: ProofKind | null;
  role: StaffRole | null;
  seen_at: Date | null;
  revoked_at: Date | null;
}

function sessionQueries(database: Database, within: Within) {
  const db = within();
  return {
    /** Who the session with this token belongs to, in one question: every request of who is signed in asks it. */
    async sessionByToken(token: string, now: number) {
      const [row] = await database.prepared(sql<SessionRow>`
        select sessions.id, sessions.account_id, sessions.expires_at, sessions.device_id, sessions.proof,
          staff.role, devices.seen_at, devices.revoked_at
        from identity.sessions left join identity.staff on staff.account_id = sessions.account_id
          left join identity.devices on devices.id = sessions.device_id
        where sessions.token = ${token}`);
      if (row === undefined) return null;
      if (row.revoked_at !== null) return 'device-revoked' as const;
      if (row.expires_at.getTime() <= now) return null;
      const { device_id: deviceId, seen_at: seenAt } = row;
      return {
        sessionId: row.id,
        accountId: row.account_id,
        device: deviceId === null || seenAt === null ? null : { id: deviceId, seenAt: seenAt.getTime() },
        role: row.role,
        proof: row.proof,
      };
    },

    /** What the session was opened with; null for one from before that was noted. */
    async proofOf(sessionId: string): Promise<Proof | null> {
      const row = await db
        .selectFrom('sessions')
        .select(['proof', 'proved_at'])
        .where('id', '=', sessionId)
        .executeTakeFirst();
      if (row === undefined || row.proof === null || row.proved_at === null) return null;
      return { by: row.proof, at: row.proved_at.getTime() };
    },

    async sessionsOf(accountId: string, now: number): Promise<readonly Session[]> {
      const rows = await db
        .selectFrom('sessions')
        .select(['id', 'device_id', 'user_agent', 'ip_address', 'created_at', 'updated_at', 'expires_at'])
        .where('account_id', '=', accountId)
        .where('expires_at', '>', new Date(now))
        .orderBy('created_at', 'desc')
        .limit(200)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        deviceId: row.device_id,
        userAgent: row.user_agent === '' ? null : row.user_agent,
        clientAddress: row.ip_address === '' ? null : row.ip_address,
        createdAt: row.created_at.getTime(),
        seenAt: row.updated_at.getTime(),
        expiresAt: row.expires_at.getTime(),
      }));
    },

    /** Those of revoked devices stay for a month longer: they tell whoever comes with one why it is over. */
    async removeExpiredSessions(now: number): Promise<void> {
      await db
        .deleteFrom('sessions')
        .where('expires_at', '<=', new Date(now))
        .where(({ not, or, eb, exists, selectFrom }) =>
          or([
            eb('expires_at', '<=', new Date(now - EXPLAIN_REVOKED_MS)),
            not(
              exists(
                selectFrom('devices')
                  .select('devices.id')
                  .whereRef('devices.id', '=', 'sessions.device_id')
                  .where('devices.revoked_at', 'is not', null),
              ),
            ),
          ]),
        )
        .execute();
    },

    /** Ends sessions of an account: the one given, all but one, or all. Returns how many. */
    async endSessions(
      accountId: string,
      which: { readonly only?: string; readonly except?: string } = {},
      transaction?: AnyTransaction,
    ): Promise<number> {
      let query = within(transaction).deleteFrom('sessions').where('account_id', '=', accountId);
      if (which.only !== undefined) query = query.where('id', '=', which.only);
      if (which.except !== undefined) query = query.where('id', '!=', which.except);
      return Number((await query.executeTakeFirst()).numDeletedRows);
    },
  };
}

function staffQueries(db: Kysely<Tables>, within: Within) {
  return {
    async staff(): Promise<readonly Account[]> {
      return selectAccounts(db)
        .where('staff.role', 'is not', null)
        .orderBy('accounts.email')
        .limit(1_000)
        .execute();
    },

    /** Owners who have not asked for their account to be deleted. */
    async countOwners(transaction?: AnyTransaction): Promise<number> {
      const { count } = await within(transaction)
        .selectFrom('staff')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('role', '=', 'owner')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('deletions')
                .select('deletions.account_id')
                .whereRef('deletions.account_id', '=', 'staff.account_id'),
            ),
          ),
        )
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    /** Until the transaction ends, nobody else becomes an owner or stops being one. */
    async lockOwners(transaction: AnyTransaction): Promise<void> {
      await sql`select pg_advisory_xact_lock(${OWNERS_LOCK})`.execute(transaction);
    },

    async setRole(transaction: AnyTransaction, accountId: string, role: StaffRole): Promise<void> {
      await within(transaction)
        .insertInto('staff')
        .values({ account_id: accountId, role })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ role }))
        .execute();
    },

    async roleOf(transaction: AnyTransaction, accountId: string): Promise<StaffRole | null> {
      const row = await within(transaction)
        .selectFrom('staff')
        .select('role')
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row?.role ?? null;
    },

    async removeRole(transaction: AnyTransaction, accountId: string): Promise<void> {
      await within(transaction).deleteFrom('staff').where('account_id', '=', accountId).execute();
    },
  };
}

function selectAccounts(db: Kysely<Tables>) {
  return db
    .selectFrom('accounts')
    .leftJoin('staff', 'staff.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.name', 'accounts.email', 'staff.role']);
}

const linkColumns = ['id', 'purpose', 'email', 'name', 'account_id', 'invitation_id', 'expires_at'] as const;

function linkQueries(db: Kysely<Tables>, within: Within) {
  const toLink = (row: Pick<Tables['links'], (typeof linkColumns)[number]>): Link => ({
    id: row.id,
    purpose: row.purpose,
    email: row.email,
    name: row.name,
    accountId: row.account_id,
    invitationId: row.invitation_id,
    expiresAt: row.expires_at.getTime(),
  });
  return {
    /** Keeps a link; false when it is for setting up and there is one of those. */
    async insertLink(link: Link, tokenHash: Buffer, transaction?: AnyTransaction): Promise<boolean> {
      const inserted = await within(transaction)
        .insertInto('links')
        .values({
          id: link.id,
          purpose: link.purpose,
          token_hash: tokenHash,
          email: link.email,
          name: link.name,
          account_id: link.accountId,
          invitation_id: link.invitationId,
          expires_at: new Date(link.expiresAt),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return inserted !== undefined;
    },

    /** Takes the link away, which only one of all who try at once can do. */
    async takeLink(
      transaction: AnyTransaction,
      wanted: { readonly purpose: LinkPurpose; readonly tokenHash: Buffer; readonly now: number },
    ): Promise<Link | null> {
      const row = await within(transaction)
        .deleteFrom('links')
        .where('token_hash', '=', wanted.tokenHash)
        .where('purpose', '=', wanted.purpose)
        .where('expires_at', '>', new Date(wanted.now))
        .returning(linkColumns)
        .executeTakeFirst();
      return row === undefined ? null : toLink(row);
    },

    /** The link, still to be taken. */
    async findLink(wanted: {
      readonly purpose: LinkPurpose;
      readonly tokenHash: Buffer;
      readonly now: number;
    }): Promise<Link | null> {
      const row = await db
        .selectFrom('links')
        .select(linkColumns)
        .where('token_hash', '=', wanted.tokenHash)
        .where('purpose', '=', wanted.purpose)
        .where('expires_at', '>', new Date(wanted.now))
        .executeTakeFirst();
      return row === undefined ? null : toLink(row);
    },

    async setUpLink(): Promise<Link | null> {
      const row = await db
        .selectFrom('links')
        .select(linkColumns)
        .where('purpose', '=', 'set-up')
        .executeTakeFirst();
      return row === undefined ? null : toLink(row);
    },

    /** Takes away the other links that lead to the same: an older one must not undo what a newer one did. */
    async removeLinksOf(
      transaction: AnyTransaction,
      subject: { readonly accountId: string } | { readonly email: string },
    ): Promise<void> {
      const query = within(transaction).deleteFrom('links');
      await ('accountId' in subject
        ? query.where('account_id', '=', subject.accountId)
        : query.where('email', '=', subject.email)
      ).execute();
    },

    async removeExpiredLinks(now: number): Promise<void> {
      await db.deleteFrom('links').where('expires_at', '<=', new Date(now)).execute();
    },
  };
}
