// Subtitles and captions of assets: what they are; their WebVTT lies in the object store.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const textTracksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table text_tracks (
        id text primary key,
        asset_id text not null references assets (id) on delete cascade,
        language text not null,
        kind text not null check (kind in ('subtitles', 'captions')),
        name text not null,
        is_forced boolean not null,
        is_default boolean not null,
        cues int not null,
        size_bytes int not null,
        crc32 bigint not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`.execute(db);
    await sql`create index text_tracks_of_asset on text_tracks (asset_id, id)`.execute(db);
    await sql`create unique index text_tracks_default on text_tracks (asset_id) where is_default`.execute(db);
  },
};
