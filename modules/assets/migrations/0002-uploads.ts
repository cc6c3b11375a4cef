// Uploads in progress and what became of them.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const uploadsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('uploads')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('blob_upload_id', 'text')
      .addColumn('size_bytes', 'bigint')
      .addColumn('metadata', 'text')
      .addColumn('filename', 'text', (column) => column.notNull())
      .addColumn('content_type', 'text')
      .addColumn('parts', sql`text[]`, (column) => column.notNull())
      .addColumn('joined_into', 'text')
      .addColumn('asset_id', 'text')
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
      .addCheckConstraint('uploads_kind', sql`kind in ('whole', 'partial', 'final')`)
      .addCheckConstraint('uploads_state', sql`state in ('open', 'stored', 'finished')`)
      .execute();
    await db.schema.createIndex('uploads_expires_at').on('uploads').column('expires_at').execute();
    await db.schema
      .createIndex('uploads_open')
      .on('uploads')
      .column('id')
      .where(sql<string>`state`, '=', sql.lit('open'))
      .execute();
  },
};
