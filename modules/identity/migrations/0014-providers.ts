// Sign-in through providers of OpenID Connect: who is who there, and the sign-ins that are under way.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // OpenID Connect Core §5.7: only issuer and subject together name somebody, and never an address.
  `create table external_identities (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    provider text not null,
    issuer text not null,
    subject text not null,
    email text,
    granted_role text,
    linked_at timestamptz not null,
    used_at timestamptz not null,
    unique (issuer, subject)
  )`,
  `create index external_identities_of_account on external_identities (account_id)`,
  // The browser that began a sign-in is the only one that can end it.
  `create table provider_flows (
    state_hash bytea primary key,
    browser_hash bytea not null,
    provider text not null,
    nonce text not null,
    code_verifier text not null,
    return_to text not null,
    is_brief boolean not null,
    session_id text references sessions on delete cascade,
    expires_at timestamptz not null
  )`,
  `create index provider_flows_by_expiry on provider_flows (expires_at)`,
  `create index provider_flows_of_session on provider_flows (session_id)`,
  // Which of our sessions came from which of the provider's, for its word that it has ended.
  `create table provider_sessions (
    session_id text primary key references sessions on delete cascade,
    identity_id text not null references external_identities on delete cascade,
    provider_session text
  )`,
  `create index provider_sessions_of_identity on provider_sessions (identity_id)`,
  // Back-Channel Logout §2.6: a logout token counts once.
  `create table logout_tokens (
    token_hash bytea primary key,
    expires_at timestamptz not null
  )`,
];

export const providersMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
