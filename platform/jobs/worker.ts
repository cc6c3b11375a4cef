/** One queue's worker in one process: fetches as many jobs as it has room for, as soon as there are any. */
import type { Logger } from '../kernel/index.ts';

export interface Worker {
  /** There may be something to fetch. */
  wake(): void;
  /** Fetches no more; what runs goes on. Resolves when no fetch is under way. */
  stop(): Promise<void>;
}

export interface WorkerOptions<J> {
  readonly concurrency: number;
  readonly logger: Logger;
  fetch(limit: number): Promise<J[]>;
  /** Never rejects. */
  run(job: J): Promise<void>;
}

/** Finds jobs that become due with time (retries, delayed jobs) and those whose notification was lost. */
const pollMs = 1_000;

/** Fetches at start, when woken, when a job ends, and every second. */
export function startWorker<J>({ concurrency, logger, fetch, run }: WorkerOptions<J>): Worker {
  let active = 0;
  let mayHaveMore = false;
  let stopped = false;
  let failing = false;
  let pumping: Promise<void> | null = null;

  async function pump(): Promise<void> {
    while (mayHaveMore && active < concurrency && !stopped) {
      mayHaveMore = false;
      const jobs = await fetch(concurrency - active);
      failing = false;
      for (const job of jobs) begin(job);
      if (jobs.length > 0) mayHaveMore = true;
    }
  }

  function begin(job: J): void {
    active++;
    void run(job).finally(() => {
      active--;
      wake();
    });
  }

  function wake(): void {
    mayHaveMore = true;
    if (pumping !== null || stopped) return;
    pumping = pump()
      .catch((error: unknown) => {
        mayHaveMore = false;
        if (!failing) logger.warn({ err: error }, 'jobs cannot be fetched; trying again every second');
        failing = true;
      })
      .finally(() => {
        pumping = null;
        if (mayHaveMore && active < concurrency) wake();
      });
  }

  const timer = setInterval(wake, pollMs);
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await pumping;
    },
  };
}
