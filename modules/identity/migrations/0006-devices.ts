// Devices: the installations in which an account signs in, and which of them a session belongs to.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table devices (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    token_hash bytea not null,
    name text not null,
    kind text not null check (kind in ('web', 'phone', 'tablet', 'tv', 'console', 'headset')),
    created_at timestamptz not null,
    seen_at timestamptz not null,
    revoked_at timestamptz
  )`,
  `create unique index devices_of_account on devices (account_id, token_hash)`,
  // Null for a session from before there were devices, and for one that a running older version opens.
  `alter table sessions add column device_id text references devices on delete cascade`,
  `create index sessions_of_device on sessions (device_id)`,
];

export const devicesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
