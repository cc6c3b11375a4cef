// Slugs that titles had before, and linked assets that are gone.
import type { Migration } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';

export const lastingLinksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('former_slugs')
      .addColumn('slug', 'text', (column) => column.primaryKey())
      // No reference: a title that is deleted and comes back is found by them again.
      .addColumn('title_id', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('former_slugs_title').on('former_slugs').column('title_id').execute();
    await db.schema
      .createTable('missing_assets')
      .addColumn('asset_id', 'text', (column) => column.primaryKey())
      .addColumn('noticed_at', 'timestamptz', (column) => column.notNull())
      .execute();
  },
};
