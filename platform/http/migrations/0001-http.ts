/** What processes tell each other about requests: keys of requests that are done once, and how often who has asked. */
import { type Kysely, sql } from 'kysely';
import type { Migration } from '../../database/index.ts';

const statements = [
  `create table idempotency (
    id bytea primary key,
    fingerprint bytea not null,
    holder text not null,
    lease_until timestamptz not null,
    answer bytea,
    created_at timestamptz not null default now()
  )`,
  `create index idempotency_by_age on idempotency (created_at)`,
  // After a crash everybody begins at none: cheaper than a log of every second.
  `create unlogged table rate_counters (
    key text not null,
    time_window bigint not null,
    total bigint not null,
    primary key (key, time_window)
  )`,
  `create index rate_counters_by_window on rate_counters (time_window)`,
];

export const httpMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
