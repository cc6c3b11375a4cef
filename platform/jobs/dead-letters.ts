/** Jobs that have failed for good: looking at them, sending them again. And how much waits in every queue. */
import { type Kysely, sql } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import { jobsSchema } from './boss.ts';
import { type JobFailure, jobError } from './errors.ts';
import { deadQueueName, type QueueDefinition } from './queue.ts';

// biome-ignore lint/suspicious/noExplicitAny: pg-boss's tables are not part of anyone's schema types.
type AnyKysely = Kysely<any>;

const job = sql.table(`${jobsSchema}.job`);
const redriveBatch = 1_000;

export interface DeadLetter {
  /** Of the dead letter; give it to `redrive`. */
  readonly id: string;
  /** The id that `send` returned. */
  readonly jobId: string;
  /** As it was sent; not checked, since it may be what was wrong. */
  readonly data: unknown;
  readonly attempts: number;
  readonly failure: JobFailure | null;
  readonly failedAt: Date;
}

export interface QueueDepth {
  /** Waiting, delayed ones and retries included. */
  readonly queued: number;
  readonly active: number;
  /** Dead letters. */
  readonly failed: number;
}

/** Oldest first. */
export async function listDeadLetters(
  kysely: AnyKysely,
  queue: string,
  limit: number,
): Promise<DeadLetter[]> {
  const { rows } = await sql<{
    id: string;
    source_id: string;
    payload: unknown;
    output: JobFailure | null;
    source_retry_count: number;
    created_on: Date;
  }>`
    select id, source_id, data->'payload' as payload, output, source_retry_count, created_on from ${job}
    where name = ${deadQueueName(queue)} and state = 'created' order by created_on, id limit ${limit}`.execute(
    kysely,
  );
  return rows.map((row) => ({
    id: row.id,
    jobId: row.source_id,
    data: row.payload,
    attempts: row.source_retry_count + 1,
    failure: row.output,
    failedAt: row.created_on,
  }));
}

/** Moves all dead letters of a queue back; returns how many. One whose singleton is queued again already is dropped. */
export async function redriveAll(boss: PgBoss, queue: string): Promise<number> {
  let total = 0;
  for (;;) {
    const moved = await boss.redrive(deadQueueName(queue), { sourceName: queue, limit: redriveBatch });
    total += moved;
    if (moved < redriveBatch) return total;
  }
}

/** Moves one back. Throws `dead-letter-not-found`. */
export async function redriveOne(
  deps: { readonly boss: PgBoss; readonly kysely: AnyKysely },
  queue: QueueDefinition<never>,
  id: string,
): Promise<number> {
  const dead = deadQueueName(queue.name);
  return deps.kysely.transaction().execute(async (tx) => {
    const { rows } = await sql<{ data: object; priority: number; singleton_key: string | null }>`
      select data, priority, singleton_key from ${job}
      where name = ${dead} and id::text = ${id} and state = 'created' for update`.execute(tx);
    const letter = rows[0];
    if (letter === undefined)
      throw jobError('dead-letter-not-found', `Queue "${queue.name}" has no dead letter "${id}".`);
    const sent = await deps.boss.send(queue.name, letter.data, {
      priority: letter.priority,
      ...(letter.singleton_key === null ? {} : { singletonKey: letter.singleton_key }),
      db: fromKysely(tx),
    });
    await deps.boss.deleteJob(dead, id, { db: fromKysely(tx) });
    return sent === null ? 0 : 1;
  });
}

/** Counts by queue, over all processes. */
export async function countJobs(kysely: AnyKysely): Promise<Record<string, QueueDepth>> {
  const { rows } = await sql<{ name: string; queued: number; active: number }>`
    select q.name,
      count(*) filter (where j.state in ('created', 'retry')) as queued,
      count(*) filter (where j.state = 'active') as active
    from ${sql.table(`${jobsSchema}.queue`)} as q
    left join ${job} as j on j.name = q.name and j.state in ('created', 'retry', 'active')
    group by q.name`.execute(kysely);
  const counts = new Map(rows.map((row) => [row.name, row]));
  const depths: Record<string, QueueDepth> = {};
  for (const { name, queued, active } of rows) {
    const dead = counts.get(deadQueueName(name));
    if (dead !== undefined) depths[name] = { queued, active, failed: dead.queued };
  }
  return depths;
}
