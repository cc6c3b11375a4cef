/** Jobs that have failed for good, of all queues: for operators, who do not know queues by their definitions. */
import { type Kysely, sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { jobsSchema } from './boss.ts';
import { redriveOne } from './dead-letters.ts';
import { type JobFailure, jobError } from './errors.ts';
import { deadQueueName, type QueueDefinition } from './queue.ts';

// biome-ignore lint/suspicious/noExplicitAny: pg-boss's tables are not part of anyone's schema types.
type AnyKysely = Kysely<any>;

export interface FailedJob {
  /** Of the dead letter; give it to `redriveFailed`. */
  readonly id: string;
  readonly queue: string;
  /** As it was sent: ids, not checked. */
  readonly data: unknown;
  readonly attempts: number;
  readonly failure: JobFailure | null;
  readonly failedAt: Date;
  /** Where the next page begins. */
  readonly place: string;
}

const job = sql.table(`${jobsSchema}.job`);
const suffix = deadQueueName('');
/** Microseconds, as PostgreSQL keeps them. */
const failedAt = sql`(extract(epoch from created_on) * 1000000)::bigint`;

/** The last one first, behind the place `after`. One that is no place is none. */
export async function listFailed(
  kysely: AnyKysely,
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly FailedJob[]> {
  const [, time, id] = /^(\d{1,16})\.([0-9a-f-]{36})$/.exec(page.after ?? '') ?? [];
  const behind = id === undefined ? sql`true` : sql`(${failedAt}, id::text) < (${time}::bigint, ${id})`;
  const { rows } = await sql<{
    id: string;
    name: string;
    payload: unknown;
    output: JobFailure | null;
    source_retry_count: number | null;
    created_on: Date;
    place: string;
  }>`
    select id, name, data->'payload' as payload, output, source_retry_count, created_on, ${failedAt}::text as place
    from ${job} where name like ${`%${suffix}`} and state = 'created' and ${behind}
    order by ${failedAt} desc, id::text desc limit ${page.limit}`.execute(kysely);
  return rows.map((row) => ({
    id: row.id,
    queue: row.name.slice(0, -suffix.length),
    data: row.payload,
    attempts: (row.source_retry_count ?? 0) + 1,
    failure: row.output,
    failedAt: row.created_on,
    place: `${row.place}.${row.id}`,
  }));
}

/** Sends it again to the queue that it failed in; false where it waits there already. @throws `dead-letter-not-found` */
export async function redriveFailed(
  deps: { readonly boss: PgBoss; readonly kysely: AnyKysely },
  id: string,
): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`
    select name from ${job} where id::text = ${id} and name like ${`%${suffix}`} and state = 'created'`.execute(
    deps.kysely,
  );
  const name = rows[0]?.name.slice(0, -suffix.length);
  if (name === undefined) throw jobError('dead-letter-not-found', `No job ${id} has failed for good.`);
  return (await redriveOne(deps, { name } as QueueDefinition<never>, id)) > 0;
}
