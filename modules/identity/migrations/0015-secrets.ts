// Secrets that no longer sign, and until when they verify.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const secretsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // Apart from the table that an older process reads: there the one that signs keeps its name.
    await sql`create table retired_secrets (
      id text primary key,
      name text not null,
      secret bytea not null,
      verifies_until timestamptz not null
    )`.execute(db);
  },
};
