// Second factors: authenticator apps, recovery codes, sign-ins that wait for a code; and what a session was opened with.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // Null for a session from before this was noted, and for one that a running older version opens.
  `alter table sessions add column proof text, add column proved_at timestamptz`,
  `create table authenticators (
    account_id text primary key references accounts on delete cascade,
    secret bytea not null,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    last_step integer not null default 0
  )`,
  `create table recovery_codes (
    account_id text not null references accounts on delete cascade,
    code_hash bytea not null,
    primary key (account_id, code_hash)
  )`,
  `create table sign_in_challenges (
    token_hash bytea primary key,
    account_id text not null references accounts on delete cascade,
    is_brief boolean not null,
    expires_at timestamptz not null
  )`,
  `create index sign_in_challenges_of_account on sign_in_challenges (account_id)`,
  `create index sign_in_challenges_by_expiry on sign_in_challenges (expires_at)`,
];

export const secondFactorsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
