/** The jobs of this process: sending, working, cancelling, and noticing when another process has died. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import { fromKysely, type JobWithMetadata, type PgBoss } from 'pg-boss';
import type { Database } from '../database/index.ts';
import type { Logger } from '../kernel/index.ts';
import { createBoss } from './boss.ts';
import { type CancelFilter, cancelJobs, findCancellable } from './cancel.ts';
import {
  countJobs,
  type DeadLetter,
  listDeadLetters,
  type QueueDepth,
  redriveAll,
  redriveOne,
} from './dead-letters.ts';
import { jobError } from './errors.ts';
import { type FailedJob, listFailed, redriveFailed } from './failed-jobs.ts';
import { deadQueueName, deadQueueSettings, parseData, type QueueDefinition, queueSettings } from './queue.ts';
import { type Run, runJob } from './run-job.ts';
import { type Supervision, startSupervision } from './supervision.ts';
import { startWorker, type Worker } from './worker.ts';

/** What a handler gets. It must be safe to run twice: after a crash another worker starts from the beginning. */
export interface Job<T> {
  readonly id: string;
  readonly data: T;
  /** 1 for the first. */
  readonly attempt: number;
  /**
   * Aborts at the deadline, when the job is cancelled or taken by another worker, and at shutdown. A handler that stops
   * early because of it must throw: one that returns has done its job.
   */
  readonly signal: AbortSignal;
}

export interface SendOptions {
  /** Higher comes first; default 0. */
  readonly priority?: number;
  /** See `QueueDefinition.unique`. */
  readonly singletonKey?: string;
  readonly startAfterSeconds?: number;
  /** The job exists when, and only when, this transaction commits. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever tables the caller's transaction knows.
  readonly transaction?: Transaction<any>;
}

export interface WorkOptions<T> {
  readonly concurrency: number;
  /**
   * Called after a job of this process has become a dead letter, so that what it was for can say so. May be called
   * again when it throws; not called for jobs whose last worker died.
   */
  onGivenUp?(data: T, error: unknown): Promise<void>;
}

export interface Jobs {
  /** Returns the id, or null when the singleton key is taken. Throws `job-data-invalid`, `job-data-too-large`. */
  send<T>(queue: QueueDefinition<T>, data: T, options?: SendOptions): Promise<string | null>;
  /**
   * Runs `handler` for the queue's jobs, at most `concurrency` at once in this process. A VitascopeError about the
   * request itself (`invalid`, `not-found`, `unsupported` and the like) sends the job to the dead letters at once, any
   * other error is retried, after `retryAfterSeconds` when the error has it. One of kind `out-of-space` is tried again
   * until there is room, without using up attempts.
   */
  work<T>(
    queue: QueueDefinition<T>,
    options: WorkOptions<T>,
    handler: (job: Job<T>) => Promise<void>,
  ): Promise<void>;
  /** Cancels a job that waits or runs; one that is over stays as it is. */
  cancel<T>(queue: QueueDefinition<T>, id: string): Promise<void>;
  /** Cancels all jobs and dead letters that match; returns how many. */
  cancelWhere<T>(queue: QueueDefinition<T>, filter: CancelFilter): Promise<number>;
  deadLetters<T>(
    queue: QueueDefinition<T>,
    options: { readonly limit: number },
  ): Promise<readonly DeadLetter[]>;
  /** Sends all dead letters of the queue again, or the one given; returns how many. */
  redrive<T>(queue: QueueDefinition<T>, deadLetterId?: string): Promise<number>;
  /** What was given up in any queue, the last one first. */
  failed(page: { readonly after: string | null; readonly limit: number }): Promise<readonly FailedJob[]>;
  /** Has what was given up tried again; false where the same waits already. Throws `dead-letter-not-found`. */
  redriveFailed(id: string): Promise<boolean>;
  /** How much waits, runs and has failed, by queue. */
  depth(): Promise<Record<string, QueueDepth>>;
  /** Makes the tables when missing. Called by whatever needs it; calling it again does nothing. */
  start(): Promise<void>;
  /** Takes no more jobs, waits for those that run, then aborts them; those are given back without losing an attempt. */
  stop(options: { readonly graceSeconds: number }): Promise<void>;
}

/** The part of telemetry that carries a trace from the sender to the handler. */
export interface JobTelemetry {
  inject(): string | undefined;
  runWithParent<T>(traceparent: string | undefined, name: string, work: () => Promise<T>): Promise<T>;
}

interface Envelope {
  readonly payload: unknown;
  readonly traceparent?: string;
}

type AnyQueue = QueueDefinition<never>;

export function createJobs(deps: {
  readonly database: Database;
  readonly logger: Logger;
  readonly telemetry?: JobTelemetry;
}): Jobs {
  const { database, telemetry } = deps;
  const logger = deps.logger.child({ module: 'jobs' });
  const boss = createBoss(database.url, logger);
  const prepared = new Map<string, Promise<void>>();
  const workers = new Map<string, Worker>();
  const runs = new Set<Run>();
  let stopped = false;
  let starting: Promise<Supervision> | null = null;

  function start(): Promise<Supervision> {
    if (stopped) throw jobError('jobs-stopped', 'Jobs have been stopped in this process.');
    starting ??= startSupervision({ boss, database, logger, workers, runs }).catch((error) => {
      starting = null;
      throw error;
    });
    return starting;
  }

  async function prepare(queue: AnyQueue): Promise<void> {
    await start();
    let ready = prepared.get(queue.name);
    if (ready === undefined) {
      ready = prepareQueue(boss, queue);
      prepared.set(queue.name, ready);
      ready.catch(() => prepared.delete(queue.name));
    }
    await ready;
  }

  async function runOne<T>(
    queue: QueueDefinition<T>,
    work: { readonly options: WorkOptions<T>; handler(job: Job<T>): Promise<void> },
    row: JobWithMetadata<Envelope>,
  ): Promise<void> {
    const controller = new AbortController();
    const held = { queue: queue.name, id: row.id, retryCount: row.retryCount };
    const run: Run = { ...held, controller, settling: false, done: Promise.resolve() };
    const handle = async (): Promise<void> => {
      const data = parseData(queue, row.data.payload);
      const job: Job<T> = { id: row.id, data, attempt: row.retryCount + 1, signal: controller.signal };
      if (telemetry === undefined) return work.handler(job);
      await telemetry.runWithParent(row.data.traceparent, `job ${queue.name}`, () => work.handler(job));
    };
    const onGivenUp = async (error: unknown): Promise<void> => {
      const parsed = queue.schema.safeParse(row.data.payload);
      if (parsed.success) await work.options.onGivenUp?.(parsed.data, error);
    };
    runs.add(run);
    run.done = runJob({ boss, database, logger }, run, {
      deadlineSeconds: queue.deadlineSeconds,
      handle,
      onGivenUp,
    });
    await run.done;
    runs.delete(run);
  }

  return {
    async send(queue, data, options = {}) {
      const payload = parseData(queue, data);
      await prepare(queue as AnyQueue);
      const traceparent = telemetry?.inject();
      return boss.send(queue.name, traceparent === undefined ? { payload } : { payload, traceparent }, {
        priority: options.priority ?? 0,
        // pg-boss takes "no key" for a key like any other.
        singletonKey: options.singletonKey ?? randomUUID(),
        ...(options.startAfterSeconds === undefined ? {} : { startAfter: options.startAfterSeconds }),
        ...(options.transaction === undefined ? {} : { db: fromKysely(options.transaction) }),
      });
    },
    async work(queue, options, handler) {
      await prepare(queue as AnyQueue);
      if (workers.has(queue.name))
        throw new TypeError(`Queue "${queue.name}" has a worker in this process already.`);
      const worker = startWorker<JobWithMetadata<Envelope>>({
        concurrency: options.concurrency,
        logger: logger.child({ queue: queue.name }),
        fetch: (batchSize) => boss.fetch<Envelope>(queue.name, { batchSize, includeMetadata: true }),
        run: (row) => runOne(queue, { options, handler }, row),
      });
      workers.set(queue.name, worker);
    },
    async cancel(queue, id) {
      await prepare(queue as AnyQueue);
      await cancelJobs({ boss, database }, queue.name, [id]);
    },
    async cancelWhere(queue, filter) {
      await prepare(queue as AnyQueue);
      let total = 0;
      for (const [name, ids] of await findCancellable(database.kysely, queue.name, filter)) {
        await cancelJobs({ boss, database }, name, ids);
        total += ids.length;
      }
      return total;
    },
    async deadLetters(queue, { limit }) {
      await prepare(queue as AnyQueue);
      return listDeadLetters(database.kysely, queue.name, limit);
    },
    async redrive(queue, deadLetterId) {
      await prepare(queue as AnyQueue);
      if (deadLetterId !== undefined)
        return redriveOne({ boss, kysely: database.kysely }, queue as AnyQueue, deadLetterId);
      const moved = await redriveAll(boss, queue.name);
      await (await start()).wakeAll(queue.name);
      return moved;
    },
    async failed(page) {
      await start();
      return listFailed(database.kysely, page);
    },
    async redriveFailed(id) {
      await start();
      return redriveFailed({ boss, kysely: database.kysely }, id);
    },
    async depth() {
      await start();
      return countJobs(database.kysely);
    },
    async start() {
      await start();
    },
    async stop({ graceSeconds }) {
      if (stopped) return;
      stopped = true;
      const supervision = await starting?.catch(() => null);
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
      await finishRuns(runs, graceSeconds);
      await supervision?.stop();
      await boss.stop({ graceful: false, close: true });
    },
  };
}

/** Waits for the runs within the grace, then aborts those left and waits until they are given back. */
async function finishRuns(runs: ReadonlySet<Run>, graceSeconds: number): Promise<void> {
  const all = Promise.all([...runs].map((run) => run.done));
  const timer = new AbortController();
  const late = await Promise.race([
    all.then(() => false),
    sleep(graceSeconds * 1_000, true, { signal: timer.signal }).catch(() => false),
  ]);
  timer.abort();
  if (!late) return;
  const reason = jobError('job-interrupted', 'The worker is shutting down; another one will run the job.');
  for (const run of runs) run.controller.abort(reason);
  await all;
}

/** Queues come with the code: made at first use, brought in line with their definition. */
async function prepareQueue(boss: PgBoss, queue: AnyQueue): Promise<void> {
  await boss.createQueue(deadQueueName(queue.name), deadQueueSettings());
  const policy = queue.unique === 'queued' ? 'short' : 'exclusive';
  const settings = queueSettings(queue);
  await boss.createQueue(queue.name, { ...settings, policy });
  await boss.updateQueue(queue.name, settings);
}
