// Waits until an asset has got somewhere: the long poll behind `push --wait` and the page.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Asset, isPlayable, isSettled } from './asset.ts';
import type { WaitOptions } from './assets.ts';
import type { Changes } from './changes.ts';

/** Changes in other processes may be missed while the database connection is away: look again this often. */
const LOOK_AGAIN_MS = 2_000;

export function createWaiting(deps: {
  get(id: string): Promise<Asset>;
  readonly changes: Changes;
}): (id: string, options: WaitOptions) => Promise<Asset> {
  return async (id, { until, timeoutMs, signal }) => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const changed = Promise.withResolvers<void>();
      const stop = deps.changes.watch(id, changed.resolve);
      const timer = new AbortController();
      try {
        const asset = await deps.get(id);
        const left = deadline - Date.now();
        const isThere = isSettled(asset.state) || (until === 'playable' && isPlayable(asset.state));
        if (isThere || left <= 0 || signal?.aborted === true) return asset;
        const pause = sleep(Math.min(left, LOOK_AGAIN_MS), undefined, {
          signal: signal === undefined ? timer.signal : AbortSignal.any([signal, timer.signal]),
        }).catch(() => {});
        await Promise.race([changed.promise, pause]);
      } finally {
        stop();
        timer.abort();
      }
    }
  };
}
