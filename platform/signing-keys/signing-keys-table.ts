// The table of signing keys, which each module that signs makes in its own schema.
import type { Kysely } from 'kysely';

/** For a migration of the module. */
export async function createSigningKeysTable(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('token_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('secret', 'bytea', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('retires_at', 'timestamptz', (column) => column.notNull())
    .execute();
}
