// What others call our titles and people, and what imports did.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // Without references: what was deleted may come back by an undo, and is the same then.
  `create table feed_references (
    kind text not null check (kind in ('title', 'person')),
    external_id text not null,
    subject_id text not null,
    sidecars jsonb not null default '[]',
    primary key (kind, external_id)
  )`,
  `create index feed_references_subject on feed_references (subject_id)`,
  `create table imports (
    id text primary key,
    format text not null,
    is_dry_run boolean not null,
    actor text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed')),
    reason text,
    blob_key text,
    records integer,
    step integer not null default 0,
    done integer not null default 0,
    created integer not null default 0,
    changed integer not null default 0,
    unchanged integer not null default 0,
    failed integer not null default 0,
    created_at timestamptz not null,
    finished_at timestamptz
  )`,
  `create table import_problems (
    import_id text not null references imports (id) on delete cascade,
    number integer not null,
    line integer not null,
    column_name text,
    value text,
    message text not null,
    primary key (import_id, number)
  )`,
];

export const feedsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
