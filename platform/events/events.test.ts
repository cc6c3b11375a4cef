/** Events on the real database: all or nothing with the transaction, every subscriber, again after a failure. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../database/testing.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { silentLogger } from '../kernel/index.ts';
import {
  createEvents,
  type DomainEvent,
  defineEvent,
  type EventDefinition,
  type Events,
  eventMigrations,
} from './index.ts';

const data = z.object({ assetId: z.string() });
type Data = z.infer<typeof data>;
let names = 0;

function newEvent(): EventDefinition<Data> {
  return defineEvent(`asset-tested-${++names}`, data);
}

/** A handler that keeps what it gets, and a promise of the first `count` events. */
function recorder(count: number): {
  handle(event: DomainEvent<Data>): Promise<void>;
  all: Promise<DomainEvent<Data>[]>;
} {
  const events: DomainEvent<Data>[] = [];
  const { promise, resolve } = Promise.withResolvers<DomainEvent<Data>[]>();
  return {
    async handle(event) {
      events.push(event);
      if (events.length === count) resolve([...events]);
    },
    all: promise,
  };
}

describe('events', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let jobs: Jobs;
  let events: Events;
  before(async () => {
    database = await openTestDatabase({ migrations: [eventMigrations] });
    jobs = createJobs({ database, logger: silentLogger });
    events = createEvents({ database, jobs });
  });
  after(async () => {
    await jobs.stop({ graceSeconds: 0 });
    await database.close();
  });

  function publish(event: EventDefinition<Data>, assetId: string): Promise<void> {
    return database.kysely
      .transaction()
      .execute((transaction) => events.publish(transaction, event, { assetId }));
  }

  it('reaches every subscriber with the same id, and nobody else', async () => {
    const [event, other] = [newEvent(), newEvent()];
    const [catalog, insights, bystander] = [recorder(1), recorder(1), recorder(1)];
    await events.subscribe(event, 'catalog', catalog.handle);
    await events.subscribe(event, 'insights', insights.handle);
    await events.subscribe(other, 'catalog', bystander.handle);
    const before = Date.now();
    await publish(event, 'as_1');
    const [[first], [second]] = await Promise.all([catalog.all, insights.all]);
    assert.deepEqual(first?.data, { assetId: 'as_1' });
    assert.equal(first?.id, second?.id);
    assert.ok((first?.occurredAt ?? 0) >= before);
    await publish(other, 'as_2');
    assert.deepEqual(
      (await bystander.all).map((received) => received.data.assetId),
      ['as_2'],
    );
  });

  it('publishes nothing of a transaction that is rolled back', async () => {
    const event = newEvent();
    const subscriber = recorder(1);
    await events.subscribe(event, 'catalog', subscriber.handle);
    const rolledBack = database.kysely.transaction().execute(async (transaction) => {
      await events.publish(transaction, event, { assetId: 'rolled-back' });
      throw new Error('changed my mind');
    });
    await assert.rejects(rolledBack, /changed my mind/);
    await publish(event, 'committed');
    assert.deepEqual(
      (await subscriber.all).map((received) => received.data.assetId),
      ['committed'],
    );
  });

  it('delivers again to a subscriber that failed, and only to that one', async () => {
    const event = newEvent();
    const [steady, shaky] = [recorder(1), recorder(1)];
    const failures: string[] = [];
    await events.subscribe(event, 'steady', steady.handle);
    await events.subscribe(event, 'shaky', async (received) => {
      if (received.attempt === 1) {
        failures.push(received.id);
        throw new Error('not now');
      }
      await shaky.handle(received);
    });
    await publish(event, 'as_1');
    const [again] = await shaky.all;
    assert.deepEqual(failures, [again?.id]);
    assert.equal(again?.attempt, 2);
    assert.deepEqual(
      (await steady.all).map((received) => received.attempt),
      [1],
    );
  });

  it('keeps events for a registered subscriber that does not run yet', async () => {
    const event = newEvent();
    await events.register(event, 'late');
    await publish(event, 'as_early');
    const late = recorder(1);
    await events.subscribe(event, 'late', late.handle);
    assert.deepEqual(
      (await late.all).map((received) => received.data.assetId),
      ['as_early'],
    );
  });

  it('drops what waits for a subscriber that is taken off the list', async () => {
    const event = newEvent();
    await events.register(event, 'former');
    await publish(event, 'as_1');
    await events.unregister(event, 'former');
    await publish(event, 'as_2');
    assert.equal((await jobs.depth())[`event.${event.name}.former`]?.queued, 0);
  });

  it("refuses data that is not the event's, even with no subscriber", async () => {
    const event = newEvent();
    const wrong = { assetId: 7 } as unknown as Data;
    await assert.rejects(
      database.kysely.transaction().execute((transaction) => events.publish(transaction, event, wrong)),
      { code: 'event-data-invalid', message: /assetId/ },
    );
  });
});
