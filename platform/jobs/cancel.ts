/** Cancelling jobs, waiting or running, in whatever process they run. */
import { type Kysely, sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/index.ts';
import { jobsSchema } from './boss.ts';
import { deadQueueName } from './queue.ts';

/** Which jobs: all that are given must hold. */
export interface CancelFilter {
  readonly singletonKeyPrefix?: string;
  /** Fields that the job's data holds with these values, such as `{ assetId }`. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Job ids, comma-separated. */
export const cancelChannel = 'vitascope_jobs_cancel';

/** A notification holds 7,999 bytes, an id with its comma 37. */
const idsPerNotification = 200;

/** Cancels by id; runs that are under way are told through a notification, and by their next renewal at the latest. */
export async function cancelJobs(
  deps: { readonly boss: PgBoss; readonly database: Database },
  queue: string,
  ids: readonly string[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += idsPerNotification) {
    const some = ids.slice(at, at + idsPerNotification);
    await deps.boss.cancel(queue, some);
    await deps.database.notify(cancelChannel, some.join(','));
  }
}

/** Ids of unfinished jobs and of dead letters, by the queue that holds them. */
export async function findCancellable(
  // biome-ignore lint/suspicious/noExplicitAny: pg-boss's tables are not part of anyone's schema types.
  kysely: Kysely<any>,
  queue: string,
  filter: CancelFilter,
): Promise<Map<string, string[]>> {
  const { singletonKeyPrefix, data } = filter;
  if (singletonKeyPrefix === undefined && data === undefined)
    throw new TypeError('A filter for cancelling jobs needs singletonKeyPrefix or data.');
  const { rows } = await sql<{ name: string; id: string }>`
    select name, id from ${sql.table(`${jobsSchema}.job`)}
    where name in (${queue}, ${deadQueueName(queue)}) and state < 'completed'
    and (${singletonKeyPrefix ?? null}::text is null or starts_with(singleton_key, ${singletonKeyPrefix ?? null}))
    and (${data === undefined ? null : JSON.stringify(data)}::jsonb is null
      or data->'payload' @> ${JSON.stringify(data ?? {})}::jsonb)`.execute(kysely);
  const byQueue = new Map<string, string[]>();
  for (const { name, id } of rows) byQueue.set(name, [...(byQueue.get(name) ?? []), id]);
  return byQueue;
}
