// The keys that playback tokens are signed with.
import type { Migration } from '@vitascope/platform/database';
import { createSigningKeysTable } from '@vitascope/platform/signing-keys';

export const tokenKeysMigration: Migration = { up: createSigningKeysTable };
