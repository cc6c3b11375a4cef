// Assets, their renditions, and which segments exist.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const assetsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('assets')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('upload_id', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason_code', 'text')
      .addColumn('reason_message', 'text')
      .addColumn('source_key', 'text', (column) => column.notNull())
      .addColumn('size_bytes', 'bigint', (column) => column.notNull())
      .addColumn('duration_ms', 'bigint')
      .addColumn('facts', 'jsonb')
      .addColumn('timeline', 'jsonb')
      .addColumn('kills', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
      .addCheckConstraint(
        'assets_state',
        sql`state in ('examining', 'playable', 'complete', 'rejected', 'failed', 'cancelled')`,
      )
      .execute();
    await db.schema
      .createTable('renditions')
      .addColumn('asset_id', 'text', (column) => column.notNull().references('assets.id').onDelete('cascade'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('recipe', 'jsonb', (column) => column.notNull())
      .addColumn('codecs', 'text', (column) => column.notNull())
      .addColumn('peak_bandwidth', 'bigint', (column) => column.notNull())
      .addColumn('average_bandwidth', 'bigint', (column) => column.notNull())
      .addColumn('width', 'integer')
      .addColumn('height', 'integer')
      .addColumn('channels', 'integer')
      .addColumn('sample_rate', 'integer')
      .addColumn('init', 'bytea', (column) => column.notNull())
      .addColumn('segments', 'integer', (column) => column.notNull())
      .addColumn('ready', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('ready_bytes', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason_code', 'text')
      .addColumn('reason_message', 'text')
      .addPrimaryKeyConstraint('renditions_key', ['asset_id', 'id'])
      .addCheckConstraint(
        'renditions_state',
        sql`state in ('waiting', 'making', 'complete', 'failed', 'cancelled')`,
      )
      .execute();
    await db.schema
      .createTable('segments')
      .addColumn('asset_id', 'text', (column) => column.notNull())
      .addColumn('rendition_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('size_bytes', 'integer', (column) => column.notNull())
      .addColumn('crc32', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('segments_key', ['asset_id', 'rendition_id', 'number'])
      .addForeignKeyConstraint(
        'segments_rendition',
        ['asset_id', 'rendition_id'],
        'renditions',
        ['asset_id', 'id'],
        (constraint) => constraint.onDelete('cascade'),
      )
      .execute();
    await db.schema.createIndex('assets_newest').on('assets').columns(['created_at', 'id']).execute();
  },
};
