// Deleted assets are kept for some days. A running older version does not know the column: it goes on showing them.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const trashMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table assets.assets add column deleted_at timestamptz`.execute(db);
    await sql`create index assets_trash on assets.assets (deleted_at, id) where deleted_at is not null`.execute(
      db,
    );
  },
};
