// All SQL of the secret that signs.
import type { Database } from '@vitascope/platform/database';
import { newId } from '@vitascope/platform/kernel';
import type { Kysely, Transaction } from 'kysely';

interface Tables {
  secrets: { name: string; secret: Buffer };
  retired_secrets: { id: string; name: string; secret: Buffer; verifies_until: Date };
  sessions: { id: string };
  links: { purpose: string };
}

/** Its name from the time when it signed nothing else. */
export const SECRET_NAME = 'sessions';

export type SecretStore = ReturnType<typeof createSecretStore>;

export function createSecretStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const currentOf = async (from: Kysely<Tables>): Promise<Buffer> =>
    (
      await from
        .selectFrom('secrets')
        .select('secret')
        .where('name', '=', SECRET_NAME)
        .executeTakeFirstOrThrow()
    ).secret;

  return {
    /** The secret that signs, and those that verify still. */
    async read(now: number): Promise<{ readonly current: Buffer; readonly retired: readonly Buffer[] }> {
      const retired = await db
        .selectFrom('retired_secrets')
        .select('secret')
        .where('name', '=', SECRET_NAME)
        .where('verifies_until', '>', new Date(now))
        .orderBy('verifies_until', 'desc')
        .limit(10)
        .execute();
      return { current: await currentOf(db), retired: retired.map(({ secret }) => secret) };
    },

    /** With null nothing that was signed before counts any more, and every session is over. */
    async replace(fresh: Buffer, verifiesUntil: number | null): Promise<void> {
      await database.kysely.transaction().execute(async (transaction) => {
        const inside = (transaction as Transaction<Tables>).withSchema('identity');
        const old = await inside
          .selectFrom('secrets')
          .select('secret')
          .where('name', '=', SECRET_NAME)
          .forUpdate()
          .executeTakeFirstOrThrow();
        if (verifiesUntil === null) {
          await inside.deleteFrom('retired_secrets').where('name', '=', SECRET_NAME).execute();
          await inside.deleteFrom('sessions').execute();
        } else
          await inside
            .insertInto('retired_secrets')
            .values({
              id: newId('rs'),
              name: SECRET_NAME,
              secret: old.secret,
              verifies_until: new Date(verifiesUntil),
            })
            .execute();
        await inside.updateTable('secrets').set({ secret: fresh }).where('name', '=', SECRET_NAME).execute();
        // Its token follows from the secret; the next start prints another.
        await inside.deleteFrom('links').where('purpose', '=', 'set-up').execute();
      });
    },

    async removeExpired(now: number): Promise<void> {
      await db.deleteFrom('retired_secrets').where('verifies_until', '<=', new Date(now)).execute();
    },
  };
}
