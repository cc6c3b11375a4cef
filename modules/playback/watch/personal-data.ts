// What is remembered of what an account's profiles watched, listed and rated.
import type { PersonalData } from '@vitascope/identity';
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';

/** More rows of one kind than this belong to no person. */
const MOST_ROWS = 100_000;

/** `addUp` has what the profile's players said last added to its watch states. */
export function watchPersonalData(
  database: Database,
  addUp: (profileId: string) => Promise<void>,
): PersonalData {
  const rows = async (statement: ReturnType<typeof sql>) =>
    (await sql`${statement} limit ${MOST_ROWS}`.execute(database.kysely)).rows;
  return {
    name: 'watch',
    async export(accountId) {
      const { rows: profiles } = await sql<{ id: string }>`
        select distinct profile_id as id from playback.sessions where account_id = ${accountId}`.execute(
        database.kysely,
      );
      for (const { id } of profiles) await addUp(id);
      return {
        watch_states: await rows(sql`
          select profile_id, title_id, active_at, position_ms, duration_ms, is_finished, finished_at, marked_at,
            unmarked_at, hidden_at, dropped_at, played_ms, viewings
          from playback.watch_states where account_id = ${accountId} order by profile_id, title_id`),
        my_list: await rows(sql`
          select profile_id, title_id, added_at from playback.list_entries
          where account_id = ${accountId} order by profile_id, added_at, title_id`),
        ratings: await rows(sql`
          select profile_id, title_id, rating, rated_at from playback.ratings
          where account_id = ${accountId} order by profile_id, rated_at, title_id`),
      };
    },
    /** All of it goes with the account's row. */
    async erase() {},
  };
}
