/** Domain events: written in the transaction that made them true, delivered to every subscriber at least once. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { Database, MigrationSet } from '../database/index.ts';
import { defineQueue, type Jobs, type QueueDefinition } from '../jobs/index.ts';
import { defineErrors, newId } from '../kernel/index.ts';

/** A kind of event. Its data is small: ids and what a subscriber needs to decide whether it cares. */
export interface EventDefinition<T> {
  /** Kebab-case, in the past tense: `asset-published`. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

/** One event as a subscriber gets it; perhaps more than once, always with the same id. */
export interface DomainEvent<T> {
  readonly id: string;
  readonly data: T;
  /** Milliseconds since the Unix epoch, by the publisher's clock. */
  readonly occurredAt: number;
  /** 1 for the first delivery. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

export interface Events {
  /**
   * Subscribers get the event when, and only when, `transaction` commits. Their order is not promised.
   * Throws `event-data-invalid`.
   */
  publish<T>(
    // biome-ignore lint/suspicious/noExplicitAny: whatever tables the caller's transaction knows.
    transaction: Transaction<any>,
    event: EventDefinition<T>,
    data: T,
  ): Promise<void>;
  /**
   * Registers the subscriber for good and handles its events in this process. Events published while no process of the
   * subscriber runs wait for it. A handler that throws is tried again, ten times in half an hour to an hour; then the event
   * is a dead letter of the queue `event.<event>.<subscriber>`.
   */
  subscribe<T>(
    event: EventDefinition<T>,
    subscriber: string,
    handler: (event: DomainEvent<T>) => Promise<void>,
    options?: { readonly concurrency?: number },
  ): Promise<void>;
  /** Registers the subscriber without handling anything here: for roles that publish but do not work. */
  register<T>(event: EventDefinition<T>, subscriber: string): Promise<void>;
  /** Ends a subscription that no code has any more; what waits for it is cancelled. */
  unregister<T>(event: EventDefinition<T>, subscriber: string): Promise<void>;
}

interface Delivery<T> {
  readonly id: string;
  readonly data: T;
  readonly occurredAt: number;
}

const eventError = defineErrors({
  'event-data-invalid': { kind: 'internal', title: 'The data of an event does not fit its definition' },
});

const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const schema = 'events';
const subscription = sql.table(`${schema}.subscription`);

/** The table of who listens to what; apply it before events are used. */
export const eventMigrations: MigrationSet = {
  schema,
  migrations: {
    '0001-subscription': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('subscription')
          .addColumn('event', 'text', (column) => column.notNull())
          .addColumn('subscriber', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('subscription_key', ['event', 'subscriber'])
          .execute();
      },
    },
  },
};

export function defineEvent<T>(name: string, dataSchema: z.ZodType<T>): EventDefinition<T> {
  if (!namePattern.test(name)) throw new TypeError(`Event name "${name}" is not kebab-case.`);
  return { name, schema: dataSchema };
}

/** Events on the jobs: one queue for each subscriber of each event. */
export function createEvents({
  database,
  jobs,
}: {
  readonly database: Database;
  readonly jobs: Jobs;
}): Events {
  async function register<T>(
    event: EventDefinition<T>,
    subscriber: string,
  ): Promise<QueueDefinition<Delivery<T>>> {
    const queue = queueOf(event, subscriber);
    await sql`insert into ${subscription} (event, subscriber) values (${event.name}, ${subscriber})
      on conflict do nothing`.execute(database.kysely);
    return queue;
  }

  return {
    async publish(transaction, event, data) {
      const delivery = { id: newId('ev'), data, occurredAt: Date.now() };
      const { rows } = await sql<{ subscriber: string }>`
        select subscriber from ${subscription} where event = ${event.name} order by subscriber`.execute(
        transaction,
      );
      // Checked also when nobody listens yet, so that a mistake does not wait for the first subscriber.
      const checked = event.schema.safeParse(data);
      if (!checked.success)
        throw eventError(
          'event-data-invalid',
          `Data of event "${event.name}" is invalid: ${checked.error.message}`,
        );
      for (const { subscriber } of rows)
        await jobs.send(queueOf(event, subscriber), delivery, { transaction, singletonKey: delivery.id });
    },
    async subscribe(event, subscriber, handler, options = {}) {
      const queue = await register(event, subscriber);
      await jobs.work(
        queue,
        { concurrency: options.concurrency ?? 1 },
        ({ data: delivery, attempt, signal }) =>
          handler({ id: delivery.id, data: delivery.data, occurredAt: delivery.occurredAt, attempt, signal }),
      );
    },
    async register(event, subscriber) {
      await register(event, subscriber);
    },
    async unregister(event, subscriber) {
      await sql`delete from ${subscription}
        where event = ${event.name} and subscriber = ${subscriber}`.execute(database.kysely);
      await jobs.cancelWhere(queueOf(event, subscriber), { data: {} });
    },
  };
}

/** Made from names alone: the publisher knows the queue without knowing the subscriber's code. */
function queueOf<T>(event: EventDefinition<T>, subscriber: string): QueueDefinition<Delivery<T>> {
  if (!namePattern.test(subscriber))
    throw new TypeError(`Subscriber name "${subscriber}" is not kebab-case.`);
  return defineQueue({
    name: `event.${event.name}.${subscriber}`,
    schema: z.object({ id: z.string(), data: event.schema, occurredAt: z.number() }) as z.ZodType<
      Delivery<T>
    >,
    deadlineSeconds: 60,
    // Pauses of 2, 4, 8 … s, at most 15 min, each up to doubled at random: half an hour to an hour in all.
    retryLimit: 10,
    retryDelayMaxSeconds: 900,
  });
}
