/**
 * Leases: whoever runs a job says so every two seconds; a job whose worker has been silent for six goes to another.
 *
 * pg-boss has heartbeats too, but none shorter than 10 s and a monitor that looks once a minute. Ours are the same
 * column, renewed and checked more often; pg-boss's stay as the second line.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { jobsSchema } from './boss.ts';

/** A worker silent for this long has lost its jobs: three renewals missed. */
export const leaseSeconds = 6;
export const renewEveryMs = 2_000;
export const sweepEveryMs = 1_000;
const sweepBatch = 100;

// biome-ignore lint/suspicious/noExplicitAny: pg-boss's tables are not part of anyone's schema types.
type AnyKysely = Kysely<any>;
// biome-ignore lint/suspicious/noExplicitAny: as above.
type AnyTransaction = Transaction<any>;

const job = sql.table(`${jobsSchema}.job`);

/** One run of one job: the attempt tells it from a later run of the same job by someone else. */
export interface Held {
  readonly queue: string;
  readonly id: string;
  /** Retries before this run; pg-boss's `retry_count`. */
  readonly retryCount: number;
}

/** Makes the sweep cheap: without it every look reads all finished jobs. pg-boss keeps all our jobs in `job_common`. */
export async function prepareLeases(kysely: AnyKysely): Promise<void> {
  await kysely.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('vitascope-jobs-index', 0))`.execute(tx);
    await sql`create index if not exists vitascope_active_heartbeat
      on ${sql.table(`${jobsSchema}.job_common`)} (heartbeat_on) where state = 'active'`.execute(tx);
  });
}

/** Names one run among all runs of all jobs. */
export function runKey(held: Held): string {
  return `${held.id}/${held.retryCount}`;
}

/** Renews what this process runs; returns the keys of the runs that are still its own. Uses pg-boss's connections, not the pool. */
export async function renewLeases(boss: PgBoss, held: readonly Held[]): Promise<Set<string>> {
  const { rows } = await boss.getDb().executeSql(
    `update ${jobsSchema}.job as j set heartbeat_on = now()
    from unnest($1::text[], $2::uuid[], $3::int[]) as held (name, id, retry_count)
    where j.name = held.name and j.id = held.id and j.retry_count = held.retry_count and j.state = 'active'
    returning j.id, j.retry_count as "retryCount"`,
    [held.map((run) => run.queue), held.map((run) => run.id), held.map((run) => run.retryCount)],
  );
  return new Set(rows.map(runKey));
}

/** Locks the row of a run inside a transaction; null when the job is no longer this run's to settle. */
export async function lockRun(tx: AnyTransaction, held: Held): Promise<{ isLastAttempt: boolean } | null> {
  const { rows } = await sql<{ is_last: boolean }>`
    select retry_count >= retry_limit as is_last from ${job} where name = ${held.queue} and id = ${held.id}::uuid
    and retry_count = ${held.retryCount} and state = 'active' for update`.execute(tx);
  return rows[0] === undefined ? null : { isLastAttempt: rows[0].is_last };
}

/** Takes all retries from a job, so that its next failure is its last. */
export async function forbidRetries(tx: AnyTransaction, held: Held): Promise<void> {
  await sql`update ${job} set retry_limit = retry_count
    where name = ${held.queue} and id = ${held.id}::uuid`.execute(tx);
}

/** Gives an unfinished job back without counting the attempt; it may run again after the seconds given. */
export async function releaseRun(tx: AnyTransaction, held: Held, afterSeconds = 0): Promise<void> {
  await sql`update ${job} set state = 'retry', retry_limit = retry_limit + 1,
    start_after = now() + ${afterSeconds} * interval '1 second'
    where name = ${held.queue} and id = ${held.id}::uuid`.execute(tx);
}

/** Lets retries run now, or after the seconds given, instead of after their backoff. */
export async function rescheduleRetries(
  tx: AnyTransaction,
  queue: string,
  ids: readonly string[],
  afterSeconds = 0,
): Promise<void> {
  await sql`update ${job} set start_after = now() + ${afterSeconds} * interval '1 second'
    where name = ${queue} and id = any(${ids}::uuid[]) and state = 'retry'`.execute(tx);
}

/** Locks jobs whose worker has gone silent, by queue. Rows that another sweep holds are skipped. */
export async function lockAbandoned(tx: AnyTransaction): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ name: string; id: string }>`
    select name, id from ${job}
    where state = 'active' and heartbeat_on < now() - ${leaseSeconds} * interval '1 second'
    limit ${sweepBatch} for update skip locked`.execute(tx);
  const byQueue = new Map<string, string[]>();
  for (const { name, id } of rows) byQueue.set(name, [...(byQueue.get(name) ?? []), id]);
  return byQueue;
}
