// Lets a heartbeat rewrite its session's row within its page, and touch no index.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  // Every heartbeat moves the lease, and nothing looks for sessions by it: those on screen are found by account, those
  // to remove by their start. With the index each beat made a new entry in every index of the table.
  `drop index sessions_by_lease`,
  // Sessions that began together lie in one page and are written in one batch: there is room for all of them twice.
  `alter table sessions set (fillfactor = 50)`,
];

export const beatsInPlaceMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
