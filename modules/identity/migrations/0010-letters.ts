// More kinds of letters, and mails that the mail server refused until nobody tries any more.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // Which kinds there are is known to the code alone: an older process does not come across the newer ones.
  `alter table letters drop constraint letters_kind_check`,
  `alter table letters add column subject_id text`,
  `create index letters_by_age on letters (created_at)`,
  `alter table mails add column refused_at timestamptz`,
  `alter table mails add column refusal text`,
  `create index mails_refused on mails (refused_at) where refused_at is not null`,
];

export const lettersMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
