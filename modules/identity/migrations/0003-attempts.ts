// Counters of attempts by client and by address, in the shape that rate-limiter-flexible works on.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const attemptsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // The library inserts by position.
    await sql`create table attempts (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    )`.execute(db);
    await sql`create index attempts_by_expiry on attempts (expire)`.execute(db);
  },
};
