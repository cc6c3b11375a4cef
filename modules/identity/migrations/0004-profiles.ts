// Who watches: the profiles of an account, and the sessions in which their PIN has been said.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table profiles (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    name text not null,
    avatar text,
    language text,
    audio_languages text[] not null,
    caption_languages text[] not null,
    captions text not null check (captions in ('off', 'forced', 'on')),
    maturity_limit integer check (maturity_limit between 0 and 21),
    is_kids boolean not null,
    pin_hash text,
    created_at timestamptz not null default now()
  )`,
  `create unique index profiles_by_name on profiles (account_id, lower(name))`,
  `create table profile_unlocks (
    session_id text not null references sessions on delete cascade,
    profile_id text not null references profiles on delete cascade,
    primary key (session_id, profile_id)
  )`,
  `create index profile_unlocks_of_profile on profile_unlocks (profile_id)`,
];

export const profilesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
