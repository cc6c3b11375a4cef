// Who is making a segment at the moment, so that two processes do not make the same one.
import type { Migration } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';

export const segmentClaimsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('segment_claims')
      .addColumn('asset_id', 'text', (column) => column.notNull())
      .addColumn('rendition_id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
      .addPrimaryKeyConstraint('segment_claims_key', ['asset_id', 'rendition_id', 'number'])
      .execute();
  },
};
