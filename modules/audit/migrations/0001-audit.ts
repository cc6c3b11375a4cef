// The chain, its head, and what has begun and is not in it yet.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table entries (
    seq bigint primary key,
    at timestamptz(3) not null,
    actor_kind text not null,
    actor_id text,
    action text not null,
    subjects text[] not null,
    status int,
    code text,
    request_id text not null,
    network text,
    previous_hash text not null,
    hash text not null
  )`,
  `create index entries_of_actor on entries (actor_id, seq desc)`,
  `create index entries_of_subject on entries using gin (subjects)`,
  // One row, locked by whoever appends: that makes the numbers gapless among processes.
  `create table head (one boolean primary key default true check (one), seq bigint not null, hash text not null)`,
  `insert into head (seq, hash) values (0, repeat('0', 64))`,
  `create table pending (id text primary key, record jsonb not null, begun_at timestamptz not null default now())`,
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'The audit log is only ever added to.';
    end
  $$`,
  `create trigger entries_stay before update or delete on entries for each row execute function refuse_change()`,
  `create trigger entries_stay_all before truncate on entries execute function refuse_change()`,
];

export const auditMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
