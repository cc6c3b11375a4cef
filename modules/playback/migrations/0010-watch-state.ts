// Heartbeats of sessions, and what is remembered of a profile and a title.
import type { Migration } from '@vitascope/platform/database';
import { createSigningKeysTable } from '@vitascope/platform/signing-keys';
import { type Kysely, sql } from 'kysely';

const statements = [
  // What was last heard in the session; what of it is in watch_states already.
  `alter table sessions
    add column active_at timestamptz,
    add column sequence bigint,
    add column position_ms bigint,
    add column duration_ms bigint,
    add column is_finished boolean not null default false,
    add column finished_at timestamptz,
    add column played_ms bigint not null default 0,
    add column is_folded boolean not null default true,
    add column folded_played_ms bigint not null default 0,
    add column is_viewing_counted boolean not null default false`,
  // A heartbeat moves the lease. Where no index holds what it moves, PostgreSQL rewrites the row in its page alone.
  `alter table sessions set (fillfactor = 70)`,
  `drop index sessions_on_screen`,
  `create index sessions_open on sessions (account_id, started_at) where ended_at is null`,
  `create index sessions_by_start on sessions (started_at)`,
  // What sessions add up to. Without one (null) the title has only been marked by hand. Session, moment, position and
  // length are those of one beat. The times of marks, of hiding from history and of dropping from what is continued are
  // the latest.
  `create table watch_states (
    account_id text not null references identity.accounts on delete cascade,
    profile_id text not null references identity.profiles on delete cascade,
    title_id text not null,
    session_id text,
    active_at timestamptz,
    position_ms bigint,
    duration_ms bigint,
    is_finished boolean not null default false,
    finished_at timestamptz,
    finished_in text,
    marked_at timestamptz,
    unmarked_at timestamptz,
    hidden_at timestamptz,
    dropped_at timestamptz,
    played_ms bigint not null default 0,
    viewings integer not null default 0,
    primary key (profile_id, title_id)
  ) with (fillfactor = 70)`,
  `create index watch_states_of_account on watch_states (account_id)`,
  `create index watch_states_last on watch_states (profile_id, active_at desc, title_id)`,
  /*
   * Gives lapsed sessions their screens back where no other session of the account has begun since: then no more play than
   * did when they lapsed. A function, because its statements see what was committed while it waited for the lock.
   */
  `create function take_up_again(lapsed text[], until timestamptz) returns setof text language plpgsql as $$
    declare
      one record;
    begin
      for one in select id, account_id from playback.sessions where id = any (lapsed) order by account_id, id loop
        perform pg_advisory_xact_lock(hashtextextended('playback screens ' || one.account_id, 0));
        update playback.sessions as session set lease_expires_at = until
          where session.id = one.id and session.ended_at is null and not exists (
            select 1 from playback.sessions as other where other.account_id = session.account_id
              and other.id <> session.id and other.ended_at is null and other.purpose = 'main'
              and other.started_at > session.lease_expires_at);
        if found then
          return next one.id;
        end if;
      end loop;
    end $$`,
  `create table list_entries (
    account_id text not null references identity.accounts on delete cascade,
    profile_id text not null references identity.profiles on delete cascade,
    title_id text not null,
    added_at timestamptz not null,
    primary key (profile_id, title_id)
  )`,
  `create index list_entries_of_account on list_entries (account_id)`,
  `create index list_entries_newest on list_entries (profile_id, added_at desc, title_id)`,
  `create table ratings (
    account_id text not null references identity.accounts on delete cascade,
    profile_id text not null references identity.profiles on delete cascade,
    title_id text not null,
    rating text not null check (rating in ('dislike', 'like', 'love')),
    rated_at timestamptz not null,
    primary key (profile_id, title_id)
  )`,
  `create index ratings_of_account on ratings (account_id)`,
  `create index ratings_newest on ratings (profile_id, rated_at desc, title_id)`,
];

export const watchStateMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await createSigningKeysTable(db);
  },
};
