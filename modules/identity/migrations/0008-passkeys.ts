// Passkeys, and the challenges that are out for one.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table passkeys (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    credential_id text not null unique,
    relying_party text not null,
    public_key bytea not null,
    counter bigint not null,
    transports text[] not null,
    name text not null,
    is_backed_up boolean not null,
    created_at timestamptz not null,
    used_at timestamptz
  )`,
  `create index passkeys_of_account on passkeys (account_id)`,
  // Without an account: for signing in. It is the passkey then that tells whose it is.
  `create table passkey_challenges (
    challenge_hash bytea primary key,
    account_id text references accounts on delete cascade,
    expires_at timestamptz not null
  )`,
  `create index passkey_challenges_by_expiry on passkey_challenges (expires_at)`,
];

export const passkeysMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
