// Assets: uploads, sources, timelines, renditions, segments, fill.
export { type Asset, type AssetState, isPlayable, isSettled, progressOf, type Rendition } from './asset.ts';
export {
  assetCreated,
  assetDeleted,
  assetPlayable,
  assetPurged,
  assetRestored,
  assetSettled,
} from './asset-events.ts';
export { type Assets, assetsMigrations, createAssets } from './assets.ts';
export type {
  MediaLibrary,
  PlayableAsset,
  SegmentFeed,
  SegmentFollower,
  SegmentKey,
  TextKey,
  WholeSegment,
} from './playable.ts';
export { type AssetReadiness, assetReadiness } from './readiness.ts';
export { registerAssetRoutes } from './routes.ts';
export { createUploadStore } from './uploads/upload-store.ts';
export { createUploads, UPLOADS_PATH, type Uploads } from './uploads/uploads.ts';
