/** What keeps jobs alive between workers: waking them, renewing leases, finding the jobs of the dead. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { Database } from '../database/index.ts';
import type { Logger } from '../kernel/index.ts';
import { jobsSchema } from './boss.ts';
import { cancelChannel } from './cancel.ts';
import { jobError } from './errors.ts';
import {
  lockAbandoned,
  prepareLeases,
  renewEveryMs,
  renewLeases,
  rescheduleRetries,
  runKey,
  sweepEveryMs,
} from './lease.ts';
import type { Run } from './run-job.ts';
import type { Worker } from './worker.ts';

/** What runs beside the workers while a process takes part in the jobs. */
export interface Supervision {
  /** Tells the workers of a queue in all processes that there is something to fetch. */
  wakeAll(queue: string): Promise<void>;
  stop(): Promise<void>;
}

export interface SupervisionContext {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly logger: Logger;
  readonly workers: ReadonlyMap<string, Worker>;
  readonly runs: ReadonlySet<Run>;
}

/** Makes pg-boss's tables when missing, then listens, renews and sweeps until stopped. */
export async function startSupervision(context: SupervisionContext): Promise<Supervision> {
  const { boss, database, workers, runs } = context;
  await boss.start();
  await prepareLeases(database.kysely);
  const channel = await wakeChannel(database);
  const unlistenWake = await database.listen(channel, (queue) => workers.get(queue)?.wake());
  const unlistenCancel = await database.listen(cancelChannel, (ids) => {
    const reason = jobError('job-cancelled', 'The job was cancelled.');
    const cancelled = new Set(ids.split(','));
    for (const run of runs) if (cancelled.has(run.id)) run.controller.abort(reason);
  });
  const wakeAll = (queue: string): Promise<void> => database.notify(channel, queue);
  const renewing = every(renewEveryMs, () => renew(context));
  const sweeping = every(sweepEveryMs, () => sweep(context, wakeAll));
  return {
    wakeAll,
    async stop() {
      await Promise.all([renewing(), sweeping()]);
      await unlistenWake();
      await unlistenCancel();
    },
  };
}

/** The channel on which pg-boss tells of new jobs (plans.notifyChannelSql); the payload is the queue's name. */
async function wakeChannel(database: Database): Promise<string> {
  const { rows } = await sql<{ channel: string }>`
    select 'pgboss_' || left(encode(sha224(${jobsSchema}::bytea), 'hex'), 24) as channel`.execute(
    database.kysely,
  );
  return rows[0]?.channel ?? '';
}

async function renew({ boss, runs, logger }: SupervisionContext): Promise<void> {
  const held = [...runs].filter((run) => !run.settling);
  if (held.length === 0) return;
  const kept = await renewLeases(boss, held).catch((error: unknown) => {
    logger.warn({ err: error, jobs: held.length }, 'leases cannot be renewed');
    return null;
  });
  if (kept === null) return;
  for (const run of held) {
    if (kept.has(runKey(run)) || run.settling) continue;
    const message = `Job ${run.id} was cancelled, or taken by another worker because this one was silent too long.`;
    run.controller.abort(jobError('job-lease-lost', message));
  }
}

/** Gives the jobs of dead workers to live ones. Any process may; rows locked by another are skipped. */
async function sweep(
  { boss, database, logger }: SupervisionContext,
  wakeAll: Supervision['wakeAll'],
): Promise<void> {
  try {
    const abandoned = await database.kysely.transaction().execute(async (tx) => {
      const byQueue = await lockAbandoned(tx);
      for (const [queue, ids] of byQueue) {
        await boss.fail(
          queue,
          ids,
          { message: 'The worker died or lost its connection.' },
          { db: fromKysely(tx) },
        );
        await rescheduleRetries(tx, queue, ids);
      }
      return byQueue;
    });
    for (const [queue, ids] of abandoned) {
      logger.warn({ queue, jobs: ids }, 'jobs of a silent worker are given to others');
      await wakeAll(queue);
    }
  } catch (error) {
    logger.debug({ err: error }, 'the sweep for abandoned jobs failed');
  }
}

/** Runs `task` again and again with a pause; the returned function ends that and waits for a task under way. */
function every(pauseMs: number, task: () => Promise<void>): () => Promise<void> {
  const ended = new AbortController();
  const loop = (async () => {
    while (!ended.signal.aborted) {
      await sleep(pauseMs, undefined, { signal: ended.signal }).catch(() => {});
      if (!ended.signal.aborted) await task();
    }
  })();
  return async () => {
    ended.abort();
    await loop;
  };
}
