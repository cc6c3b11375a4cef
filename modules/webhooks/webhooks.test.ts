// Webhooks: who is told of what, how it is signed, and what happens when nobody listens.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { assetCreated, assetSettled } from '@vitascope/assets';
import { catalogChanged, homeRowChanged } from '@vitascope/catalog';
import { sql } from 'kysely';
import { cloudEvent, eventTypes, patternsOf, typePatterns } from './event-types.ts';
import { openReceiver, openWebhooks, type Received } from './testing.ts';
import type { Delivery } from './webhook.ts';

const ASSET = `as_${'0'.repeat(26)}`;

/** As a receiver checks it, after the scheme's own words. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const wanted = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(wanted);
}

describe('webhooks', { timeout: 120_000 }, () => {
  let bench: Awaited<ReturnType<typeof openWebhooks>>;
  let receiver: Awaited<ReturnType<typeof openReceiver>>;
  before(async () => {
    bench = await openWebhooks();
  });
  after(() => bench?.close());
  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(async () => {
    await sql`delete from webhooks.webhooks`.execute(bench.database.kysely);
    await receiver?.close();
  });

  const make = (types: readonly string[] = ['*'], changes: object = {}) =>
    bench.webhooks.create({
      url: `http://receiver.test:${receiver.port}/hook`,
      description: '',
      types,
      isEnabled: true,
      ...changes,
    });
  const publishAsset = () =>
    bench.database.kysely
      .transaction()
      .execute((transaction) => bench.events.publish(transaction, assetCreated, { assetId: ASSET }));
  const settled = async (id: string, deliveryId: string, holds: (delivery: Delivery) => boolean) => {
    for (;;) {
      const all = await bench.webhooks.deliveries(id, { after: null, limit: 100 });
      const found = all.find((delivery) => delivery.id === deliveryId);
      if (found !== undefined && holds(found)) return found;
      // Another process might write it; the test's own time limit ends this.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  test('are told of what they asked for, as a signed CloudEvent, and of nothing else', async () => {
    const all = await make(['*']);
    const titles = await make(['vitascope.title.*']);
    await publishAsset();
    await receiver.cameIn(1);
    await bench.database.kysely.transaction().execute((transaction) =>
      bench.events.publish(transaction, catalogChanged, {
        kind: 'title',
        what: 'published',
        id: 'ti_1',
        revision: 2,
      }),
    );
    await receiver.cameIn(3);
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    assert.deepEqual(
      bodies.map(({ type }) => type),
      ['vitascope.asset.created', 'vitascope.title.published', 'vitascope.title.published'],
    );
    const [first] = receiver.received;
    assert.ok(first !== undefined);
    assert.ok(isSigned(first, all.secret) && !isSigned(first, titles.secret));
    const { id, time, ...rest } = bodies[0];
    assert.deepEqual(rest, {
      specversion: '1.0',
      source: 'https://films.example',
      type: 'vitascope.asset.created',
      subject: ASSET,
      datacontenttype: 'application/json',
      data: { assetId: ASSET },
    });
    assert.equal(id, first.headers['webhook-id']);
    assert.ok(Number.isFinite(Date.parse(time)));
    assert.equal(first.headers['content-type'], 'application/cloudevents+json; charset=utf-8');
  });

  test('are told what has come of an asset, and of rows of the home page', async () => {
    await make();
    await bench.database.kysely.transaction().execute(async (transaction) => {
      for (const state of ['complete', 'rejected', 'failed'] as const)
        await bench.events.publish(transaction, assetSettled, { assetId: ASSET, state });
      await bench.events.publish(transaction, homeRowChanged, { what: 'changed', id: 'ro_1', revision: 3 });
    });
    await receiver.cameIn(4);
    const told = receiver.received.map(({ body }) => JSON.parse(body));
    assert.deepEqual(told.map(({ type, subject }) => `${type} ${subject}`).sort(), [
      `vitascope.asset.completed ${ASSET}`,
      `vitascope.asset.failed ${ASSET}`,
      `vitascope.asset.rejected ${ASSET}`,
      'vitascope.home-row.changed ro_1',
    ]);
  });

  test('hear of an event once, also when it is handed on twice', async () => {
    const { webhook } = await make();
    await publishAsset();
    await receiver.cameIn(1);
    await sql`insert into jobs.job (name, data, policy)
      select name, data, policy from jobs.job where name = 'event.asset-created.webhooks' and state = 'completed'
      order by created_on desc limit 1`.execute(bench.database.kysely);
    for (;;) {
      const { rows } = await sql`select 1 from jobs.job
        where name = 'event.asset-created.webhooks' and state <> 'completed'`.execute(bench.database.kysely);
      if (rows.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const all = await bench.webhooks.deliveries(webhook.id, { after: null, limit: 100 });
    assert.equal(all.length, 1);
  });

  test('that refuse are tried again, with the same id, and are given the event in the end', async () => {
    receiver.answer = (response) => void response.writeHead(500).end('x'.repeat(5_000));
    const { webhook, secret } = await make();
    const delivery = await bench.webhooks.test(webhook.id);
    const failed = await settled(webhook.id, delivery.id, ({ attempts }) => attempts === 1);
    assert.deepEqual([failed.state, failed.lastStatus, failed.excerpt?.length], ['waiting', 500, 300]);
    assert.notEqual((await bench.webhooks.get(webhook.id)).failingSince, null);
    receiver.answer = (response) => void response.writeHead(200).end();
    // The pause is ten seconds or more; the queue is told that it is over.
    await sql`update jobs.job set start_after = now() where name = 'webhook-delivery'`.execute(
      bench.database.kysely,
    );
    const done = await settled(webhook.id, delivery.id, ({ state }) => state === 'delivered');
    assert.deepEqual([done.attempts, done.lastStatus], [2, 200]);
    const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    assert.equal(ids.size, 1);
    for (const one of receiver.received) assert.ok(isSigned(one, secret));
    assert.equal((await bench.webhooks.get(webhook.id)).failingSince, null);
  });

  test('can have an event delivered again, as often as somebody wants', async () => {
    const { webhook } = await make();
    const first = await bench.webhooks.test(webhook.id);
    await settled(webhook.id, first.id, ({ state }) => state === 'delivered');
    const second = await bench.webhooks.redeliver(webhook.id, first.id);
    await settled(webhook.id, second.id, ({ state }) => state === 'delivered');
    assert.notEqual(second.id, first.id);
    assert.deepEqual(
      receiver.received.map(({ headers }) => headers['webhook-id']),
      [first.messageId, first.messageId],
    );
    const { webhook: other } = await make();
    await assert.rejects(bench.webhooks.redeliver(other.id, first.id), {
      code: 'webhook-delivery-not-found',
    });
  });

  test('are signed with both secrets for a day after a new one was made', async () => {
    const { webhook, secret: old } = await make();
    const { secret } = await bench.webhooks.rotateSecret(webhook.id);
    await bench.webhooks.test(webhook.id);
    await receiver.cameIn(1);
    await sql`update webhooks.webhooks set previous_until = now()`.execute(bench.database.kysely);
    await bench.webhooks.test(webhook.id);
    await receiver.cameIn(2);
    const judged = receiver.received.map((one) => [isSigned(one, secret), isSigned(one, old)]);
    assert.deepEqual(judged, [
      [true, true],
      [true, false],
    ]);
  });

  test('are disabled when they have taken nothing for five days, or say that they are gone', async () => {
    for (const [status, since] of [
      [500, '6 days'],
      [410, '0 days'],
    ] as const) {
      receiver.answer = (response) => void response.writeHead(status).end();
      const { webhook } = await make();
      await sql`update webhooks.webhooks set failing_since = now() - ${since}::interval`.execute(
        bench.database.kysely,
      );
      const delivery = await bench.webhooks.test(webhook.id);
      await settled(webhook.id, delivery.id, ({ state }) => state === 'failed');
      const disabled = await bench.webhooks.get(webhook.id);
      assert.deepEqual([disabled.isEnabled, disabled.disabledReason === null], [false, false]);
      await assert.rejects(bench.webhooks.test(webhook.id), { code: 'webhook-disabled' });
      const enabled = await bench.webhooks.edit(webhook.id, { isEnabled: true }, () => {});
      assert.deepEqual([enabled.failingSince, enabled.disabledReason], [null, null]);
    }
  });

  test('that send people elsewhere are not followed', async () => {
    const elsewhere = await openReceiver();
    receiver.answer = (response) =>
      void response.writeHead(307, { location: `http://receiver.test:${elsewhere.port}/` }).end();
    const { webhook } = await make();
    const delivery = await bench.webhooks.test(webhook.id);
    const tried = await settled(webhook.id, delivery.id, ({ attempts }) => attempts === 1);
    assert.deepEqual([tried.state, tried.lastStatus, elsewhere.received.length], ['waiting', 307, 0]);
    await elsewhere.close();
  });

  test('are fifty at most, also when they are made at once', async () => {
    const made = await Promise.allSettled(Array.from({ length: 55 }, () => make()));
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 50);
  });
});

test('every type of event has a pattern that matches it', () => {
  for (const type of eventTypes)
    for (const pattern of patternsOf(type)) assert.ok(typePatterns.includes(pattern), pattern);
  const message = { id: 'ev_1', type: 'x', subject: 's', time: 0, data: {} };
  assert.equal(JSON.parse(cloudEvent(message, 'https://films.example')).time, '1970-01-01T00:00:00.000Z');
});
