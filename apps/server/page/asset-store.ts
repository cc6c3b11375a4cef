/** The assets this page knows, kept up to date: two by live streams, the others by asking now and then. */
import type { Api } from './api.ts';
import { type Asset, isMoving } from './asset.ts';

/** A browser keeps six connections to a server of HTTP/1.1; uploads and the player need theirs. */
const maxStreams = 2;
const pollMs = 4000;
const firstRetryMs = 500;
const lastRetryMs = 15_000;

export interface AssetStore {
  /** Newest first. */
  all(): readonly Asset[];
  get(id: string): Asset | undefined;
  /** The first load, or a reload; throws what the API throws. */
  refresh(): Promise<void>;
  loadMore(): Promise<void>;
  hasMore(): boolean;
  put(asset: Asset): void;
  drop(id: string): void;
  /** Follows this one by a live stream; it replaces the one followed longest ago when there are too many. */
  follow(id: string): void;
  onChange(listener: (changed: Asset | null) => void): () => void;
  close(): void;
}

export function createAssetStore(api: Api): AssetStore {
  const assets = new Map<string, Asset>();
  const listeners = new Set<(changed: Asset | null) => void>();
  const streams = new Map<string, AbortController>();
  let nextCursor: string | null = null;
  let closed = false;

  const tell = (changed: Asset | null): void => {
    for (const listener of listeners) listener(changed);
  };
  const put = (asset: Asset): void => {
    const known = assets.get(asset.id);
    // An answer that was on its way while a newer event arrived must not turn the time back.
    if (known !== undefined && known.updatedAt > asset.updatedAt) return;
    assets.set(asset.id, asset);
    tell(asset);
  };
  const drop = (id: string): void => {
    streams.get(id)?.abort();
    streams.delete(id);
    if (assets.delete(id)) tell(null);
  };

  async function stream(id: string, controller: AbortController): Promise<void> {
    const { signal } = controller;
    let waitMs = firstRetryMs;
    while (!signal.aborted) {
      try {
        for await (const asset of api.events(id, signal)) {
          waitMs = firstRetryMs;
          put(asset);
          if (!isMoving(asset)) return;
        }
      } catch (error) {
        const status = (error as { status?: number }).status ?? 0;
        if (status === 404) return drop(id);
        if (status === 401 || status === 403) return;
      }
      await pause(waitMs * (0.75 + Math.random() / 2), signal);
      waitMs = Math.min(lastRetryMs, waitMs * 2);
    }
  }

  function follow(id: string): void {
    if (closed) return;
    if (streams.has(id)) return;
    const oldest = streams.keys().next().value;
    if (streams.size >= maxStreams && oldest !== undefined) {
      streams.get(oldest)?.abort();
      streams.delete(oldest);
    }
    const controller = new AbortController();
    streams.set(id, controller);
    void stream(id, controller).finally(() => {
      if (streams.get(id) === controller) streams.delete(id);
    });
  }

  const refresh = async (): Promise<void> => {
    const page = await api.listAssets(null);
    if (assets.size === 0) nextCursor = page.nextCursor;
    const oldest = page.items.at(-1)?.createdAt ?? '';
    const present = new Set(page.items.map((asset) => asset.id));
    for (const asset of assets.values()) {
      const covered = page.nextCursor === null || asset.createdAt >= oldest;
      if (covered && !present.has(asset.id) && !streams.has(asset.id)) assets.delete(asset.id);
    }
    for (const asset of page.items) {
      const known = assets.get(asset.id);
      if (known === undefined || known.updatedAt <= asset.updatedAt) assets.set(asset.id, asset);
    }
    tell(null);
  };

  const poll = setInterval(() => {
    const waiting = [...assets.values()].some((asset) => isMoving(asset) && !streams.has(asset.id));
    if (waiting && document.visibilityState === 'visible') void refresh().catch(() => {});
  }, pollMs);

  return {
    all: () => [...assets.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    get: (id) => assets.get(id),
    refresh,
    async loadMore() {
      if (nextCursor === null) return;
      const page = await api.listAssets(nextCursor);
      nextCursor = page.nextCursor;
      for (const asset of page.items) assets.set(asset.id, asset);
      tell(null);
    },
    hasMore: () => nextCursor !== null,
    put,
    drop,
    follow,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearInterval(poll);
      for (const controller of streams.values()) controller.abort();
      listeners.clear();
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
