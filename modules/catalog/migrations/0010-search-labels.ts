// What titles are found by apart from their synopses, in which common words are everywhere.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const searchLabelsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // Over what older versions write, too: the words carry their weights.
    await sql`create index search_entries_labels on search_entries using gin (ts_filter(words, '{a,b,c}'))
      where not is_person`.execute(db);
  },
};
