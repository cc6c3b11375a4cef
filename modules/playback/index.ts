// Playback: may this profile watch this now, on how many screens, and where it left off.
export { geoConfig, playbackConfig } from './config.ts';
export { playbackMigrations } from './migrations/index.ts';
export { createPlaybackModule, type PlaybackModule } from './playback-module.ts';
export { registerPlaybackRoutes } from './routes.ts';
