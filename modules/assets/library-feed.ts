// What changes in the whole library, as numbered events for many readers: loaded once, however many listen.
import { randomBytes } from 'node:crypto';
import type { Asset } from './asset.ts';
import type { Changes } from './changes.ts';

export type FeedEvent =
  | { readonly kind: 'asset'; readonly id: string; readonly asset: Asset }
  | { readonly kind: 'gone'; readonly id: string; readonly assetId: string }
  /** Where a reader stands that has just come: what it loads from now on is no older than this. */
  | { readonly kind: 'ready'; readonly id: string }
  /** More was missed than is kept: what the reader knows has to be loaded again. */
  | { readonly kind: 'reload'; readonly id: string };

export interface LibraryFeed {
  /**
   * Calls `listener` with what came after the event `after`, then with every event, until the returned function is called.
   * Null where there are as many listeners as there may be.
   */
  subscribe(after: string | null, listener: (event: FeedEvent) => void): (() => void) | null;
  close(): void;
}

/** What changes in this time is loaded and told once. */
const PAUSE_MS = 250;
const LOADED_AT_ONCE = 200;
/** More than this many assets that have changed at once are not told one by one. */
const MOST_CHANGED = 2_000;
const MOST_LISTENERS = 500;
/** Whoever comes back within this time after the last has gone has missed nothing. */
const LINGER_MS = 60_000;

export function createLibraryFeed(deps: {
  readonly changes: Pick<Changes, 'watchAll'>;
  load(ids: readonly string[]): Promise<readonly Asset[]>;
  /** Told when what has changed could not be loaded. */
  onError(error: Error): void;
  /** Events that are kept for readers who come back. */
  readonly kept?: number;
}): LibraryFeed {
  const { kept = 1_000 } = deps;
  const listeners = new Set<(event: FeedEvent) => void>();
  const changed = new Set<string>();
  let past: { readonly number: number; readonly event: FeedEvent }[] = [];
  let era = '';
  let number = 0;
  let stopWatching: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  let lingering: NodeJS.Timeout | null = null;

  const idOf = (): string => `${era}-${number}`;

  function tell(make: (id: string) => FeedEvent): void {
    number += 1;
    const event = make(idOf());
    past.push({ number, event });
    if (past.length > kept * 2) past = past.slice(-kept);
    for (const listener of [...listeners]) listener(event);
  }

  function notice(assetId: string): void {
    changed.add(assetId);
    if (changed.size > MOST_CHANGED) {
      changed.clear();
      startAnew();
      tell((id) => ({ kind: 'reload', id }));
    }
    timer ??= setTimeout(flush, PAUSE_MS).unref();
  }

  async function flush(): Promise<void> {
    const ids = [...changed].slice(0, LOADED_AT_ONCE);
    for (const id of ids) changed.delete(id);
    try {
      const found = new Map((await deps.load(ids)).map((asset) => [asset.id, asset]));
      for (const assetId of ids) {
        const asset = found.get(assetId);
        tell((id) => (asset === undefined ? { kind: 'gone', id, assetId } : { kind: 'asset', id, asset }));
      }
    } catch (error) {
      deps.onError(error as Error);
      tell((id) => ({ kind: 'reload', id }));
    }
    timer = changed.size > 0 && stopWatching !== null ? setTimeout(flush, PAUSE_MS).unref() : null;
  }

  /** Ids from before are of another era: nobody takes a number for one of now. */
  function startAnew(): void {
    past = [];
    number = 0;
    era = randomBytes(6).toString('hex');
  }

  function stop(): void {
    stopWatching?.();
    stopWatching = null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    changed.clear();
  }

  /** Null where that is no event of this era, or one that is kept no more. */
  function missedSince(after: string): readonly FeedEvent[] | null {
    const [, of, seen] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(after) ?? [];
    if (of !== era) return null;
    const last = Number(seen);
    const isKept = last === number || past.some((one) => one.number === last + 1);
    return isKept ? past.filter((one) => one.number > last).map(({ event }) => event) : null;
  }

  return {
    subscribe(after, listener) {
      if (listeners.size >= MOST_LISTENERS) return null;
      if (lingering !== null) clearTimeout(lingering);
      lingering = null;
      if (stopWatching === null) {
        startAnew();
        stopWatching = deps.changes.watchAll(notice);
      }
      const missed = after === null ? [] : missedSince(after);
      if (after === null) listener({ kind: 'ready', id: idOf() });
      else if (missed === null) listener({ kind: 'reload', id: idOf() });
      else for (const event of missed) listener(event);
      listeners.add(listener);
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        lingering = setTimeout(stop, LINGER_MS).unref();
      };
    },
    close() {
      if (lingering !== null) clearTimeout(lingering);
      listeners.clear();
      stop();
    },
  };
}
