// Names by their beginnings, with all that ranks them: nothing but the index is read.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const searchBeginningsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index search_names_beginnings on search_names (is_person, name collate "C")
      include (subject_id, factor)`.execute(db);
    // Older versions are served by the new one.
    await sql`drop index search_names_name`.execute(db);
  },
};
