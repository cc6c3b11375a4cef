// Accounts, their passwords and sessions, in the shape that better-auth works on; staff and links, which are ours.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // better-auth's "user".
  `create table accounts (
    id text primary key,
    name text not null,
    email text not null unique,
    email_verified boolean not null default false,
    image text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table sessions (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    token text not null unique,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create index sessions_of_account on sessions (account_id)`,
  // better-auth's "account": one way to prove who somebody is. Of those there is the password so far.
  `create table credentials (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    provider_id text not null,
    provider_account_id text not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create unique index credentials_of_account on credentials (account_id, provider_id, provider_account_id)`,
  `create table verifications (
    id text primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create index verifications_by_identifier on verifications (identifier)`,
  // Who works here. An account without a row is a viewer's.
  `create table staff (
    account_id text primary key references accounts on delete cascade,
    role text not null check (role in ('owner', 'admin', 'editor', 'support')),
    granted_at timestamptz not null default now()
  )`,
  // What a link in a mail, or the one printed at first start, entitles to: once, and for a while.
  `create table links (
    id text primary key,
    purpose text not null check (purpose in ('set-up', 'sign-up', 'reset')),
    token_hash bytea not null unique,
    email text,
    name text,
    account_id text references accounts on delete cascade,
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
  `create unique index links_one_set_up on links (purpose) where purpose = 'set-up'`,
  `create index links_by_expiry on links (expires_at)`,
  `create table secrets (
    name text primary key,
    secret bytea not null,
    created_at timestamptz not null default now()
  )`,
];

export const accountsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
