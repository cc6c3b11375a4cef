// Rows of the home page, and the order in which titles are new.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const homeRowsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('home_rows')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('page', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('content', 'jsonb', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('home_rows_page')
      .on('home_rows')
      .columns(['page', 'position', 'id'])
      .execute();
    // What was made long ago and is published today is new today.
    await sql`create index titles_newest on titles (greatest(created_at, publish_at, embargo_until) desc, id desc)`.execute(
      db,
    );
  },
};
