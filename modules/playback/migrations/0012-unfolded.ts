// Finds the sessions of a profile that are not added up yet without looking at all of them.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

// Each start and each view of the watch state asks for them. A session enters it with its first beat after it was added up.
const statement = `create index sessions_unfolded on sessions (profile_id) where not is_folded`;

export const unfoldedMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(statement).execute(db);
  },
};
