// Playback: may this profile watch this now, on how many screens, and where it left off.
export { playbackMigrations } from './migrations/index.ts';
