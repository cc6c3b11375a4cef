/** What a queue is: its name, the shape of its jobs, and the rules by which they are tried, retried and given up. */
import type { Queue } from 'pg-boss';
import type { z } from 'zod';
import { jobError } from './errors.ts';
import { leaseSeconds } from './lease.ts';

export interface QueueDefinition<T> {
  /** Kebab-case, unique in the product: `fill-asset`. Dots may group: `event.asset-ready.catalog`. */
  readonly name: string;
  /** Ids, not data: a job holds at most 16 KiB. */
  readonly schema: z.ZodType<T>;
  /** The handler's signal aborts after this time and the attempt fails. */
  readonly deadlineSeconds: number;
  /** Attempts after the first; then the job becomes a dead letter. */
  readonly retryLimit: number;
  /** Pause before the second attempt; doubles each time, half of it at random. */
  readonly retryDelaySeconds: number;
  readonly retryDelayMaxSeconds: number;
  /**
   * What a `singletonKey` rules out: a second job with the same key while one waits or runs (`queued-or-active`), or only
   * while one waits (`queued`: what changes while a job runs is seen by the next one).
   */
  readonly unique: 'queued' | 'queued-or-active';
}

const namePattern = /^[a-z][a-z0-9]*([-.][a-z0-9]+)*$/;
const deadSuffix = '.dead';
const dataLimitBytes = 16_384;
/** How long a job may wait, and a dead letter be kept, before it is deleted. */
const retentionSeconds = 60 * 86_400;
/** Finished jobs are of use for looking back a little; the table stays small. */
const keepFinishedSeconds = 86_400;
/** pg-boss accepts no heartbeat below this; it is the second line behind our own leases. */
const shortestHeartbeatSeconds = 10;

/** Declares a queue. `retryDelaySeconds` defaults to 2, `retryDelayMaxSeconds` to 300, `unique` to `queued-or-active`. */
export function defineQueue<T>(
  definition: Pick<QueueDefinition<T>, 'name' | 'schema' | 'deadlineSeconds' | 'retryLimit'> &
    Partial<QueueDefinition<T>>,
): QueueDefinition<T> {
  const { name, deadlineSeconds, retryLimit } = definition;
  if (!namePattern.test(name) || name.endsWith(deadSuffix))
    throw new TypeError(`Queue name "${name}" must match ${namePattern} and not end with "${deadSuffix}".`);
  if (!(deadlineSeconds >= 1 && deadlineSeconds <= 86_000))
    throw new RangeError(`deadlineSeconds of queue "${name}" must be 1 to 86000, not ${deadlineSeconds}.`);
  if (!Number.isInteger(retryLimit) || retryLimit < 0 || retryLimit > 100)
    throw new RangeError(
      `retryLimit of queue "${name}" must be an integer from 0 to 100, not ${retryLimit}.`,
    );
  return { retryDelaySeconds: 2, retryDelayMaxSeconds: 300, unique: 'queued-or-active', ...definition };
}

/** The queue that holds the dead letters of another. */
export function deadQueueName(name: string): string {
  return `${name}${deadSuffix}`;
}

/** The definition in pg-boss's terms. */
export function queueSettings(queue: QueueDefinition<never>): Omit<Queue, 'name' | 'policy'> {
  return {
    retryLimit: queue.retryLimit,
    retryDelay: Math.max(1, Math.round(queue.retryDelaySeconds)),
    retryDelayMax: Math.max(1, Math.round(queue.retryDelayMaxSeconds)),
    retryBackoff: true,
    // Our own deadline comes first; this one is for a worker that lives on but no longer looks.
    expireInSeconds: Math.ceil(queue.deadlineSeconds) + 60,
    heartbeatSeconds: Math.max(shortestHeartbeatSeconds, leaseSeconds * 2),
    retentionSeconds,
    deleteAfterSeconds: keepFinishedSeconds,
    deadLetter: deadQueueName(queue.name),
    notify: true,
  };
}

export function deadQueueSettings(): Omit<Queue, 'name'> {
  return { retentionSeconds, deleteAfterSeconds: keepFinishedSeconds };
}

/** Checks data against the queue, in and out of the table. Throws `job-data-invalid` or `job-data-too-large`. */
export function parseData<T>(queue: QueueDefinition<T>, data: unknown): T {
  const parsed = queue.schema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw jobError(
      'job-data-invalid',
      `Job data for queue "${queue.name}" is invalid at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'unknown'}.`,
    );
  }
  const size = Buffer.byteLength(JSON.stringify(parsed.data) ?? '');
  if (size > dataLimitBytes)
    throw jobError(
      'job-data-too-large',
      `Job data for queue "${queue.name}" has ${size} bytes, more than ${dataLimitBytes}. Store it and send its id.`,
    );
  return parsed.data;
}
