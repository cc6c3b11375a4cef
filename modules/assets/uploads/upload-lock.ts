// One writer per upload, in this process and in all others: whoever comes later takes over.
import { setTimeout as delay } from 'node:timers/promises';
import type { Locker } from '@tus/utils';
import { uploadError } from './upload-errors.ts';
import { currentRequest } from './upload-request.ts';
import type { UploadStore } from './upload-store.ts';

/** What an earlier writer may take to flush what it has. */
const MAX_WAIT_MS = 15_000;
/** PostgreSQL tells nobody when an advisory lock becomes free. */
const POLL_MS = 50;

export interface UploadLocker extends Locker {
  /** Runs `work` while holding the upload. @throws `upload-locked` */
  holding<T>(id: string, work: () => Promise<T>): Promise<T>;
  /** As `holding`, but where someone else holds it, `null` at once. */
  holdingIfFree<T>(id: string, work: () => Promise<T>): Promise<T | null>;
}

interface Holder {
  /** Asks the holder to stop; only writers do, the others are soon done. */
  readonly cancel: () => void;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** `settled(id)` resolves when nothing of this process writes to the upload any more. */
export function createUploadLocker(store: UploadStore, settled: (id: string) => Promise<void>): UploadLocker {
  const holders = new Map<string, Holder>();
  let listening: Promise<unknown> | null = null;

  function listen(): Promise<unknown> {
    listening ??= store.onYieldAsked((id) => holders.get(id)?.cancel());
    listening.catch(() => {
      listening = null;
    });
    return listening;
  }

  async function hold(id: string, cancel: () => void, deadline: number): Promise<() => Promise<void>> {
    for (let holder = holders.get(id); holder !== undefined; holder = holders.get(id)) {
      if (Date.now() >= deadline) throw locked(id);
      holder.cancel();
      await Promise.race([
        holder.released,
        delay(Math.max(1, deadline - Date.now()), undefined, { ref: false }),
      ]);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = { cancel, released: promise, release: resolve };
    holders.set(id, mine);
    const letGo = () => {
      holders.delete(id);
      mine.release();
    };
    try {
      await listen();
      const unlock = await lockAcross(store, id, { onLost: cancel, deadline });
      return async () => {
        await settled(id);
        await unlock().finally(letGo);
      };
    } catch (error) {
      letGo();
      throw error;
    }
  }

  return {
    newLock(id) {
      let release: (() => Promise<void>) | null = null;
      return {
        async lock(_signal, cancelRequest) {
          const request = currentRequest();
          // Nobody else knows the id of an upload that is being created.
          if (request.req.method === 'POST') return;
          const cancel = () => {
            if (request.req.method !== 'PATCH') return;
            request.takenOver = true;
            void cancelRequest();
          };
          release = await hold(id, cancel, Date.now() + MAX_WAIT_MS);
        },
        async unlock() {
          await (release === null ? settled(id) : release());
        },
      };
    },
    async holding(id, work) {
      const release = await hold(id, () => {}, Date.now() + MAX_WAIT_MS);
      return await work().finally(release);
    },
    async holdingIfFree(id, work) {
      if (holders.has(id)) return null;
      const unlock = await store.tryLock(id, () => {});
      return unlock === null ? null : await work().finally(unlock);
    },
  };
}

async function lockAcross(
  store: UploadStore,
  id: string,
  { onLost, deadline }: { onLost: () => void; deadline: number },
): Promise<() => Promise<void>> {
  for (;;) {
    const unlock = await store.tryLock(id, onLost);
    if (unlock !== null) return unlock;
    if (Date.now() >= deadline) throw locked(id);
    await store.askToYield(id);
    await delay(POLL_MS);
  }
}

function locked(id: string): Error {
  return uploadError('upload-locked', `Another request works on upload ${id}; ask again shortly.`, {
    retryAfterSeconds: 2,
  });
}
