// Pictures of titles and people, and who has ever used them.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const imagesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('images')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('recipe', 'integer', (column) => column.notNull())
      .addColumn('sha256', 'bytea', (column) => column.notNull())
      .addColumn('framing', 'text', (column) => column.notNull())
      .addColumn('source', 'jsonb', (column) => column.notNull())
      .addColumn('width', 'integer', (column) => column.notNull())
      .addColumn('height', 'integer', (column) => column.notNull())
      .addColumn('focus', 'jsonb', (column) => column.notNull())
      .addColumn('placeholder', 'text', (column) => column.notNull())
      .addColumn('color', 'text', (column) => column.notNull())
      .addColumn('files', 'jsonb', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      // The last time: who sends the same again means to use it.
      .addColumn('uploaded_at', 'timestamptz', (column) => column.notNull())
      // The same upload, framed and made alike, is the same image.
      .addUniqueConstraint('images_upload', ['sha256', 'kind', 'framing', 'recipe'])
      .execute();
    // Ever: what was linked once can come back by undoing.
    await db.schema
      .createTable('image_uses')
      .addColumn('subject_id', 'text', (column) => column.notNull())
      .addColumn('image_id', 'text', (column) => column.notNull().references('images.id').onDelete('cascade'))
      .addPrimaryKeyConstraint('image_uses_key', ['subject_id', 'image_id'])
      .execute();
    await db.schema.createIndex('image_uses_image').on('image_uses').column('image_id').execute();
    // By which an object store knows whose images it holds.
    await db.schema
      .createTable('image_store_owner')
      .addColumn('name', 'text', (column) => column.notNull())
      .execute();
    await sql`insert into image_store_owner (name) values (gen_random_uuid()::text)`.execute(db);
  },
};
