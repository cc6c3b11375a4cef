/** The tables of the HTTP layer. */
import type { MigrationSet } from '../../database/index.ts';
import { httpMigration } from './0001-http.ts';

export const httpMigrations: MigrationSet = {
  schema: 'http',
  migrations: { '0001-http': httpMigration },
};
