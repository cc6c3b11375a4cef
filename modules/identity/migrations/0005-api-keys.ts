// Keys of programs, each with the permissions that it was given.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table api_keys (
    id text primary key,
    name text not null,
    key_hash bytea not null unique,
    permissions text[] not null,
    made_by text references accounts on delete cascade,
    expires_at timestamptz,
    used_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create index api_keys_of_account on api_keys (made_by)`,
];

export const apiKeysMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
