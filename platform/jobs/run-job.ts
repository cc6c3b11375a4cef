/** One attempt at one job: signal, deadline, and how it ends in the table. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { Database } from '../database/index.ts';
import { isVitascopeError, type Logger } from '../kernel/index.ts';

import { describeFailure, isFinal, jobError } from './errors.ts';
import { forbidRetries, type Held, lockRun, releaseRun, rescheduleRetries } from './lease.ts';

/** A run that is under way in this process. */
export interface Run extends Held {
  readonly controller: AbortController;
  /** The handler is done and the result is being written: the lease no longer matters. */
  settling: boolean;
  /** Resolves when the run is over and written down. */
  done: Promise<void>;
}

export interface RunDeps {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly logger: Logger;
}

/** After its signal a handler has this long to clean up; then the attempt is settled without it. */
const unwindMs = 5_000;
/** A full disk is nobody's fault and can last for days: the job waits for it instead of using up its attempts. */
const outOfSpacePauseSeconds = 15;
const settlePausesMs = [200, 500, 1_000, 2_000, 4_000];

export interface RunOptions {
  readonly deadlineSeconds: number;
  readonly handle: () => Promise<void>;
  /** Told once the job has become a dead letter. */
  readonly onGivenUp: (error: unknown) => Promise<void>;
}

/** Runs `handle` until it ends, or has been aborted and did not end in time. Writes the outcome. Never rejects. */
export async function runJob(
  { boss, database, logger }: RunDeps,
  run: Run,
  options: RunOptions,
): Promise<void> {
  const { signal } = run.controller;
  const timer = setTimeout(() => {
    const message = `The job ran longer than the ${options.deadlineSeconds} s that queue "${run.queue}" allows.`;
    run.controller.abort(jobError('job-deadline-exceeded', message));
  }, options.deadlineSeconds * 1_000);
  let settle: () => Promise<unknown>;
  try {
    await orAbandon(options.handle, signal, logger);
    settle = () => boss.complete(run.queue, run.id);
  } catch (thrown) {
    // A handler that was aborted throws all sorts of errors; why it was aborted is the reason.
    const error: unknown = signal.aborted ? signal.reason : thrown;
    let isGivenUp = false;
    settle = async () => {
      isGivenUp ||= await settleFailure({ boss, database, logger }, run, error);
      if (isGivenUp) await options.onGivenUp(error);
    };
  } finally {
    clearTimeout(timer);
  }
  run.settling = true;
  await persistently(settle, run, logger);
}

async function orAbandon(handle: () => Promise<void>, signal: AbortSignal, logger: Logger): Promise<void> {
  const work = handle();
  let onAbort: () => void = () => {};
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => {
        logger.error({ err: signal.reason }, 'a job handler ignores its signal; its attempt ends without it');
        reject(signal.reason);
      }, unwindMs);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    await Promise.race([work, abandoned]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    work.catch(() => {});
  }
}

/** Tells whether this was the job's end. */
async function settleFailure(
  { boss, database, logger }: RunDeps,
  run: Run,
  error: unknown,
): Promise<boolean> {
  // Not ours any more: whoever took it or cancelled it has written its state.
  if (isVitascopeError(error, 'job-cancelled') || isVitascopeError(error, 'job-lease-lost')) return false;
  const final = isFinal(error);
  const interrupted = isVitascopeError(error, 'job-interrupted');
  if (!interrupted) logger.warn({ err: error, jobId: run.id, queue: run.queue, final }, 'a job failed');
  return await database.kysely.transaction().execute(async (tx) => {
    const held = await lockRun(tx, run);
    if (held === null) return false;
    if (interrupted || isOutOfSpace(error)) {
      await releaseRun(tx, run, interrupted ? 0 : outOfSpacePauseSeconds);
      return false;
    }
    if (final) await forbidRetries(tx, run);
    await boss.fail(run.queue, run.id, describeFailure(error), { db: fromKysely(tx) });
    if (isVitascopeError(error) && error.retryAfterSeconds !== undefined)
      await rescheduleRetries(tx, run.queue, [run.id], error.retryAfterSeconds);
    return final || held.isLastAttempt;
  });
}

function isOutOfSpace(error: unknown): boolean {
  return isVitascopeError(error) && error.kind === 'out-of-space';
}

/** A database that is away for a moment must not cost the work that was done; if it stays away, the lease runs out. */
async function persistently(settle: () => Promise<unknown>, run: Run, logger: Logger): Promise<void> {
  for (const pauseMs of [...settlePausesMs, null]) {
    try {
      await settle();
      return;
    } catch (error) {
      logger.warn({ err: error, jobId: run.id, queue: run.queue }, 'the outcome of a job cannot be written');
      if (pauseMs !== null) await sleep(pauseMs);
    }
  }
}
