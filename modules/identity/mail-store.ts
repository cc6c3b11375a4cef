// All SQL of letters and mails.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { AnyTransaction } from './store.ts';

export interface Letter {
  readonly id: string;
  readonly kind:
    | 'sign-up'
    | 'reset'
    | 'invitation'
    | 'export-ready'
    | 'deletion-asked'
    | 'deletion-done'
    | 'provider-linked'
    | 'provider-unlinked';
  readonly email: string;
  readonly name: string | null;
  /** What it is about, by kind: an invitation, an export, an account, a provider. */
  readonly subjectId: string | null;
  /** Where the reader's links lead: scheme and host. */
  readonly origin: string;
}

export interface Mail {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A mail that is here because it did not go out. */
export interface KeptMail extends Mail {
  /** Why the mail server did not take it, after the last attempt; null where there is no mail server. */
  readonly refusal: string | null;
}

interface Tables {
  letters: {
    id: string;
    kind: Letter['kind'];
    email: string;
    name: string | null;
    subject_id: string | null;
    origin: string;
    created_at: Date;
  };
  mails: {
    id: string;
    recipient: string;
    subject: string;
    body: string;
    created_at: Date;
    refused_at: Date | null;
    refusal: string | null;
  };
}

const letterColumns = ['id', 'kind', 'email', 'name', 'subject_id', 'origin'] as const;
const mailColumns = ['id', 'recipient', 'subject', 'body', 'created_at', 'refusal'] as const;
/** Kept at most, of mails that wait as of mails that were refused. */
const MOST_MAILS = 1_000;

export function mailQueries(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('identity');

  const toMail = (row: Pick<Tables['mails'], (typeof mailColumns)[number]>): KeptMail => ({
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    body: row.body,
    createdAt: row.created_at.getTime(),
    refusal: row.refusal,
  });

  async function insert(mail: KeptMail, refusedAt: number | null): Promise<void> {
    const isRefused = refusedAt === null ? 'is' : 'is not';
    await db
      .insertInto('mails')
      .values({
        id: mail.id,
        recipient: mail.recipient,
        subject: mail.subject,
        body: mail.body,
        created_at: new Date(mail.createdAt),
        refused_at: refusedAt === null ? null : new Date(refusedAt),
        refusal: mail.refusal,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    await db
      .deleteFrom('mails')
      .where('id', 'in', (query) =>
        query
          .selectFrom('mails')
          .select('id')
          .where('refused_at', isRefused, null)
          .orderBy('id', 'desc')
          .offset(MOST_MAILS),
      )
      .execute();
  }

  return {
    async insertLetter(transaction: AnyTransaction, letter: Letter, now: number): Promise<void> {
      const { id, kind, email, name, subjectId, origin } = letter;
      await within(transaction)
        .insertInto('letters')
        .values({ id, kind, email, name, subject_id: subjectId, origin, created_at: new Date(now) })
        .execute();
    },

    async letter(id: string): Promise<Letter | null> {
      const row = await db
        .selectFrom('letters')
        .select(letterColumns)
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { kind, email, name, subject_id: subjectId, origin } = row;
      return { id, kind, email, name, subjectId, origin };
    },

    async removeLetter(id: string): Promise<void> {
      await db.deleteFrom('letters').where('id', '=', id).execute();
    },

    /** Puts a mail into the outbox, which holds the newest thousand. Again with the same id: nothing. */
    insertMail: (mail: Mail): Promise<void> => insert({ ...mail, refusal: null }, null),

    /** Remembers a mail that nobody tries to send any more. Again with the same id: nothing. */
    insertRefusedMail: (mail: KeptMail, now: number): Promise<void> => insert(mail, now),

    /** Forgets what is older than these times (epoch ms): letters never written and mails refused, and mails that wait. */
    async removeUnsent(before: { readonly refused: number; readonly waiting: number }): Promise<void> {
      await db.deleteFrom('letters').where('created_at', '<=', new Date(before.refused)).execute();
      await db.deleteFrom('mails').where('refused_at', '<=', new Date(before.refused)).execute();
      await db.deleteFrom('mails').where('created_at', '<=', new Date(before.waiting)).execute();
    },

    /** Forgets everything that is to go to the address, or went to it and is still here. */
    async removeMailTo(transaction: AnyTransaction, email: string): Promise<void> {
      await within(transaction).deleteFrom('letters').where('email', '=', email).execute();
      await within(transaction).deleteFrom('mails').where('recipient', '=', email).execute();
    },

    async mails(page: {
      readonly after: string | null;
      readonly limit: number;
    }): Promise<readonly KeptMail[]> {
      let query = db.selectFrom('mails').select(mailColumns).orderBy('id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      return (await query.execute()).map(toMail);
    },

    async mail(id: string): Promise<KeptMail | null> {
      const row = await db.selectFrom('mails').select(mailColumns).where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toMail(row);
    },
  };
}
