// What playback keeps about an account: what it may watch, on which screens it did, and how that was decided.
import type { PersonalData } from '@vitascope/identity';
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';

/** More rows of one kind than this belong to no person. */
const MOST_ROWS = 100_000;
/** In place of who granted or revoked something for others, and is gone. */
const ERASED = 'erased';

export function playbackPersonalData(database: Database): PersonalData {
  const rows = async (statement: ReturnType<typeof sql>) =>
    (await sql`${statement} limit ${MOST_ROWS}`.execute(database.kysely)).rows;
  return {
    name: 'playback',
    // Who of the staff granted something is not the viewer's business.
    export: async (accountId) => ({
      entitlements: await rows(sql`
        select id, source, scope, plan, title_id, screens, starts_at, ends_at, external_ref, note, created_at, revoked_at
        from playback.grants where account_id = ${accountId} order by id`),
      sessions: await rows(sql`
        select id, profile_id, device_id, device_kind, title_id, asset_id, purpose, territory, started_at,
          lease_expires_at, ended_at, end_reason, active_at, position_ms, duration_ms, is_finished, finished_at, played_ms
        from playback.sessions where account_id = ${accountId} order by id`),
      decisions: await rows(sql`
        select id, profile_id, session_id, action, title_id, asset_id, device_id, device_kind, territory, address, reason,
          facts, decided_at
        from playback.decisions where account_id = ${accountId} order by id`),
      granted_to_others: await rows(sql`
        select id, created_at from playback.grants where actor = ${accountId} order by id`),
      revoked_for_others: await rows(sql`
        select id, revoked_at from playback.grants where revoked_by = ${accountId} order by id`),
    }),
    /** Its own rows go with the account's. */
    async erase(accountId) {
      await sql`
        update playback.grants set actor = case when actor = ${accountId} then ${ERASED} else actor end,
          revoked_by = case when revoked_by = ${accountId} then ${ERASED} else revoked_by end
        where actor = ${accountId} or revoked_by = ${accountId}`.execute(database.kysely);
    },
  };
}
