// Everything that has been done to delivery's tables, in order.
import type { MigrationSet } from '@vitascope/platform/database';
import { tokenKeysMigration } from './0001-token-keys.ts';

export const deliveryMigrations: MigrationSet = {
  schema: 'delivery',
  migrations: { '0001-token-keys': tokenKeysMigration },
};
