// Titles, people, terms, what viewers are judged by, and every change.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

const empty = sql`'{}'`;

export const catalogMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await createTitles(db);
    await createProjections(db);
    await documentTable(db, 'people').addUniqueConstraint('people_slug', ['slug']).execute();
    await documentTable(db, 'terms')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addUniqueConstraint('terms_slug', ['kind', 'slug'])
      .addCheckConstraint('terms_kind', sql`kind in ('genre', 'tag', 'mood')`)
      .execute();
    await createCredits(db);
    await createChanges(db);
    await createPreviews(db);
  },
};

function documentTable(db: Kysely<unknown>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('content', 'jsonb', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull());
}

async function createTitles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('titles')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('parent_id', 'text', (column) => column.references('titles.id'))
    .addColumn('number', 'integer')
    .addColumn('revision', 'integer', (column) => column.notNull())
    // What editors wrote, whole. All other columns and tables about a title are made from it.
    .addColumn('content', 'jsonb', (column) => column.notNull())
    .addColumn('genres', sql`text[]`, (column) => column.notNull())
    .addColumn('tags', sql`text[]`, (column) => column.notNull())
    .addColumn('moods', sql`text[]`, (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
    // Its own and inherited facts, as viewers are judged by.
    .addColumn('lineage', sql`text[]`, (column) => column.notNull().defaultTo(empty))
    .addColumn('is_released', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('publish_at', 'timestamptz')
    .addColumn('embargo_until', 'timestamptz')
    .addColumn('expire_at', 'timestamptz')
    .addColumn('minimum_ages', 'jsonb', (column) => column.notNull().defaultTo(empty))
    .addColumn('strictest_age', 'integer')
    .addColumn('has_media', 'boolean', (column) => column.notNull().defaultTo(false))
    .addCheckConstraint(
      'titles_kind',
      sql`kind in ('film', 'series', 'season', 'episode', 'clip', 'event', 'collection')`,
    )
    .execute();
  await db.schema
    .createIndex('titles_children')
    .on('titles')
    .columns(['parent_id', 'number', 'id'])
    .execute();
  await sql`create unique index titles_number on titles (parent_id, kind, number)
    where kind in ('season', 'episode')`.execute(db);
  await sql`create index titles_kind_newest on titles (kind, id desc)`.execute(db);
  await sql`create index titles_genres on titles using gin (genres)`.execute(db);
  await sql`create index titles_tags on titles using gin (tags)`.execute(db);
  await sql`create index titles_moods on titles using gin (moods)`.execute(db);
}

async function createProjections(db: Kysely<unknown>): Promise<void> {
  const ofTitle = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('title_id', 'text', (column) => column.notNull().references('titles.id').onDelete('cascade'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint(`${name}_key`, ['title_id', 'position']);
  await ofTitle('openings')
    .addColumn('opens_at', 'timestamptz')
    .addColumn('closes_at', 'timestamptz')
    .addColumn('territories', sql`text[]`, (column) => column.notNull())
    .addColumn('except_territories', sql`text[]`, (column) => column.notNull())
    .addColumn('devices', sql`text[]`, (column) => column.notNull())
    .addColumn('offer', 'text', (column) => column.notNull())
    .addColumn('plans', sql`text[]`, (column) => column.notNull())
    .execute();
  await ofTitle('asset_links')
    .addColumn('asset_id', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('asset_links_asset').on('asset_links').column('asset_id').execute();
  await ofTitle('members')
    .addColumn('member_id', 'text', (column) => column.notNull().references('titles.id'))
    .execute();
  await db.schema.createIndex('members_member').on('members').column('member_id').execute();
}

async function createCredits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('credits')
    .addColumn('title_id', 'text', (column) => column.notNull().references('titles.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull().references('people.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('credits_key', ['title_id', 'position'])
    .execute();
  await db.schema.createIndex('credits_person').on('credits').column('person_id').execute();
}

async function createChanges(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('changes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // No reference: the history of what was deleted stays.
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('before', 'jsonb')
    .addColumn('after', 'jsonb')
    .addColumn('undoes', 'text')
    .addColumn('changed_at', 'timestamptz', (column) => column.notNull())
    .addUniqueConstraint('changes_revision', ['subject_id', 'revision'])
    .addCheckConstraint('changes_action', sql`action in ('created', 'edited', 'deleted')`)
    .execute();
}

async function createPreviews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('previews')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('title_id', 'text', (column) => column.notNull().references('titles.id').onDelete('cascade'))
    .addColumn('token_hash', 'bytea', (column) => column.notNull().unique())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('previews_title').on('previews').column('title_id').execute();
}
