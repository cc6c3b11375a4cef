// One viewing by one profile on one device, and the screen that it holds while its lease lasts.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table sessions (
    id text primary key,
    account_id text not null,
    profile_id text not null,
    device_id text,
    title_id text,
    asset_id text not null,
    territory text,
    started_at timestamptz not null,
    lease_expires_at timestamptz not null,
    last_sequence bigint not null default -1,
    ended_at timestamptz,
    end_reason text check (end_reason in ('ended', 'displaced', 'revoked'))
  )`,
  // The screens of an account: what has ended or lapsed is not among them.
  `create index sessions_on_screen on sessions (account_id, lease_expires_at) where ended_at is null`,
  `create index sessions_of_profile on sessions (profile_id, started_at desc)`,
];

export const sessionsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
