/** A bounded number of holders and a bounded queue of those who wait. */
import { defineErrors } from './errors.ts';

const fail = defineErrors({
  'too-busy': { kind: 'unavailable', title: 'Too much of this work is already waiting' },
  'wait-cancelled': { kind: 'cancelled', title: 'The caller stopped waiting for its turn' },
});

export interface Semaphore {
  /**
   * Runs `work` when fewer than `limit` others run, first come first served. Throws `too-busy` (unavailable) at once
   * when the queue is full and `wait-cancelled` when `signal` aborts before the turn comes.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/** `limit`: how many may run at once (at least 1). `queueLimit`: how many may wait. */
export function createSemaphore(options: { readonly limit: number; readonly queueLimit: number }): Semaphore {
  const { limit, queueLimit } = options;
  if (!Number.isInteger(limit) || limit < 1)
    throw new TypeError(`A semaphore's limit is at least 1, not ${limit}.`);
  const queue = new Set<() => void>();
  let running = 0;

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted)
      throw fail('wait-cancelled', 'The work was cancelled before it began.', { cause: signal.reason });
    if (running < limit) {
      running += 1;
      return;
    }
    if (queue.size >= queueLimit) {
      throw fail('too-busy', `${queue.size} others already wait. Try again shortly.`, {
        retryAfterSeconds: 1,
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = (): void => {
      queue.delete(resolve);
      reject(fail('wait-cancelled', 'The work was cancelled while it waited.', { cause: signal?.reason }));
    };
    queue.add(resolve);
    signal?.addEventListener('abort', onAbort, { once: true });
    await promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** The place passes straight to the next in line, so nobody can slip in between. */
  function leave(): void {
    const next = queue.values().next();
    if (next.done) {
      running -= 1;
    } else {
      queue.delete(next.value);
      next.value();
    }
  }

  return {
    async run(work, signal) {
      await turn(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return queue.size;
    },
  };
}
