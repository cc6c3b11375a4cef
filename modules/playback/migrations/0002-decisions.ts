// Grants, the record of decisions, and how a session takes its screen.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // What is personal goes with the account and the profile.
  `alter table sessions
    add column purpose text not null default 'main' check (purpose in ('main', 'trailer', 'extra', 'asset')),
    add column device_kind text,
    add foreign key (account_id) references identity.accounts on delete cascade,
    add foreign key (profile_id) references identity.profiles on delete cascade`,
  `create index sessions_by_lease on sessions (lease_expires_at)`,
  `create table grants (
    id text primary key,
    account_id text not null references identity.accounts on delete cascade,
    source text not null check (source in ('plan', 'purchase', 'rental', 'promotion', 'staff')),
    scope text not null check (scope in ('plan', 'title', 'everything')),
    plan text,
    title_id text,
    screens integer check (screens between 1 and 100),
    starts_at timestamptz not null,
    ends_at timestamptz,
    external_ref text unique,
    note text not null,
    actor text not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    check ((scope = 'plan') = (plan is not null) and (scope = 'title') = (title_id is not null)),
    check (scope = 'title' or source not in ('purchase', 'rental')),
    check (ends_at > starts_at)
  )`,
  `create index grants_of_account on grants (account_id, id)`,
  `create index grants_of_title on grants (title_id, id) where title_id is not null`,
  // Not the profile's name nor the whole address: what support needs, and no more.
  `create table decisions (
    id text primary key,
    account_id text not null references identity.accounts on delete cascade,
    profile_id text references identity.profiles on delete set null,
    session_id text,
    action text not null check (action in ('start', 'renew')),
    title_id text,
    asset_id text,
    device_id text,
    device_kind text,
    territory text,
    address text,
    reason text,
    facts jsonb not null,
    decided_at timestamptz not null
  )`,
  `create index decisions_of_account on decisions (account_id, id)`,
  `create index decisions_of_title on decisions (title_id, id)`,
  `create index decisions_of_profile on decisions (profile_id)`,
  `create index decisions_by_time on decisions (decided_at)`,
  /*
   * Makes room for a screen of the account, one caller after the other: ids of the sessions that gave way, or null where
   * there is no room. A function, because each of its statements sees what was committed while it waited for the lock,
   * which a single statement would not. "kept" are sessions that do not count: the one that asks and the one it replaces.
   */
  `create function make_room(account text, kept text[], at timestamptz, most integer, displaces boolean)
    returns text[] language plpgsql as $$
    declare
      others text[];
    begin
      perform pg_advisory_xact_lock(hashtextextended('playback screens ' || account, 0));
      select coalesce(array_agg(session.id order by session.started_at desc, session.id desc), '{}') into others
        from playback.sessions as session
        where session.account_id = account and session.ended_at is null and session.lease_expires_at > at
          and session.purpose = 'main' and not session.id = any (kept);
      if cardinality(others) < most then
        return '{}';
      end if;
      if not displaces then
        return null;
      end if;
      update playback.sessions as session set ended_at = at, end_reason = 'displaced'
        where session.id = any (others[most:]) and session.ended_at is null;
      return others[most:];
    end $$`,
];

export const decisionsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
