// What lists of assets are searched and sorted by.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const assetListMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // Lower case as people know it, whatever the database was made with.
    await sql`alter table assets.assets add column name_key text
      generated always as (lower(name collate "und-x-icu")) stored`.execute(db);
    await sql`create index assets_name on assets.assets (name_key collate "und-x-icu", id)`.execute(db);
    await sql`create index assets_size on assets.assets (size_bytes, id)`.execute(db);
    await sql`create index assets_duration on assets.assets (coalesce(duration_ms, -1), id)`.execute(db);
    await sql`create index assets_state_newest on assets.assets (state, id)`.execute(db);
  },
};
