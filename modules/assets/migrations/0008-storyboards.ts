// Storyboards: how the small pictures of an asset lie on their sheets, and which of the sheets are made.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const storyboardsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('storyboards')
      .addColumn('asset_id', 'text', (column) =>
        column.primaryKey().references('assets.id').onDelete('cascade'),
      )
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('interval_ms', 'integer', (column) => column.notNull())
      .addColumn('tiles', 'integer', (column) => column.notNull())
      .addColumn('columns', 'integer', (column) => column.notNull())
      .addColumn('rows', 'integer', (column) => column.notNull())
      .addColumn('tile_width', 'integer')
      .addColumn('tile_height', 'integer')
      // In order: [{"sizeBytes": …, "crc32": …}, …]. There are ten at most.
      .addColumn('sheets', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
      .addColumn('size_bytes', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('kills', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason_code', 'text')
      .addColumn('reason_message', 'text')
      .addCheckConstraint('storyboards_state', sql`state in ('making', 'complete', 'failed')`)
      .execute();
  },
};
