// The hot cache: whole segments in memory, within a budget of bytes, the least recently used going first.
import { LRUCache } from 'lru-cache';
import type { Entity } from './entity.ts';

export interface HotSegments {
  get(resource: string): Entity | undefined;
  set(resource: string, assetId: string, entity: Entity): void;
  /** Assets whose segments were sent and that nobody has asked about for longer than the recheck time. */
  forget(assetId: string): void;
  clear(): void;
  readonly count: number;
  readonly bytes: number;
}

export interface HotSegmentsOptions {
  readonly limitBytes: number;
  readonly now: () => number;
  /** Called when a segment is sent of an asset that was last checked more than `recheckMs` ago. */
  readonly recheck: (assetId: string) => void;
}

// A process that did not hear of an asset's end serves what it holds for so long at most.
const RECHECK_MS = 30_000;

/** What all hot segments of one asset share. */
interface Shelf {
  readonly assetId: string;
  readonly resources: Set<string>;
  checkedAt: number;
}

interface HotSegment {
  readonly entity: Entity;
  readonly shelf: Shelf;
}

export function createHotSegments({ limitBytes, now, recheck }: HotSegmentsOptions): HotSegments {
  const shelves = new Map<string, Shelf>();
  const cache =
    limitBytes < 1
      ? null
      : new LRUCache<string, HotSegment>({
          maxSize: limitBytes,
          sizeCalculation: ({ entity }) => Math.max(1, entity.body.length),
          dispose({ shelf }, resource, reason) {
            if (reason === 'set') return;
            shelf.resources.delete(resource);
            if (shelf.resources.size === 0 && shelves.get(shelf.assetId) === shelf)
              shelves.delete(shelf.assetId);
          },
        });

  return {
    get(resource) {
      const hot = cache?.get(resource);
      if (hot === undefined) return undefined;
      const { shelf } = hot;
      const time = now();
      if (time - shelf.checkedAt > RECHECK_MS) {
        shelf.checkedAt = time;
        recheck(shelf.assetId);
      }
      return hot.entity;
    },
    set(resource, assetId, entity) {
      if (cache === null || entity.body.length > limitBytes) return;
      let shelf = shelves.get(assetId);
      if (shelf === undefined) {
        shelf = { assetId, resources: new Set(), checkedAt: now() };
        shelves.set(assetId, shelf);
      }
      shelf.resources.add(resource);
      cache.set(resource, { entity, shelf });
    },
    forget(assetId) {
      for (const resource of [...(shelves.get(assetId)?.resources ?? [])]) cache?.delete(resource);
    },
    clear: () => cache?.clear(),
    get count() {
      return cache?.size ?? 0;
    },
    get bytes() {
      return cache?.calculatedSize ?? 0;
    },
  };
}
