// What names are found by, apart from all else: most searches need look no further.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const searchNamesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // Null and 1 until the next refresh, as what an older version writes.
    await db.schema
      .alterTable('search_names')
      .addColumn('words', sql`tsvector`)
      .addColumn('factor', 'real', (column) => column.notNull().defaultTo(1))
      .execute();
    // Two indexes: nobody who looks for people wades through titles.
    await sql`create index search_names_titles on search_names using gin (words) where not is_person`.execute(
      db,
    );
    await sql`create index search_names_people on search_names using gin (words) where is_person`.execute(db);
  },
};
