// What titles and people are found by.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const searchMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('search_entries')
      .addColumn('subject_id', 'text', (column) => column.primaryKey())
      .addColumn('is_person', 'boolean', (column) => column.notNull())
      // Names have weight A, people and characters B, genres, tags, moods and taglines C, synopses D.
      .addColumn('words', sql`tsvector`, (column) => column.notNull())
      .addColumn('names', sql`text[]`, (column) => column.notNull())
      // Whole works stand before their parts.
      .addColumn('factor', 'real', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute();
    await sql`create index search_entries_words on search_entries using gin (words)`.execute(db);
    await db.schema
      .createTable('search_names')
      .addColumn('subject_id', 'text', (column) =>
        column.notNull().references('search_entries.subject_id').onDelete('cascade'),
      )
      .addColumn('is_person', 'boolean', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('search_names_key', ['subject_id', 'name'])
      .execute();
    // The collation by bytes finds beginnings, and gives names in order.
    await sql`create index search_names_name on search_names (is_person, name collate "C")`.execute(db);
    await db.schema
      .createTable('search_spellings')
      .addColumn('spelling', 'text', (column) => column.notNull())
      .addColumn('word', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('search_spellings_key', ['spelling', 'word'])
      .execute();
  },
};
