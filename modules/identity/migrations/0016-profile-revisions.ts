// Which version of a profile somebody has seen, so that two who change it do not undo each other's work.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table profiles add column revision int not null default 1`,
  // In the database, so that an older version which still runs counts its changes too.
  `create function count_profile_revision() returns trigger language plpgsql as $$
    begin
      new.revision := old.revision + 1;
      return new;
    end
  $$`,
  `create trigger profiles_revision before update on profiles for each row execute function count_profile_revision()`,
];

export const profileRevisionsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
