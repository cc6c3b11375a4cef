// All SQL of profiles.
import type { Database } from '@vitascope/platform/database';
import { type Generated, type Kysely, type Selectable, sql, type Transaction, type Updateable } from 'kysely';
import type { Profile, ProfileLimits, ProfileTastes } from './profile.ts';

interface ProfilesTable {
  id: string;
  account_id: string;
  name: string;
  avatar: string | null;
  language: string | null;
  audio_languages: string[];
  caption_languages: string[];
  captions: 'off' | 'forced' | 'on';
  maturity_limit: number | null;
  is_kids: boolean;
  pin_hash: string | null;
  revision: Generated<number>;
}

interface Tables {
  profiles: ProfilesTable;
  profile_unlocks: { session_id: string; profile_id: string };
  accounts: { id: string };
}

export type ProfileChange = Partial<ProfileTastes & ProfileLimits>;

/** PostgreSQL, appendix A. */
const UNIQUE_VIOLATION = '23505';

export type ProfileStore = ReturnType<typeof createProfileStore>;

/** Profiles as they stand in PostgreSQL. A profile of another account is one that is not there. */
export function createProfileStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');

  const select = (accountId: string, sessionId: string) =>
    db
      .selectFrom('profiles')
      .leftJoin('profile_unlocks', (join) =>
        join
          .onRef('profile_unlocks.profile_id', '=', 'profiles.id')
          .on('profile_unlocks.session_id', '=', sessionId),
      )
      .selectAll('profiles')
      .select('profile_unlocks.session_id as unlocked_by')
      .where('profiles.account_id', '=', accountId);

  return {
    async list(accountId: string, sessionId: string): Promise<readonly Profile[]> {
      const rows = await select(accountId, sessionId).orderBy('profiles.id').limit(100).execute();
      return rows.map(toProfile);
    },

    async find(accountId: string, sessionId: string, id: string): Promise<Profile | null> {
      const row = await select(accountId, sessionId).where('profiles.id', '=', id).executeTakeFirst();
      return row === undefined ? null : toProfile(row);
    },

    /** Inserts a profile unless the account has `most` already, or one of that name. */
    async insert(
      accountId: string,
      profile: ProfileTastes & ProfileLimits & { readonly id: string },
      most: number,
    ): Promise<'inserted' | 'too-many' | 'name-taken'> {
      return database.kysely.transaction().execute(async (transaction) => {
        const within = (transaction as Transaction<Tables>).withSchema('identity');
        // Two at once count one after the other.
        await within.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
        const { count } = await within
          .selectFrom('profiles')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('account_id', '=', accountId)
          .executeTakeFirstOrThrow();
        if (Number(count) >= most) return 'too-many';
        const inserted = await within
          .insertInto('profiles')
          .values({
            id: profile.id,
            account_id: accountId,
            name: profile.name,
            avatar: profile.avatar,
            language: profile.language,
            audio_languages: [...profile.audioLanguages],
            caption_languages: [...profile.captionLanguages],
            captions: profile.captions,
            maturity_limit: profile.maturityLimit,
            is_kids: profile.isKids,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst();
        return inserted === undefined ? 'name-taken' : 'inserted';
      });
    },

    /**
     * False when another profile of the account has the name, or there is no such profile. `expect` throws when the
     * revision is not the one that the caller has seen; nobody changes it in between.
     */
    async update(
      accountId: string,
      id: string,
      { change, expect }: { readonly change: ProfileChange; expect(revision: number): void },
    ): Promise<boolean> {
      try {
        return await (database.kysely as Kysely<Tables>).transaction().execute(async (transaction) => {
          const within = transaction.withSchema('identity');
          const row = await within
            .selectFrom('profiles')
            .select('revision')
            .where('account_id', '=', accountId)
            .where('id', '=', id)
            .forUpdate()
            .executeTakeFirst();
          if (row === undefined) return false;
          expect(row.revision);
          return writeChange(within, { accountId, id }, change);
        });
      } catch (error) {
        // Somebody gave another profile the name at the same moment.
        if ((error as { code?: string }).code === UNIQUE_VIOLATION) return false;
        throw error;
      }
    },

    async remove(accountId: string, id: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('profiles')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },

    async pinHash(accountId: string, id: string): Promise<string | null> {
      const row = await db
        .selectFrom('profiles')
        .select('pin_hash')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.pin_hash ?? null;
    },

    /** Sets or takes away the PIN; who had said the old one has to say the new one. */
    async setPin(accountId: string, id: string, pinHash: string | null): Promise<void> {
      await database.kysely.transaction().execute(async (transaction) => {
        const within = (transaction as Transaction<Tables>).withSchema('identity');
        await within
          .updateTable('profiles')
          .set({ pin_hash: pinHash })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .execute();
        await within.deleteFrom('profile_unlocks').where('profile_id', '=', id).execute();
      });
    },

    /** Only while the PIN is still the one that was said. */
    async unlock(sessionId: string, id: string, pinHash: string): Promise<void> {
      await db
        .insertInto('profile_unlocks')
        .columns(['session_id', 'profile_id'])
        .expression(({ selectFrom, val }) =>
          selectFrom('profiles')
            .select([val(sessionId).as('session_id'), 'profiles.id as profile_id'])
            .where('profiles.id', '=', id)
            .where('profiles.pin_hash', '=', pinHash),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async lock(sessionId: string, id: string): Promise<void> {
      await db
        .deleteFrom('profile_unlocks')
        .where('session_id', '=', sessionId)
        .where('profile_id', '=', id)
        .execute();
    },
  };
}

async function writeChange(
  within: Kysely<Tables>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
  change: ProfileChange,
): Promise<boolean> {
  const values = toColumns(change);
  if (Object.keys(values).length === 0) return true;
  let query = within
    .updateTable('profiles')
    .set(values)
    .where('account_id', '=', accountId)
    .where('id', '=', id);
  if (change.name !== undefined)
    query = query.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('profiles as other')
            .select('other.id')
            .where('other.account_id', '=', accountId)
            .where('other.id', '!=', id)
            .where(sql<boolean>`lower(other.name) = lower(${change.name})`),
        ),
      ),
    );
  return Number((await query.executeTakeFirst()).numUpdatedRows) > 0;
}

function toProfile(row: Selectable<ProfilesTable> & { unlocked_by: string | null }): Profile {
  return {
    id: row.id,
    name: row.name,
    avatar: row.avatar,
    language: row.language,
    audioLanguages: row.audio_languages,
    captionLanguages: row.caption_languages,
    captions: row.captions,
    maturityLimit: row.maturity_limit,
    isKids: row.is_kids,
    revision: row.revision,
    hasPin: row.pin_hash !== null,
    isLocked: row.pin_hash !== null && row.unlocked_by === null,
  };
}

function toColumns(change: ProfileChange): Updateable<ProfilesTable> {
  return {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.avatar === undefined ? {} : { avatar: change.avatar }),
    ...(change.language === undefined ? {} : { language: change.language }),
    ...(change.audioLanguages === undefined ? {} : { audio_languages: [...change.audioLanguages] }),
    ...(change.captionLanguages === undefined ? {} : { caption_languages: [...change.captionLanguages] }),
    ...(change.captions === undefined ? {} : { captions: change.captions }),
    ...(change.maturityLimit === undefined ? {} : { maturity_limit: change.maturityLimit }),
    ...(change.isKids === undefined ? {} : { is_kids: change.isKids }),
  };
}
