// The trash: what is deleted no longer plays and is in no list, and can be taken back until its time is over.
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Events } from '@vitascope/platform/events';
import { defineQueue } from '@vitascope/platform/jobs';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { AssetState } from './asset.ts';
import { assetDeleted, assetPurged, assetRestored } from './asset-events.ts';
import { assetError } from './errors.ts';
import { assetPrefix } from './segment-store.ts';
import type { AssetStore } from './store.ts';
import type { TrashedAsset, TrashPlace, TrashStore } from './trash-store.ts';

export interface TrashPage {
  /** What the page before said comes next; null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
}

export interface Trash {
  /** How long what is deleted is kept, in milliseconds. */
  readonly keptMs: number;
  /** Deleted last first. @throws `asset-cursor-invalid` */
  list(
    page: TrashPage,
  ): Promise<{ readonly items: readonly TrashedAsset[]; readonly nextCursor: string | null }>;
  /** Out of lists and players, at once; its work ends. Doing it twice succeeds. @throws `asset-not-found` */
  put(id: string): Promise<void>;
  /** As it was; work that was left is taken up. @throws `asset-not-found` when it is not in the trash */
  restore(id: string): Promise<void>;
  /** Deletes it with everything it owns, from the library or from the trash. @throws `asset-not-found` */
  purge(id: string): Promise<void>;
  /** Purges what has been in the trash for its time; tells how many. What fails is left to the next time. */
  purgeExpired(signal?: AbortSignal): Promise<number>;
}

export interface TrashDeps {
  readonly store: AssetStore;
  readonly trash: TrashStore;
  readonly blobs: BlobStore;
  readonly events: Events;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keptMs: number;
  /** Ends what is being made of it. */
  stopWork(assetId: string): Promise<void>;
  /** Goes on with what an asset in this state has left. */
  resumeWork(assetId: string, state: AssetState): Promise<void>;
  onGone(assetId: string): void;
  onBack(assetId: string): void;
}

/** How long after the last look the next one comes. */
export const PURGE_EVERY_SECONDS = 3600;
/** Purged one after another, so that none is given up for another's sake. */
const AT_ONCE = 100;

export const purgeTrashQueue = defineQueue({
  name: 'assets-purge-trash',
  schema: z.object({}),
  // A film of hours has tens of thousands of objects.
  deadlineSeconds: 3600,
  retryLimit: 2,
  retryDelaySeconds: 60,
});

export function createTrash(deps: TrashDeps): Trash {
  const { store, trash, events, clock } = deps;

  async function purge(id: string, isStillDue: (deletedAt: number | null) => boolean): Promise<boolean> {
    const gone = await store.transaction(async (transaction) => {
      const found = await trash.lock(transaction, id);
      if (found === null || !isStillDue(found.deletedAt)) return null;
      await store.remove(transaction, id);
      if (found.deletedAt === null) await events.publish(transaction, assetDeleted, { assetId: id });
      await events.publish(transaction, assetPurged, { assetId: id });
      return found;
    });
    if (gone === null) return false;
    await deps.stopWork(id);
    deps.onGone(id);
    // A crash between the row and its bytes leaves them to the sweep of orphans.
    await deps.blobs.deletePrefix(assetPrefix(id));
    await deps.blobs.delete(gone.sourceKey);
    return true;
  }

  return {
    keptMs: deps.keptMs,
    async list({ cursor, limit }) {
      const items = await trash.list({ after: placeOf(cursor), limit });
      const last = items.at(-1);
      return {
        items,
        nextCursor: last === undefined || items.length < limit ? null : `${last.deletedAt}-${last.id}`,
      };
    },
    async put(id) {
      const isNews = await store.transaction(async (transaction) => {
        const isPut = await trash.put(transaction, id, clock.now());
        if (isPut) await events.publish(transaction, assetDeleted, { assetId: id });
        return isPut;
      });
      if (!isNews && !(await trash.exists(id))) throw notThere(id);
      await deps.stopWork(id);
      deps.onGone(id);
    },
    async restore(id) {
      const state = await store.transaction(async (transaction) => {
        const found = await trash.takeOut(transaction, id);
        if (found !== null) await events.publish(transaction, assetRestored, { assetId: id });
        return found;
      });
      if (state === null)
        throw assetError(
          'asset-not-found',
          `Asset ${id} is not in the trash: it is in the library, or gone for good.`,
        );
      deps.onBack(id);
      await deps.resumeWork(id, state);
    },
    async purge(id) {
      if (!(await purge(id, () => true))) throw notThere(id);
    },
    async purgeExpired(signal) {
      const before = clock.now() - deps.keptMs;
      let count = 0;
      for (;;) {
        const due = await trash.deletedBefore(before, AT_ONCE);
        for (const id of due) {
          signal?.throwIfAborted();
          // It may have been restored since.
          if (await purge(id, (deletedAt) => deletedAt !== null && deletedAt <= before)) {
            count += 1;
            deps.logger.info({ assetId: id }, 'A deleted asset was purged: its time in the trash was over.');
          }
        }
        if (due.length < AT_ONCE) return count;
      }
    },
  };
}

const notThere = (id: string): Error => assetError('asset-not-found', `There is no asset ${id}.`);

function placeOf(cursor: string | null): TrashPlace | null {
  if (cursor === null) return null;
  const [, deletedAt = '', id = ''] = /^(\d{1,15})-(as_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (id === '')
    throw assetError(
      'asset-cursor-invalid',
      `"${cursor.slice(0, 60)}" is no cursor of this list. Begin without one.`,
    );
  return { deletedAt: Number(deletedAt), id };
}
