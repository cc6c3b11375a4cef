// How far an asset was when it last killed its encoder process: kills with progress between them are not of one cause.
import type { Migration } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';

export const killsInARowMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('assets')
      .addColumn('ready_at_kill', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
