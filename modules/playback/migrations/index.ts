// Everything that has been done to playback's tables, in order.
import type { MigrationSet } from '@vitascope/platform/database';
import { sessionsMigration } from './0001-sessions.ts';
import { decisionsMigration } from './0002-decisions.ts';
import { watchStateMigration } from './0010-watch-state.ts';
import { beatsInPlaceMigration } from './0011-beats-in-place.ts';
import { unfoldedMigration } from './0012-unfolded.ts';

export const playbackMigrations: MigrationSet = {
  schema: 'playback',
  migrations: {
    '0001-sessions': sessionsMigration,
    '0002-decisions': decisionsMigration,
    '0010-watch-state': watchStateMigration,
    '0011-beats-in-place': beatsInPlaceMigration,
    '0012-unfolded': unfoldedMigration,
  },
};
