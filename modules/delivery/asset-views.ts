// The assets that viewers are fetching now: a second's freshness without asking, the last known answer in trouble.
import type { MediaLibrary } from '@vitascope/assets';
import { type Clock, isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { LRUCache } from 'lru-cache';
import { type AssetView, createAssetView, type ManifestVariants } from './asset-view.ts';
import { deliveryError } from './errors.ts';
import type { MediaUrl } from './media-url.ts';

export interface AssetViews {
  /** The asset if it was asked for within the last second. */
  peek(assetId: string): AssetView | undefined;
  /** Asks the library. Throws what it throws, unless it cannot answer and an earlier answer is known. */
  load(assetId: string): Promise<AssetView>;
  /** A manifest that needs no waiting. */
  peekManifest(url: MediaUrl): ManifestVariants | undefined;
  /** Writes and compresses it once a revision. Throws `media-not-found` for an unknown rendition. */
  loadManifest(url: MediaUrl): Promise<ManifestVariants>;
  /** The asset is asked for again before the next answer; in trouble the last one holds. */
  expire(assetId: string): void;
  forget(assetId: string): void;
}

const FRESH_MS = 1_000;
/** From this age on the asset is asked for ahead of time, so that a constant stream of viewers never waits. */
const ASK_AHEAD_MS = 500;
const MAX_ASSETS = 256;
const MANIFEST_BYTES = 32 * 1024 * 1024;

interface KnownAsset {
  readonly view: AssetView;
  checkedAt: number;
}

interface KnownManifest {
  readonly view: AssetView;
  readonly variants: ManifestVariants;
}

export function createAssetViews({
  library,
  clock,
  logger,
}: {
  readonly library: MediaLibrary;
  readonly clock: Clock;
  readonly logger: Logger;
}): AssetViews {
  const known = new LRUCache<string, KnownAsset>({ max: MAX_ASSETS });
  const asking = new Map<string, Promise<AssetView>>();
  const manifests = new LRUCache<string, KnownManifest>({
    maxSize: MANIFEST_BYTES,
    sizeCalculation: ({ variants }) => sizeOf(variants),
  });
  const writing = new Map<string, { readonly view: AssetView; readonly done: Promise<ManifestVariants> }>();

  async function ask(assetId: string): Promise<AssetView> {
    try {
      const asset = await library.playable(assetId);
      const before = known.get(assetId)?.view;
      return before !== undefined && before.revision === asset.revision ? before : createAssetView(asset);
    } catch (error) {
      const before = known.get(assetId);
      if (before === undefined || isAnswer(error)) {
        known.delete(assetId);
        throw error;
      }
      logger.warn({ err: error, assetId }, 'The library does not answer; what is known of the asset is used');
      return before.view;
    }
  }

  function load(assetId: string): Promise<AssetView> {
    const current = asking.get(assetId);
    if (current !== undefined) return current;
    const question: Promise<AssetView> = ask(assetId)
      .then((view) => {
        // Forgotten meanwhile: right for who asked, too old to keep.
        if (asking.get(assetId) === question) known.set(assetId, { view, checkedAt: clock.now() });
        return view;
      })
      .finally(() => {
        if (asking.get(assetId) === question) asking.delete(assetId);
      });
    asking.set(assetId, question);
    return question;
  }

  function peek(assetId: string): AssetView | undefined {
    const asset = known.get(assetId);
    if (asset === undefined) return undefined;
    const age = clock.now() - asset.checkedAt;
    if (age >= FRESH_MS) return undefined;
    // What it fails with is told to whoever has to wait for the answer.
    if (age >= ASK_AHEAD_MS && !asking.has(assetId)) load(assetId).catch(() => {});
    return asset.view;
  }

  async function writeManifest(view: AssetView, url: MediaUrl): Promise<ManifestVariants> {
    const current = writing.get(url.resource);
    if (current?.view === view) return current.done;
    const done = view.manifest(url);
    if (done === null) throw noSuchFile(url);
    const entry = { view, done };
    writing.set(url.resource, entry);
    try {
      const variants = await done;
      manifests.set(url.resource, { view, variants });
      return variants;
    } finally {
      if (writing.get(url.resource) === entry) writing.delete(url.resource);
    }
  }

  return {
    peek,
    load,
    peekManifest(url) {
      const view = peek(url.assetId);
      if (view === undefined) return undefined;
      const manifest = manifests.get(url.resource);
      return manifest?.view === view ? manifest.variants : undefined;
    },
    async loadManifest(url) {
      const view = peek(url.assetId) ?? (await load(url.assetId));
      const manifest = manifests.get(url.resource);
      return manifest?.view === view ? manifest.variants : writeManifest(view, url);
    },
    expire(assetId) {
      const asset = known.get(assetId);
      if (asset !== undefined) asset.checkedAt = Number.NEGATIVE_INFINITY;
      // What is being asked may be answered with what was.
      asking.delete(assetId);
    },
    forget(assetId) {
      known.delete(assetId);
      asking.delete(assetId);
    },
  };
}

/** Whether the error is what the library has to say about the asset, rather than that it could not say anything. */
export function isAnswer(error: unknown): boolean {
  return isVitascopeError(error) && error.code.startsWith('asset-');
}

export function noSuchFile({ renditionId, assetId, file }: MediaUrl): Error {
  const what =
    file === 'storyboard.vtt' || file === 'sheet' ? 'such preview images' : `rendition ${renditionId}`;
  return deliveryError('media-not-found', `Asset ${assetId} has no ${what}.`);
}

function sizeOf({ identity, gzip, br }: ManifestVariants): number {
  return identity.body.length + gzip.body.length + br.body.length;
}
