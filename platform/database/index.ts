/** PostgreSQL: by URL, or embedded and started from npm; migrations, notifications, locks. */
export type { Migration } from 'kysely/migration';
export type { Database, DatabaseOptions } from './database.ts';
export { openDatabase } from './database.ts';
export type { MigrationSet } from './migrate.ts';
export type { Named } from './prepared.ts';
export { databaseBytes } from './size.ts';
