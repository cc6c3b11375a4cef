// Who is invited to work here, and in which role.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table invitations (
    id text primary key,
    email text not null unique,
    role text not null check (role in ('owner', 'admin', 'editor', 'support')),
    invited_by text references accounts on delete cascade,
    mails integer not null default 1,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  `create index invitations_of_account on invitations (invited_by)`,
  `create index invitations_by_expiry on invitations (expires_at)`,
  `alter table links drop constraint links_purpose_check`,
  `alter table links add column invitation_id text references invitations on delete cascade`,
  `create index links_of_invitation on links (invitation_id)`,
];

export const invitationsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
