// Subtitles that sources have as streams of their own, and what has come of each: a track once, or the reason why not.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const sourceTextsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table source_texts (
        asset_id text not null references assets (id) on delete cascade,
        track int not null,
        codec text not null,
        language text,
        title text,
        is_default boolean not null,
        is_forced boolean not null,
        is_for_impaired boolean not null,
        state text not null check (state in ('waiting', 'taken', 'left-out', 'failed')),
        reason_code text,
        reason_message text,
        kills int not null default 0,
        primary key (asset_id, track)
      )`.execute(db);
    await sql`create index source_texts_waiting on source_texts (asset_id) where state = 'waiting'`.execute(
      db,
    );
  },
};
