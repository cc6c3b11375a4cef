// The list that a profile keeps, and what it thinks of titles.
import type { Database } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import { watchError } from './errors.ts';
import { behind, type MomentCursor, type MomentPage, type Watcher } from './watch-store.ts';

export const ratings = ['dislike', 'like', 'love'] as const;
export type Rating = (typeof ratings)[number];

export interface ListedTitle {
  readonly titleId: string;
  readonly cursor: MomentCursor;
}

/** Nobody finds anything again in a longer one. */
const MAX_LISTED = 1_000;

export interface TitleLists {
  /** Newest first. */
  list(profileId: string, page: MomentPage): Promise<readonly ListedTitle[]>;
  /** One that is on it already keeps its place. @throws `list-full` */
  add(watcher: Watcher, titleId: string, now: number): Promise<void>;
  remove(profileId: string, titleId: string): Promise<void>;
  /** Those of the titles that are on the list. */
  listed(profileId: string, titleIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Newest first. */
  rated(profileId: string, page: MomentPage): Promise<readonly (ListedTitle & { readonly rating: Rating })[]>;
  rate(
    watcher: Watcher,
    titleId: string,
    rating: { readonly rating: Rating; readonly now: number },
  ): Promise<void>;
  unrate(profileId: string, titleId: string): Promise<void>;
  ratingsOf(profileId: string, titleIds: readonly string[]): Promise<ReadonlyMap<string, Rating>>;
}

export function createTitleLists(database: Database): TitleLists {
  const db = database.kysely;

  async function newest<T>(
    table: 'list_entries' | 'ratings',
    columns: RawBuilder<unknown>,
    rest: RawBuilder<unknown>,
  ) {
    const { rows } = await sql<T & { titleId: string; at: Date }>`
      select title_id as "titleId", ${columns} from ${sql.table(`playback.${table}`)} where ${rest}`.execute(
      db,
    );
    return rows.map((row) => ({ ...row, cursor: { at: row.at.getTime(), titleId: row.titleId } }));
  }

  return {
    list: (profileId, { after, limit }) =>
      newest<object>(
        'list_entries',
        sql`added_at as at`,
        sql`profile_id = ${profileId} and ${behind('added_at', after)} order by added_at desc, title_id limit ${limit}`,
      ),
    async add({ accountId, profileId }, titleId, now) {
      // The count is taken without a lock: two at once may make it one longer, which harms nobody.
      const { rows } = await sql<{ isThere: boolean }>`
        with added as (
          insert into playback.list_entries (account_id, profile_id, title_id, added_at)
          select ${accountId}, ${profileId}, ${titleId}, ${new Date(now)}::timestamptz
          where (select count(*) from playback.list_entries where profile_id = ${profileId}) < ${MAX_LISTED}
          on conflict do nothing returning 1)
        select exists (select 1 from added) or exists (select 1 from playback.list_entries
          where profile_id = ${profileId} and title_id = ${titleId}) as "isThere"`.execute(db);
      if (rows[0]?.isThere !== true)
        throw watchError('list-full', `The list has ${MAX_LISTED} titles already. Take one off first.`);
    },
    async remove(profileId, titleId) {
      await sql`delete from playback.list_entries where profile_id = ${profileId} and title_id = ${titleId}`.execute(
        db,
      );
    },
    async listed(profileId, titleIds) {
      const { rows } = await sql<{ titleId: string }>`
        select title_id as "titleId" from playback.list_entries
        where profile_id = ${profileId} and title_id = any (${[...titleIds]}::text[])`.execute(db);
      return new Set(rows.map(({ titleId }) => titleId));
    },
    rated: (profileId, { after, limit }) =>
      newest<{ rating: Rating }>(
        'ratings',
        sql`rating, rated_at as at`,
        sql`profile_id = ${profileId} and ${behind('rated_at', after)} order by rated_at desc, title_id limit ${limit}`,
      ),
    async rate({ accountId, profileId }, titleId, { rating, now }) {
      await sql`
        insert into playback.ratings (account_id, profile_id, title_id, rating, rated_at)
        values (${accountId}, ${profileId}, ${titleId}, ${rating}, ${new Date(now)}::timestamptz)
        on conflict (profile_id, title_id) do update set rating = excluded.rating, rated_at = excluded.rated_at`.execute(
        db,
      );
    },
    async unrate(profileId, titleId) {
      await sql`delete from playback.ratings where profile_id = ${profileId} and title_id = ${titleId}`.execute(
        db,
      );
    },
    async ratingsOf(profileId, titleIds) {
      const { rows } = await sql<{ titleId: string; rating: Rating }>`
        select title_id as "titleId", rating from playback.ratings
        where profile_id = ${profileId} and title_id = any (${[...titleIds]}::text[])`.execute(db);
      return new Map(rows.map(({ titleId, rating }) => [titleId, rating]));
    },
  };
}
