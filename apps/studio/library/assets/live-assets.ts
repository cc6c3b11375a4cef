/** The library as it changes: server-sent events for all assets, and the list anew after each loss of them. */
import type { Asset } from '@vitascope/client';
import { useEffect, useSyncExternalStore } from 'react';
import { api, queries } from '../../session/api.ts';
import { createAssetIndex, type IndexSnapshot } from './asset-index.ts';

/** The first page is there at once; the rest comes in few pieces that each take some milliseconds to read. */
const firstPage = 200;
const nextPages = 4_000;
const firstRetryMs = 1_000;
const lastRetryMs = 15_000;
/** A browser keeps six connections to a server: a window that nobody looks at gives its own up. */
const unseenMs = 60_000;

export const assetIndex = createAssetIndex({
  page: async (cursor) => {
    const query = cursor === null ? { limit: firstPage } : { limit: nextPages, cursor };
    return (await api.GET('/api/v1/assets/summaries', { params: { query } })).data;
  },
});

export const assetKey = (id: string) => ['asset', id] as const;

/** What a newer answer or event says replaces what is there. */
export function noteAsset(asset: Asset): void {
  assetIndex.put(asset);
  // Only what somebody looks at: a library that is being filled changes thousands of assets.
  const known = queries.getQueryData<Asset>(assetKey(asset.id));
  if (known !== undefined && known.updatedAt <= asset.updatedAt)
    queries.setQueryData<Asset>(assetKey(asset.id), asset);
}

/** Follows every asset while the component is there. */
export function useLiveAssets(): void {
  useEffect(follow, []);
}

export function useAssetIndex(): IndexSnapshot {
  useEffect(() => {
    if (assetIndex.snapshot().phase === 'idle') void assetIndex.refresh();
  }, []);
  return useSyncExternalStore(assetIndex.subscribe, assetIndex.snapshot);
}

function follow(): () => void {
  let source: EventSource | null = null;
  let retryMs = firstRetryMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasBeenReady = false;

  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    source?.close();
    source = null;
  };
  const open = (): void => {
    close();
    source = new EventSource('/api/v1/assets/events');
    source.addEventListener('open', () => {
      retryMs = firstRetryMs;
    });
    // What happened while nobody listened is in the list.
    source.addEventListener('ready', () => {
      if (hasBeenReady) void catchUp();
      hasBeenReady = true;
    });
    source.addEventListener('reload', () => void catchUp());
    source.addEventListener('asset', ({ data }: MessageEvent<string>) =>
      noteAsset(JSON.parse(data) as Asset),
    );
    source.addEventListener('gone', ({ data }: MessageEvent<string>) =>
      assetIndex.drop((JSON.parse(data) as { id: string }).id),
    );
    source.onerror = () => {
      // A stream that has ended is opened again by the browser, which says what it has heard; one that was refused is not.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      timer = setTimeout(open, retryMs * (0.75 + Math.random() / 2));
      retryMs = Math.min(lastRetryMs, retryMs * 2);
    };
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible') {
      if (source === null) open();
      else clearTimeout(timer);
    } else {
      clearTimeout(timer);
      timer = setTimeout(close, unseenMs);
    }
  };
  open();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

async function catchUp(): Promise<void> {
  if (assetIndex.snapshot().phase !== 'idle') void assetIndex.refresh();
  await queries.invalidateQueries({ queryKey: ['asset'] });
}
