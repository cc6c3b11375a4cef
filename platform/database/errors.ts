/** What can go wrong between Vitascope and its PostgreSQL. */
import { defineErrors } from '../kernel/index.ts';

export const databaseError = defineErrors({
  'database-unreachable': { kind: 'unavailable', title: 'The database cannot be reached' },
  'database-embedded-failed': { kind: 'unavailable', title: 'The embedded database cannot be started' },
  'database-cannot-run-as-root': {
    kind: 'unsupported',
    title: 'The embedded database cannot run as this user on this machine',
  },
  'database-wrong-version': { kind: 'unsupported', title: 'The data folder belongs to another PostgreSQL' },
  'database-migration-failed': { kind: 'internal', title: 'A database migration failed' },
  'database-notification-too-large': { kind: 'too-large', title: 'A notification is too large' },
});
