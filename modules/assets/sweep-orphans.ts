// Removes objects whose asset or upload is gone: what a crash between deleting a row and deleting its bytes leaves behind.
import type { BlobInfo, BlobStore } from '@vitascope/platform/blobs';
import { defineQueue } from '@vitascope/platform/jobs';
import { type Clock, isId, isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import type { Telemetry } from '@vitascope/platform/telemetry';
import { z } from 'zod';
import type { OrphanStore } from './orphan-store.ts';

/**
 * Rows come before their objects and ids are never used again, so that an object without a row stays without one. The
 * age is for what nobody has thought of: a clock that is wrong, a database that was restored from this morning.
 */
const SAFE_AGE_MS = 24 * 3_600_000;

/** Owners asked about with one query. */
const PAGE = 500;

/** Objects deleted in one run at most; the next run takes the rest. */
const MAX_DELETED = 10_000;

/** Says in the object store which database its objects belong to. */
const OWNER_KEY = 'owner/assets';

/** How long after the last sweep the next one comes. */
export const SWEEP_EVERY_SECONDS = 6 * 3600;

export const sweepOrphansQueue = defineQueue({
  name: 'assets-sweep-orphans',
  schema: z.object({}),
  // Listing a million objects takes minutes.
  deadlineSeconds: 3600,
  retryLimit: 2,
  retryDelaySeconds: 60,
});

export interface OrphanSweep {
  /**
   * Writes into an object store that has no owner yet that it is this database's. Tells whether it is.
   * @throws `blob-unavailable` and what the database throws
   */
  claim(): Promise<boolean>;
  /**
   * Deletes orphans and tells how many. Deletes nothing in a store that another database owns, and nothing that the
   * database has not been asked about.
   * @throws `blob-unavailable` and what the database throws; then the rest is left to the next run
   */
  run(signal: AbortSignal): Promise<number>;
}

export interface OrphanSweepDeps {
  readonly blobs: BlobStore;
  readonly store: OrphanStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Objects deleted in one run at most. */
  readonly maxDeleted?: number;
}

export function createOrphanSweep(deps: OrphanSweepDeps): OrphanSweep {
  const { blobs, store, clock, logger, telemetry } = deps;
  const removed = telemetry.metrics.counter({
    name: 'vitascope_assets_orphans_removed_total',
    help: 'Objects removed because their asset or upload was gone.',
  });

  const claim = async (): Promise<boolean> => {
    const name = await store.ownerName();
    const written = await blobs.read(OWNER_KEY).catch((error) => {
      if (isVitascopeError(error, 'blob-not-found')) return null;
      throw error;
    });
    if (written === null) await blobs.put(OWNER_KEY, Buffer.from(name));
    return written === null || written.toString() === name;
  };

  const removeAll = async (orphans: readonly BlobInfo[], signal: AbortSignal): Promise<void> => {
    for (const { key, sizeBytes } of orphans) {
      signal.throwIfAborted();
      await blobs.delete(key);
      removed.add({});
      logger.info({ key, sizeBytes }, 'An object was removed: its asset or upload is gone.');
    }
  };

  return {
    claim,
    async run(signal) {
      if (!(await claim())) {
        logger.warn(
          { key: OWNER_KEY },
          `Objects without an asset are not looked for: the object store belongs to another database. Give each installation a bucket or prefix of its own; if the other database is gone for good, delete the object ${OWNER_KEY}.`,
        );
        return 0;
      }
      let left = deps.maxDeleted ?? MAX_DELETED;
      let count = 0;
      for (const kind of kinds) {
        for await (const page of pagesOf(oldEnough(blobs, kind, clock.now() - SAFE_AGE_MS), PAGE)) {
          signal.throwIfAborted();
          const owners = [...new Set(page.map(({ key }) => kind.ownerOf(key) ?? ''))];
          const known = await store[kind.existing](owners);
          const orphans = page.filter(({ key }) => !known.has(kind.ownerOf(key) ?? '')).slice(0, left);
          await removeAll(orphans, signal);
          count += orphans.length;
          left -= orphans.length;
          if (left === 0) return count;
        }
      }
      return count;
    },
  };
}

interface Kind {
  readonly prefix: string;
  readonly existing: 'existingAssets' | 'existingSources';
  /** The owner of a key that we may have written; null for everything else, which is left alone. */
  ownerOf(key: string): string | null;
}

const kinds: readonly Kind[] = [
  {
    prefix: 'assets/',
    existing: 'existingAssets',
    ownerOf(key) {
      const id = /^assets\/([^/]+)\/[A-Za-z0-9._-]+\/(?:\d+\.(?:m4s|jpg)|all\.vtt)$/.exec(key)?.[1] ?? '';
      return isId('as', id) ? id : null;
    },
  },
  {
    prefix: 'sources/',
    existing: 'existingSources',
    ownerOf: (key) => (isId('up', key.slice('sources/'.length)) ? key : null),
  },
];

async function* oldEnough(blobs: BlobStore, kind: Kind, before: number): AsyncGenerator<BlobInfo> {
  for await (const blob of blobs.list(kind.prefix)) {
    // 0: the store does not say.
    if (blob.modifiedAt > 0 && blob.modifiedAt < before && kind.ownerOf(blob.key) !== null) yield blob;
  }
}

async function* pagesOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
