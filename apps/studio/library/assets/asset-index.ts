/** A line for every asset, held in the page: filtering and sorting need no server, and what changes is put in its place. */
import type { Asset, AssetSummary } from '@vitascope/client';

/** Stays the same while its asset is there; what it holds is replaced. */
export interface AssetEntry {
  readonly id: string;
  readonly summary: AssetSummary;
  /** To search and sort by. */
  readonly nameKey: string;
}

type Holder = { -readonly [K in keyof AssetEntry]: AssetEntry[K] };

export interface IndexSnapshot {
  /** Grows with every change. */
  readonly version: number;
  /** Grows when assets come or go, or change in what lists are sorted or filtered by. */
  readonly shape: number;
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  readonly error: unknown;
  /** In no order. Hidden ones are not among them. */
  readonly entries: readonly AssetEntry[];
}

export interface AssetIndexDeps {
  page(
    cursor: string | null,
  ): Promise<{ readonly items: readonly AssetSummary[]; readonly nextCursor: string | null }>;
}

/** Changes that come in a burst are shown together; those that move rows less often than those that fill a bar. */
const tellMs = 100;
const tellShapeMs = 500;

export function createAssetIndex(deps: AssetIndexDeps) {
  const holders = new Map<string, Holder>();
  /** Being deleted, or about to be. */
  const hidden = new Set<string>();
  const listeners = new Set<() => void>();
  let snapshot: IndexSnapshot = { version: 0, shape: 0, phase: 'idle', error: null, entries: [] };
  let isShapeDue = false;
  let isListDue = false;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let loading: Promise<void> | null = null;

  function publish(change: Partial<IndexSnapshot> = {}): void {
    clearTimeout(telling);
    telling = undefined;
    snapshot = {
      ...snapshot,
      version: snapshot.version + 1,
      ...(isShapeDue
        ? {
            shape: snapshot.shape + 1,
          }
        : {}),
      ...(isListDue ? { entries: [...holders.values()].filter(({ id }) => !hidden.has(id)) } : {}),
      ...change,
    };
    isShapeDue = false;
    isListDue = false;
    for (const listener of listeners) listener();
  }
  const publishSoon = (): void => {
    telling ??= setTimeout(publish, isShapeDue ? tellShapeMs : tellMs);
  };

  function put(summary: AssetSummary): void {
    const known = holders.get(summary.id);
    if (known === undefined) {
      holders.set(summary.id, { id: summary.id, summary, nameKey: keyOfName(summary.name) });
      isShapeDue = true;
      isListDue = true;
      return;
    }
    // An answer that was on its way while a newer event came must not turn the time back.
    if (known.summary.updatedAt > summary.updatedAt) return;
    isShapeDue ||= isOtherShape(known.summary, summary);
    if (known.summary.name !== summary.name) known.nameKey = keyOfName(summary.name);
    known.summary = summary;
  }

  async function load(): Promise<void> {
    const startedAt = new Date().toISOString();
    const seen = new Set<string>();
    for (let cursor: string | null = null; ; ) {
      const page = await deps.page(cursor);
      for (const summary of page.items) {
        seen.add(summary.id);
        put(summary);
      }
      publish({
        phase: page.nextCursor === null ? 'ready' : snapshot.phase === 'ready' ? 'ready' : 'loading',
      });
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    // What was not listed is gone, unless it came meanwhile.
    for (const { id, summary } of holders.values())
      if (!seen.has(id) && summary.createdAt < startedAt) {
        holders.delete(id);
        isShapeDue = true;
        isListDue = true;
      }
    publish({ phase: 'ready', error: null });
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,
    get: (id: string): AssetSummary | undefined => holders.get(id)?.summary,
    /** Asks for all of it, once at a time. */
    refresh(): Promise<void> {
      if (snapshot.phase === 'idle' || snapshot.phase === 'failed')
        publish({ phase: 'loading', error: null });
      loading ??= load()
        .catch((error: unknown) => publish({ phase: snapshot.phase === 'ready' ? 'ready' : 'failed', error }))
        .finally(() => {
          loading = null;
        });
      return loading;
    },
    put(asset: Asset): void {
      put(toSummary(asset));
      publishSoon();
    },
    drop(id: string): void {
      hidden.delete(id);
      if (!holders.delete(id)) return;
      isShapeDue = true;
      isListDue = true;
      publishSoon();
    },
    hide(ids: Iterable<string>): void {
      for (const id of ids) hidden.add(id);
      isShapeDue = true;
      isListDue = true;
      publish();
    },
    show(ids: Iterable<string>): void {
      for (const id of ids) hidden.delete(id);
      isShapeDue = true;
      isListDue = true;
      publish();
    },
  };
}

/** Without case and marks: whoever types `zurich` means Zürich too. */
export const keyOfName = (name: string): string =>
  name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

const isOtherShape = (before: AssetSummary, after: AssetSummary): boolean =>
  before.state !== after.state ||
  before.name !== after.name ||
  before.sizeBytes !== after.sizeBytes ||
  before.durationMs !== after.durationMs;

function toSummary(asset: Asset): AssetSummary {
  const heights = asset.renditions.map(({ height }) => height ?? 0);
  const height = Math.max(0, ...heights);
  return {
    id: asset.id,
    name: asset.name,
    state: asset.state,
    reasonCode: asset.reason?.code ?? null,
    sizeBytes: asset.sizeBytes,
    durationMs: asset.durationMs,
    height: height === 0 ? null : height,
    progress: asset.progress,
    createdAt: asset.createdAt,
    updatedAt: asset.updatedAt,
  };
}
