// Screens: how many at once, who gives way, and that no race between servers makes one more.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Bench, type Client, type Household, openBench } from './testing/bench.ts';

const LEASE_MS = 45_000;

describe('screens', () => {
  let bench: Bench;
  let titleId: string;
  let displacing: Awaited<ReturnType<Bench['start']>>;
  let other: Awaited<ReturnType<Bench['start']>>;
  before(async () => {
    bench = await openBench();
    other = await bench.start();
    displacing = await bench.start({ playback: { screens: 2, screenPolicy: 'displace' } });
    titleId = (await bench.title()).id;
  });
  after(() => bench?.close());

  const begin = (client: Client, profileId: string, more: object = {}): Promise<Answer> =>
    client.fetch('POST', '/api/v1/playback-sessions', { profileId, titleId, ...more });
  const renew = (client: Client, id: string): Promise<Answer> =>
    client.fetch('POST', `/api/v1/playback-sessions/${id}/token`);
  const onScreen = async ({ client }: Household): Promise<string[]> =>
    (await client.fetch('GET', '/api/v1/playback-sessions')).body.items.map(({ id }: { id: string }) => id);

  test('are never more than the account may have, however many servers let them begin at once', async () => {
    for (let round = 0; round < 5; round++) {
      const family = await bench.household();
      const clients = [family.client, family.client.at(other)];
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => begin(clients[index % 2] as Client, family.profileId)),
      );
      assert.equal(answers.filter(({ status }) => status === 201).length, 3);
      assert.equal(answers.filter(({ body }) => body.code === 'too-many-screens').length, 9);
      assert.equal((await onScreen(family)).length, 3);
    }
  });

  test('go to the newest where the policy says so, and the oldest is told', async () => {
    const family = await bench.household();
    const client = family.client.at(displacing);
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) {
      bench.clock.time += 1_000;
      const { status, body } = await begin(client, family.profileId);
      assert.equal(status, 201);
      assert.deepEqual(body.displaced, count < 2 ? [] : [ids[0]]);
      ids.push(body.id);
    }
    assert.deepEqual(await onScreen(family), [ids[2], ids[1]]);
    const told = await renew(client, ids[0] as string);
    assert.deepEqual(
      [told.status, told.body.code, told.body.details.reason],
      [409, 'playback-displaced', 'displaced'],
    );
    const shown = await client.fetch('GET', `/api/v1/playback-sessions/${ids[0]}`);
    assert.equal(shown.body.endReason, 'displaced');
    assert.equal((await renew(client, ids[1] as string)).status, 200);
  });

  test('stay two when many displace each other at once', async () => {
    const family = await bench.household();
    const client = family.client.at(displacing);
    const answers = await Promise.all(Array.from({ length: 10 }, () => begin(client, family.profileId)));
    assert.ok(answers.every(({ status }) => status === 201));
    assert.equal((await onScreen(family)).length, 2);
    const displaced = answers.flatMap(({ body }) => body.displaced as string[]);
    assert.equal(new Set(displaced).size, 8);
    assert.equal(displaced.length, 8, 'Nobody is displaced twice.');
  });

  test('come back to their players after a pause only if there is room', async () => {
    const family = await bench.household();
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(() => begin(family.client, family.profileId)),
    );
    bench.clock.time += LEASE_MS;
    assert.deepEqual(await onScreen(family), []);
    const late = await begin(family.client, family.profileId);
    assert.equal(late.status, 201);
    for (const one of [first, second]) assert.equal((await renew(family.client, one?.body.id)).status, 200);
    const full = await renew(family.client, third?.body.id);
    assert.deepEqual([full.status, full.body.code], [409, 'too-many-screens']);
    assert.equal((await renew(family.client, first?.body.id)).status, 200, 'Who has a place keeps it.');
    await family.client.fetch('POST', `/api/v1/playback-sessions/${late.body.id}/end`);
    const both = await Promise.all([1, 2].map(() => renew(family.client, third?.body.id)));
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    const over = await renew(family.client, late.body.id);
    assert.deepEqual([over.status, over.body.code], [409, 'playback-session-ended']);
  });

  test('are lengthened with new addresses, never shortened', async () => {
    const family = await bench.household();
    const { body: begun } = await begin(family.client, family.profileId);
    bench.clock.time += LEASE_MS - 1;
    const { body } = await renew(family.client, begun.id);
    assert.equal(Date.parse(body.leaseExpiresAt), bench.clock.time + LEASE_MS);
    assert.equal(Date.parse(body.expiresAt), bench.clock.time + 30 * 60_000);
    assert.notEqual(body.hlsUrl, begun.hlsUrl);
    bench.clock.time -= 10_000;
    assert.equal((await renew(family.client, begun.id)).body.leaseExpiresAt, body.leaseExpiresAt);
    bench.clock.time += 10_000;
  });

  test('are not taken by trailers, nor by what staff look at', async () => {
    const owner = await bench.owner();
    const [main, trailer] = [await bench.asset(), await bench.asset()];
    const film = await bench.title({
      assets: [
        { assetId: main, purpose: 'main', names: {} },
        { assetId: trailer, purpose: 'trailer', names: {} },
      ],
    });
    for (let count = 0; count < 4; count++) {
      const shown = await begin(owner.client, owner.profileId, { titleId: film.id, assetId: trailer });
      assert.deepEqual([shown.status, shown.body.purpose, shown.body.lease], [201, 'trailer', null]);
      assert.equal((await renew(owner.client, shown.body.id)).status, 200);
      const bare = await begin(owner.client, owner.profileId, { titleId: undefined, assetId: main });
      assert.deepEqual([bare.status, bare.body.purpose, bare.body.titleId], [201, 'asset', null]);
      assert.equal((await renew(owner.client, bare.body.id)).status, 200);
    }
    assert.deepEqual(await onScreen(owner), []);
    const viewer = await bench.household();
    const bare = await begin(viewer.client, viewer.profileId, { titleId: undefined, assetId: main });
    assert.deepEqual([bare.status, bare.body.code], [404, 'title-not-found']);
    const foreign = await begin(viewer.client, viewer.profileId, { titleId, assetId: trailer });
    assert.deepEqual([foreign.status, foreign.body.code], [404, 'title-not-found']);
  });

  test('are as many as what the account holds brings', async () => {
    const family = await bench.household();
    const owner = bench.client();
    await owner.fetch('POST', '/api/v1/auth/sign-in', {
      email: 'owner@example.org',
      password: 'correct horse battery',
    });
    const granted = await owner.fetch('POST', '/api/v1/entitlements', {
      accountId: family.accountId,
      source: 'plan',
      scope: { kind: 'plan', plan: 'single' },
      screens: 1,
    });
    assert.equal(granted.status, 201, JSON.stringify(granted.body));
    assert.equal((await begin(family.client, family.profileId)).status, 201);
    assert.equal((await begin(family.client, family.profileId)).body.details.most, 1);
  });
});
