// What an account asked for about its own data: copies of it, and its deletion.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table exports (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    origin text not null,
    size_bytes bigint,
    failed_at timestamptz,
    ready_at timestamptz,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  `create index exports_of_account on exports (account_id, created_at)`,
  `create index exports_by_expiry on exports (expires_at)`,
  // Without a reference: once the account is closed, nothing else remembers whose data is still to be erased.
  `create table deletions (
    account_id text primary key,
    requested_at timestamptz not null,
    erase_at timestamptz not null,
    closed_at timestamptz
  )`,
  `create index deletions_by_time on deletions (erase_at)`,
  // Whoever signs in wants to stay. As a trigger, so that every way of signing in counts, an older process's too.
  `create function keep_who_signs_in() returns trigger language plpgsql as $$
  begin
    if exists (select 1 from identity.deletions where account_id = new.account_id and closed_at is not null) then
      raise exception 'The account % is being erased.', new.account_id;
    end if;
    delete from identity.deletions where account_id = new.account_id;
    return null;
  end $$`,
  `create trigger sessions_keep_account after insert on sessions
    for each row execute function keep_who_signs_in()`,
];

export const privacyMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
