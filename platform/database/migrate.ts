/** Forward-only migrations: one set, one PostgreSQL schema and one history table for each module. */
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Logger } from '../kernel/index.ts';
import { connectClient, createPool } from './connection.ts';
import { databaseError } from './errors.ts';

/** A module's migrations, applied in the order of their keys (`0001-assets`, `0002-…`). */
export interface MigrationSet {
  /** The PostgreSQL schema that the module owns; made when missing. Unqualified names in its migrations mean it. */
  readonly schema: string;
  readonly migrations: Readonly<Record<string, Migration>>;
}

/** Any number that nothing else in this database uses as an advisory lock ("vita" in ASCII). */
const migrationLock = 0x76697461;
const schemaPattern = /^[a-z][a-z0-9_]{0,40}$/;

/**
 * Brings every set up to date, each migration set in one transaction. A process that comes second waits for the first
 * and then finds nothing to do. Throws `database-migration-failed` naming the migration; what came before it stays.
 */
export async function migrate(url: string, sets: readonly MigrationSet[], logger: Logger): Promise<void> {
  const lock = await connectClient(url);
  const pool = createPool(url, 1, false);
  pool.on('error', (error) => logger.warn({ err: error }, 'migration connection lost'));
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    for (const set of sets) await migrateSet(kysely, set, logger);
  } finally {
    await kysely.destroy();
    if (!pool.ending) await pool.end();
    await lock.end();
  }
}

async function migrateSet(kysely: Kysely<unknown>, set: MigrationSet, logger: Logger): Promise<void> {
  if (!schemaPattern.test(set.schema))
    throw new TypeError(`Schema name "${set.schema}" must match ${schemaPattern}.`);
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => inSchema(set) },
    migrationTableSchema: set.schema,
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error === undefined) {
    for (const { migrationName } of results)
      logger.info({ schema: set.schema, migration: migrationName }, 'migration applied');
    return;
  }
  const failed = results.find((result) => result.status === 'Error')?.migrationName;
  throw databaseError(
    'database-migration-failed',
    `Migration ${set.schema}/${failed ?? '(history)'} failed: ${error instanceof Error ? error.message : error}. ` +
      'Nothing of this set was changed. If the database was used by a newer Vitascope, run that version.',
    { cause: error },
  );
}

/** The set's migrations with the search path on its own schema while they run. */
function inSchema(set: MigrationSet): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(set.migrations).map(([name, migration]) => [
      name,
      {
        async up(db: Kysely<unknown>) {
          await sql`set local search_path to ${sql.id(set.schema)}, public`.execute(db);
          await migration.up(db);
        },
      },
    ]),
  );
}
