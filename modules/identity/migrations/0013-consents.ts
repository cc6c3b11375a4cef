// What somebody agreed to, and when they took it back. Rows are added and never changed.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table consents (
    id text primary key,
    account_id text not null references accounts on delete cascade,
    profile_id text,
    document text not null,
    version text not null,
    given_at timestamptz not null
  )`,
  `create index consents_of_account on consents (account_id, id)`,
  `create table consent_withdrawals (
    consent_id text primary key references consents on delete cascade,
    withdrawn_at timestamptz not null
  )`,
  // They go with their account, and in no other way.
  `create function keep_consents() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then
      if tg_table_name = 'consents' then
        if not exists (select 1 from identity.accounts where id = old.account_id) then return old; end if;
      elsif not exists (select 1 from identity.consents where id = old.consent_id) then return old;
      end if;
    end if;
    raise exception 'Records of consent are not changed.';
  end $$`,
  `create trigger consents_are_kept before update or delete on consents
    for each row execute function keep_consents()`,
  `create trigger consent_withdrawals_are_kept before update or delete on consent_withdrawals
    for each row execute function keep_consents()`,
];

export const consentsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
