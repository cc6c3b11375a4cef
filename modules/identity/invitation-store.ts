// All SQL of invitations.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { StaffRole } from './permissions.ts';
import type { AnyTransaction } from './store.ts';

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: StaffRole;
  /** The account that invited; null for the owner key. */
  readonly invitedBy: string | null;
  /** How many mails it has been sent by. */
  readonly mails: number;
  /** Epoch milliseconds, as the other. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface InvitationsTable {
  id: string;
  email: string;
  role: StaffRole;
  invited_by: string | null;
  mails: number;
  created_at: Date;
  expires_at: Date;
}

interface Tables {
  invitations: InvitationsTable;
  links: { invitation_id: string | null };
}

export type InvitationStore = ReturnType<typeof createInvitationStore>;

/** Invitations as they stand in PostgreSQL; one for each address. */
export function createInvitationStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const within = (transaction?: AnyTransaction): Kysely<Tables> =>
    transaction === undefined ? db : (transaction as Transaction<Tables>).withSchema('identity');

  return {
    /** In place of an older one to the same address, whose links stop working. */
    async replace(transaction: AnyTransaction, invitation: Invitation): Promise<void> {
      await within(transaction).deleteFrom('invitations').where('email', '=', invitation.email).execute();
      await within(transaction)
        .insertInto('invitations')
        .values({
          id: invitation.id,
          email: invitation.email,
          role: invitation.role,
          invited_by: invitation.invitedBy,
          mails: invitation.mails,
          created_at: new Date(invitation.createdAt),
          expires_at: new Date(invitation.expiresAt),
        })
        .execute();
    },

    async find(id: string, transaction?: AnyTransaction): Promise<Invitation | null> {
      const row = await within(transaction)
        .selectFrom('invitations')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toInvitation(row);
    },

    async list(page: {
      readonly after: string | null;
      readonly limit: number;
      readonly now: number;
    }): Promise<readonly Invitation[]> {
      let query = db
        .selectFrom('invitations')
        .selectAll()
        .where('expires_at', '>', new Date(page.now))
        .orderBy('id', 'desc')
        .limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      return (await query.execute()).map(toInvitation);
    },

    async count(): Promise<number> {
      const { count } = await db
        .selectFrom('invitations')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    /** Counts another mail unless there have been `most`; older links stop working. False when there have been. */
    async sendAgain(
      transaction: AnyTransaction,
      id: string,
      next: { readonly most: number; readonly expiresAt: number },
    ): Promise<boolean> {
      const updated = await within(transaction)
        .updateTable('invitations')
        .set(({ eb }) => ({ mails: eb('mails', '+', 1), expires_at: new Date(next.expiresAt) }))
        .where('id', '=', id)
        .where('mails', '<', next.most)
        .returning('id')
        .executeTakeFirst();
      if (updated === undefined) return false;
      await within(transaction).deleteFrom('links').where('invitation_id', '=', id).execute();
      return true;
    },

    /** Its links go with it. */
    async remove(id: string, transaction?: AnyTransaction): Promise<boolean> {
      const { numDeletedRows } = await within(transaction)
        .deleteFrom('invitations')
        .where('id', '=', id)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },

    async removeExpired(now: number): Promise<void> {
      await db.deleteFrom('invitations').where('expires_at', '<=', new Date(now)).execute();
    },
  };
}

function toInvitation(row: InvitationsTable): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.invited_by,
    mails: row.mails,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}
