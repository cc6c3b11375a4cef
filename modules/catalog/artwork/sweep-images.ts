// Removes images that nothing has ever used, and objects whose image is gone.
import type { BlobStore } from '@vitascope/platform/blobs';
import { defineQueue } from '@vitascope/platform/jobs';
import { type Clock, isId, isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { ChangeStore } from '../change-store.ts';
import type { ImageStore } from './image-store.ts';

/** An editor who uploads today may link the image next week. */
const UNUSED_MS = 14 * 24 * 3_600_000;

/** Objects come before their row, by seconds; the rest is for clocks that are wrong and databases that were restored. */
const SAFE_AGE_MS = 24 * 3_600_000;

/** Images asked about, and removed, at once. */
const PAGE = 200;

/** Images removed in one run at most; the next run takes the rest. */
const MAX_REMOVED = 5_000;

/** Says in the object store which database its images belong to. */
const OWNER_KEY = 'owner/catalog';

export const SWEEP_EVERY_SECONDS = 6 * 3600;

export const sweepImagesQueue = defineQueue({
  name: 'catalog-sweep-images',
  schema: z.object({}),
  // Listing a million objects takes minutes.
  deadlineSeconds: 3600,
  retryLimit: 2,
  retryDelaySeconds: 60,
});

export function imagePrefix(id: string): string {
  return `images/${id}/`;
}

export interface ImageSweep {
  /**
   * Tells how many images were removed. Touches no object of a store that another database owns.
   * @throws `blob-unavailable` and what the database throws; then the rest is left to the next run
   */
  run(signal: AbortSignal): Promise<number>;
}

export function createImageSweep(deps: {
  readonly blobs: BlobStore;
  readonly store: ImageStore;
  readonly changes: Pick<ChangeStore, 'inOrder'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): ImageSweep {
  const { blobs, store, changes, clock, logger } = deps;

  async function isOurs(): Promise<boolean> {
    const name = await store.ownerName();
    const written = await blobs.read(OWNER_KEY).catch((error) => {
      if (isVitascopeError(error, 'blob-not-found')) return null;
      throw error;
    });
    if (written === null) await blobs.put(OWNER_KEY, Buffer.from(name));
    return written === null || written.toString() === name;
  }

  /** In the editors' order, so that none of them is linked meanwhile. */
  async function removeUnused(signal: AbortSignal): Promise<number> {
    for (let count = 0; ; ) {
      signal.throwIfAborted();
      const ids = await changes.inOrder(async (transaction) => {
        const unused = await store.neverUsed(transaction, clock.now() - UNUSED_MS, PAGE);
        await store.remove(transaction, unused);
        return unused;
      });
      for (const id of ids) await blobs.deletePrefix(imagePrefix(id));
      count += ids.length;
      if (ids.length < PAGE || count >= MAX_REMOVED) return count;
    }
  }

  async function removeOrphans(signal: AbortSignal, left: number): Promise<number> {
    let count = 0;
    for await (const ids of oldImageIds(blobs, clock.now() - SAFE_AGE_MS)) {
      signal.throwIfAborted();
      const known = await store.known(ids);
      for (const id of ids.filter((candidate) => !known.has(candidate)).slice(0, left - count)) {
        await blobs.deletePrefix(imagePrefix(id));
        count += 1;
      }
      if (count >= left) break;
    }
    return count;
  }

  return {
    async run(signal) {
      if (!(await isOurs())) {
        logger.warn(
          { key: OWNER_KEY },
          `Unused images are not removed: the object store belongs to another database. Give each installation a bucket or prefix of its own; if the other database is gone for good, delete the object ${OWNER_KEY}.`,
        );
        return 0;
      }
      const unused = await removeUnused(signal);
      const orphans = await removeOrphans(signal, MAX_REMOVED);
      if (unused + orphans > 0) logger.info({ unused, orphans }, 'Images that nothing uses were removed.');
      return unused + orphans;
    },
  };
}

/** Ids whose objects are all older than a time, in pages; what is no image of ours is left alone. */
async function* oldImageIds(blobs: BlobStore, before: number): AsyncGenerator<string[]> {
  let page: string[] = [];
  // An image's objects follow each other: keys come in order.
  let current = { id: '', isOld: false };
  for await (const { key, modifiedAt } of blobs.list('images/')) {
    const id = key.split('/')[1] ?? '';
    if (!isId('im', id)) continue;
    // 0: the store does not say.
    const isOld = modifiedAt > 0 && modifiedAt < before;
    if (current.id === id) {
      current.isOld &&= isOld;
      continue;
    }
    if (current.isOld) page.push(current.id);
    current = { id, isOld };
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (current.isOld) page.push(current.id);
  if (page.length > 0) yield page;
}
