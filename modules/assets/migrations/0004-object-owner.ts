// A name for this database, by which the object store tells whose objects it holds; and which asset a source is of.
import type { Migration } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';

export const objectOwnerMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('object_owner')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute();
    await sql`insert into assets.object_owner (name) values (gen_random_uuid()::text)`.execute(db);
    await db.schema.createIndex('assets_source_key').on('assets').column('source_key').execute();
  },
};
