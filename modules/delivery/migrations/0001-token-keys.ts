// The keys that playback tokens are signed with.
import type { Migration } from '@vitascope/platform/database';

export const tokenKeysMigration: Migration = {
  async up(db) {
    await db.schema
      .createTable('token_keys')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('secret', 'bytea', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('retires_at', 'timestamptz', (column) => column.notNull())
      .execute();
  },
};
