// Keeps what manifests and segments are made from in memory: it changes only when a rendition is made anew.

import type { Mould } from './asset.ts';
import { assetError } from './errors.ts';
import type { AssetStore } from './store.ts';

/** A two-hour title takes about 60 KB. */
const KEPT = 256;

export interface MouldCache {
  /** @throws `asset-not-found`, `asset-not-yet-playable` with a Retry-After, `asset-not-playable` */
  get(assetId: string): Promise<Mould>;
  forget(assetId: string): void;
}

export function createMouldCache(store: AssetStore): MouldCache {
  const kept = new Map<string, Promise<Mould>>();
  const load = async (assetId: string): Promise<Mould> => {
    const source = await store.sourceOf(assetId);
    if (source === null) throw assetError('asset-not-found', `There is no asset ${assetId}.`);
    if (source.state === 'examining') {
      throw assetError(
        'asset-not-yet-playable',
        `Asset ${assetId} is still being examined. Try again in a second.`,
        {
          retryAfterSeconds: 1,
        },
      );
    }
    // What was made of a cancelled asset, or of one that could not be made whole, stays playable.
    const mould = source.state === 'rejected' ? null : await store.mould(assetId);
    if (mould === null) {
      throw assetError('asset-not-playable', `Asset ${assetId} is ${source.state} and cannot be played.`);
    }
    return mould;
  };
  return {
    get(assetId) {
      const known = kept.get(assetId);
      if (known !== undefined) return known;
      const loading = load(assetId);
      kept.set(assetId, loading);
      loading.catch(() => {
        if (kept.get(assetId) === loading) kept.delete(assetId);
      });
      const oldest = kept.keys().next();
      if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
      return loading;
    },
    forget: (assetId) => void kept.delete(assetId),
  };
}
