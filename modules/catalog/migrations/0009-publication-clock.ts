// Until when it has been told what the clock did to publications, and by when it has something to tell.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const times = ['publishAt', 'embargoUntil', 'expireAt'] as const;

const statements = [
  // One row. Null until it is first asked: what was before that is nobody's news.
  `create table publication_clock (one boolean primary key default true check (one), told_until timestamptz(3))`,
  `insert into publication_clock default values`,
  ...times.map(
    (
      time,
    ) => `create index titles_${time.toLowerCase()} on titles (((content #>> '{publication,${time}}')::bigint))
      where content #>> '{publication,${time}}' is not null`,
  ),
];

export const publicationClockMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
