// Televisions that ask to be signed in (RFC 8628): what they show and poll with, and what was answered.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table device_authorizations (
    device_code_hash bytea primary key,
    user_code text not null unique,
    name text not null,
    kind text not null check (kind in ('web', 'phone', 'tablet', 'tv', 'console', 'headset')),
    client_address text not null,
    client text not null,
    state text not null check (state in ('pending', 'approved', 'denied')),
    account_id text references accounts on delete cascade,
    interval_seconds integer not null,
    polled_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index device_authorizations_of_account on device_authorizations (account_id)`,
  `create index device_authorizations_by_expiry on device_authorizations (expires_at)`,
];

export const deviceAuthorizationsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
