// Letters that are to be written, and the outbox that holds the written ones where there is no mail server.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table letters (
    id text primary key,
    kind text not null check (kind in ('sign-up', 'reset')),
    email text not null,
    name text,
    origin text not null,
    created_at timestamptz not null default now()
  )`,
  `create table mails (
    id text primary key,
    recipient text not null,
    subject text not null,
    body text not null,
    created_at timestamptz not null default now()
  )`,
];

export const mailMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
