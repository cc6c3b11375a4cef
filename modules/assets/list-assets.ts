// Lists assets: by name and state, in several orders, page by page.
import type { Asset, AssetState } from './asset.ts';
import type { ListStore, Place } from './list-store.ts';
import type { AssetStore } from './store.ts';

/** Names go up, everything else begins with the newest, largest or longest. */
export const assetSorts = ['newest', 'name', 'size', 'duration'] as const;
export type AssetSort = (typeof assetSorts)[number];

export interface AssetFilter {
  /** Part of the name, in any case. */
  readonly name?: string | undefined;
  readonly states?: readonly AssetState[] | undefined;
}

export interface AssetPage {
  readonly sort: AssetSort;
  readonly after: Place | null;
  readonly limit: number;
}

export interface ListedAssets {
  readonly items: readonly Asset[];
  readonly next: Place | null;
  /** Of all pages; null but for the first, and counted no further than {@link MOST_COUNTED}. */
  readonly total: number | null;
}

export const MOST_COUNTED = 100_000;

export function createAssetList(deps: {
  readonly store: Pick<AssetStore, 'findMany'>;
  readonly lists: ListStore;
}) {
  return async (filter: AssetFilter, page: AssetPage): Promise<ListedAssets> => {
    const [places, total] = await Promise.all([
      deps.lists.page(filter, page),
      page.after === null ? deps.lists.count(filter, MOST_COUNTED) : null,
    ]);
    const items = await deps.store.findMany(places.map(({ id }) => id));
    return { items, next: places.length === page.limit ? (places.at(-1) ?? null) : null, total };
  };
}

/** The id alone where the newest come first. */
export function writeCursor({ id, key }: Place): string {
  return key === null ? id : Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/** Reads what {@link writeCursor} wrote for that order; null for anything else. */
export function readCursor(text: string, sort: AssetSort): Place | null {
  if (sort === 'newest') return isAssetId(text) ? { id: text, key: null } : null;
  try {
    const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const fits = sort === 'name' ? typeof key === 'string' && !key.includes('\0') : Number.isSafeInteger(key);
    return fits && isAssetId(id) ? { id, key: key as string | number } : null;
  } catch {
    return null;
  }
}

function isAssetId(value: unknown): value is string {
  return typeof value === 'string' && /^as_[0-9a-z]{26}$/.test(value);
}
