// All of an asset in one JSON: what our own player needs to begin with one request.
export type {
  ManifestAudio,
  ManifestText,
  ManifestTimeline,
  ManifestTrack,
  ManifestVideo,
  PlayerManifest,
} from './player-manifest.ts';
export { cutsOf, writePlayerManifest } from './player-manifest.ts';
