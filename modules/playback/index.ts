// Playback: may this profile watch this now, on how many screens, and where it left off.
export { embedConfig, geoConfig, playbackConfig } from './config.ts';
export { type Embeds, frameAncestors } from './embeds.ts';
export { playbackMigrations } from './migrations/index.ts';
export { createPlaybackModule, type PlaybackModule } from './playback-module.ts';
export { registerPlaybackRoutes } from './routes.ts';
export { createWatch, type Watch } from './watch/watch.ts';
export { registerWatchRoutes } from './watch/watch-routes.ts';
