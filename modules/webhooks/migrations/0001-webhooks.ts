// Who is told, what they are told, and what came of it.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table webhooks (
    id text primary key,
    revision int not null default 1,
    url text not null,
    description text not null,
    types text[] not null,
    is_enabled boolean not null,
    disabled_reason text,
    secret text not null,
    previous_secret text,
    previous_until timestamptz,
    failing_since timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table messages (
    id text primary key,
    type text not null,
    subject text not null,
    time timestamptz(3) not null,
    data jsonb not null,
    created_at timestamptz not null default now()
  )`,
  `create index messages_by_age on messages (created_at)`,
  `create table deliveries (
    id text primary key,
    webhook_id text not null references webhooks on delete cascade,
    message_id text not null references messages on delete cascade,
    state text not null,
    attempts int not null default 0,
    last_status int,
    last_error text,
    excerpt text,
    last_attempt_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create index deliveries_of_webhook on deliveries (webhook_id, id desc)`,
  `create index deliveries_of_message on deliveries (message_id)`,
];

export const webhooksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
