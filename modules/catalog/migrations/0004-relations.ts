// What titles are to each other, and the characters that they share.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const relationsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('relations')
      .addColumn('from_id', 'text', (column) => column.notNull().references('titles.id').onDelete('cascade'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('to_id', 'text', (column) => column.notNull().references('titles.id'))
      .addPrimaryKeyConstraint('relations_key', ['from_id', 'position'])
      .execute();
    await db.schema.createIndex('relations_to').on('relations').column('to_id').execute();
    // A version that does not know of it leaves it empty, until the title's credits are edited.
    await db.schema.alterTable('credits').addColumn('character', 'text').execute();
    await sql`update credits set character = titles.content -> 'credits' -> credits.position ->> 'character'
      from titles where titles.id = credits.title_id`.execute(db);
    await sql`create index credits_character on credits (character) where character is not null`.execute(db);
  },
};
