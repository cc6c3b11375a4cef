// What accounts hold: who grants and revokes it, and what it opens while it lasts. And what support can read of it all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Bench, freeWindow, type Household, openBench } from './testing/bench.ts';

const DAY_MS = 86_400_000;

describe('entitlements', () => {
  let bench: Bench;
  let owner: Household;
  let support: Household;
  let ada: Household;
  before(async () => {
    bench = await openBench({ playback: { decisionDays: 1 } });
    owner = await bench.owner();
    support = await bench.household('support@example.org');
    const wanted = { email: 'support@example.org', role: 'support' };
    assert.equal((await owner.client.fetch('PUT', '/api/v1/staff', wanted)).status, 200);
    ada = await bench.household('ada@example.org', { maturityLimit: null });
  });
  after(() => bench?.close());

  const grant = (by: Household, wish: object): Promise<Answer> =>
    by.client.fetch('POST', '/api/v1/entitlements', { accountId: ada.accountId, ...wish });
  const revoke = (by: Household, id: string): Promise<Answer> =>
    by.client.fetch('POST', `/api/v1/entitlements/${id}/revoke`);
  const play = async (titleId: string): Promise<Answer> => {
    const { profileId } = ada;
    const answer = await ada.client.fetch('POST', '/api/v1/playback-sessions', { profileId, titleId });
    if (answer.status === 201)
      await ada.client.fetch('POST', `/api/v1/playback-sessions/${answer.body.id}/end`);
    return answer;
  };
  const offered = (kind: 'subscription' | 'purchase' | 'rental', ...plans: string[]) =>
    bench.title({ windows: [{ ...freeWindow, offer: { kind, plans } }] });

  test('open what they are for, until they end or are revoked', async () => {
    const film = await offered('subscription', 'premium');
    const before = await play(film.id);
    assert.deepEqual(
      [before.status, before.body.details.offers],
      [403, [{ kind: 'subscription', plans: ['premium'] }]],
    );
    const scope = { kind: 'plan', plan: 'premium' };
    const endsAt = new Date(bench.clock.time + 60_000).toISOString();
    const { body: plan, status } = await grant(owner, { source: 'plan', scope, endsAt });
    assert.equal(status, 201);
    const playing = await play(film.id);
    assert.deepEqual(
      [playing.status, playing.body.expiresAt],
      [201, endsAt],
      'Addresses end with the right.',
    );
    bench.clock.time += 60_000;
    assert.equal((await play(film.id)).body.code, 'playback-entitlement');
    const { body: next } = await grant(owner, { source: 'plan', scope });
    const { body: session } = await ada.client.fetch('POST', '/api/v1/playback-sessions', {
      profileId: ada.profileId,
      titleId: film.id,
    });
    assert.equal((await revoke(owner, next.id)).body.revokedBy, owner.accountId);
    const renewed = await ada.client.fetch('POST', `/api/v1/playback-sessions/${session.id}/token`);
    assert.deepEqual([renewed.status, renewed.body.code], [403, 'playback-entitlement']);
    await ada.client.fetch('POST', `/api/v1/playback-sessions/${session.id}/end`);
    assert.equal((await play(film.id)).status, 403);
    const { items } = (await owner.client.fetch('GET', `/api/v1/entitlements?accountId=${ada.accountId}`))
      .body;
    assert.deepEqual(
      items.slice(0, 2).map(({ id }: { id: string }) => id),
      [next.id, plan.id],
    );
    const valid = await owner.client.fetch(
      'GET',
      `/api/v1/entitlements?accountId=${ada.accountId}&validOnly=true`,
    );
    assert.deepEqual(valid.body.items, []);
  });

  test('of one title open it and what is below it, by purchase, rental or gift', async () => {
    const window = (kind: 'purchase' | 'rental') => [{ ...freeWindow, offer: { kind, plans: [] } }];
    const series = await bench.title({ kind: 'series', assets: [], windows: window('purchase') });
    const season = await bench.title({
      kind: 'season',
      parentId: series.id,
      number: 1,
      assets: [],
      windows: [],
    });
    const episode = await bench.title({ kind: 'episode', parentId: season.id, number: 1, windows: [] });
    const rented = await bench.title({ windows: window('rental') });
    assert.equal((await play(episode.id)).status, 403);
    await grant(owner, { source: 'purchase', scope: { kind: 'title', titleId: series.id } });
    assert.equal((await play(episode.id)).status, 201);
    const endsAt = new Date(bench.clock.time + 2 * DAY_MS).toISOString();
    await grant(owner, { source: 'rental', scope: { kind: 'title', titleId: rented.id }, endsAt });
    assert.equal((await play(rented.id)).body.rightEndsAt, endsAt);
    const given = await offered('subscription', 'premium');
    await grant(owner, { source: 'staff', scope: { kind: 'title', titleId: given.id } });
    assert.equal((await play(given.id)).status, 201);
    const another = await offered('purchase');
    assert.equal((await play(another.id)).status, 403);
    const { body: everything } = await grant(owner, { source: 'staff', scope: { kind: 'everything' } });
    assert.equal((await play(another.id)).status, 201);
    await revoke(owner, everything.id);
  });

  test('with the same reference are granted once, also when they are sent at once', async () => {
    const startsAt = new Date(bench.clock.time).toISOString();
    const wish = { source: 'plan', scope: { kind: 'plan', plan: 'basic' }, externalRef: 'order 7', startsAt };
    const answers = await Promise.all([1, 2, 3, 4].map(() => grant(owner, wish)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 201]);
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    const changed = await grant(owner, { ...wish, scope: { kind: 'plan', plan: 'premium' } });
    assert.deepEqual([changed.status, changed.body.code], [409, 'grant-exists']);
    const found = await owner.client.fetch('GET', '/api/v1/entitlements?externalRef=order%207');
    assert.equal(found.body.items.length, 1);
    const fromNow = { source: 'plan', scope: wish.scope, externalRef: 'order 8' };
    const first = await grant(owner, fromNow);
    bench.clock.time += 1_000;
    const later = await grant(owner, fromNow);
    assert.deepEqual([first.status, later.status, later.body], [201, 200, first.body]);
  });

  test('are refused where they make no sense', async () => {
    const film = await offered('rental');
    const scope = { kind: 'title', titleId: film.id };
    const at = '2030-01-01T00:00:00Z';
    for (const [wish, status, code] of [
      [{ source: 'rental', scope }, 400, 'invalid-request'],
      [{ source: 'purchase', scope: { kind: 'everything' } }, 400, 'invalid-request'],
      [{ source: 'plan', scope: { kind: 'plan', plan: 'Über' } }, 400, 'invalid-request'],
      [{ source: 'plan', scope, note: 'a\u202eb' }, 400, 'invalid-request'],
      [{ source: 'rental', scope, endsAt: '2001-01-01T00:00:00Z' }, 400, 'grant-times-invalid'],
      [{ source: 'plan', scope, startsAt: at, endsAt: at }, 400, 'grant-times-invalid'],
      [{ source: 'plan', scope, accountId: 'ac_nobody' }, 404, 'account-not-found'],
      [{ source: 'plan', scope: { kind: 'title', titleId: `ti_${'0'.repeat(26)}` } }, 404, 'title-not-found'],
    ] as const) {
      const answer = await grant(owner, wish);
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(wish));
    }
  });

  test('may be given by support as short promotions only', async () => {
    const film = await offered('rental');
    const scope = { kind: 'title', titleId: film.id };
    const inDays = (days: number) => new Date(bench.clock.time + days * DAY_MS).toISOString();
    for (const wish of [
      { source: 'promotion', scope },
      { source: 'promotion', scope, endsAt: inDays(32) },
      { source: 'promotion', scope, startsAt: inDays(60), endsAt: inDays(61) },
      { source: 'promotion', scope: { kind: 'everything' }, endsAt: inDays(1) },
      { source: 'promotion', scope, endsAt: inDays(1), screens: 50 },
      { source: 'staff', scope, endsAt: inDays(1) },
    ]) {
      const refused = await grant(support, wish);
      assert.deepEqual([refused.status, refused.body.code], [403, 'grant-refused'], JSON.stringify(wish));
    }
    const { body, status } = await grant(support, { source: 'promotion', scope, endsAt: inDays(31) });
    assert.equal(status, 201);
    assert.equal((await play(film.id)).status, 201);
    const { body: plan } = await grant(owner, { source: 'plan', scope: { kind: 'plan', plan: 'basic' } });
    assert.equal((await revoke(support, plan.id)).body.code, 'grant-refused');
    assert.equal((await revoke(support, body.id)).body.revokedBy, support.accountId);
    assert.equal((await revoke(owner, body.id)).body.revokedBy, support.accountId, 'Who was first stays.');
    const viewer = await grant(ada, { source: 'staff', scope: { kind: 'everything' } });
    assert.equal(viewer.status, 403);
  });

  test('and decisions are told to support: who, what, where, why not', async () => {
    const film = await offered('purchase');
    const refused = await play(film.id);
    const { decisionId } = refused.body.details;
    const read = async (query: string) =>
      (await support.client.fetch('GET', `/api/v1/playback-decisions?${query}`)).body.items;
    const [decision] = await read(`id=${decisionId}`);
    assert.deepEqual(
      [decision.allowed, decision.reason, decision.accountId, decision.profileId, decision.titleId],
      [false, 'entitlement', ada.accountId, ada.profileId, film.id],
    );
    assert.equal(decision.address, '127.0.0.0/24');
    assert.equal(decision.facts.availability, 'entitlement');
    assert.deepEqual(decision.facts.screens, { taken: 0, most: 3, policy: 'refuse' });
    await grant(owner, { source: 'purchase', scope: { kind: 'title', titleId: film.id } });
    const allowed = await play(film.id);
    const [newest, ...older] = await read(`titleId=${film.id}`);
    assert.deepEqual([newest.allowed, newest.sessionId, older.length], [true, allowed.body.id, 1]);
    assert.equal((await read(`accountId=${ada.accountId}&allowed=false&titleId=${film.id}`)).length, 1);
    assert.deepEqual(await read(`titleId=${film.id}&until=${decision.decidedAt}`), []);
    const page = await support.client.fetch('GET', '/api/v1/playback-decisions?limit=1');
    const second = await read(`limit=1&cursor=${page.body.nextCursor}`);
    assert.notEqual(second[0].id, page.body.items[0].id);
    const viewer = await ada.client.fetch('GET', '/api/v1/playback-decisions');
    assert.equal(viewer.status, 403);

    bench.clock.time += 2 * DAY_MS;
    await bench.server.module.sweep();
    assert.deepEqual(await read(`titleId=${film.id}`), []);
  });

  test('and all else that is personal go with the account and the profile', async () => {
    const eve = await bench.household();
    const { id: titleId } = await bench.title();
    await grant(owner, { accountId: eve.accountId, source: 'plan', scope: { kind: 'plan', plan: 'basic' } });
    const { profileId } = eve;
    await eve.client.fetch('POST', '/api/v1/playback-sessions', { profileId, titleId });
    await eve.client.fetch('POST', `/api/v1/profiles/${profileId}/delete`, {
      password: 'correct horse battery',
    });
    assert.deepEqual((await eve.client.fetch('GET', '/api/v1/playback-sessions')).body.items, []);
    const decisions = async () =>
      (await support.client.fetch('GET', `/api/v1/playback-decisions?accountId=${eve.accountId}`)).body.items;
    assert.equal((await decisions())[0].profileId, null);
    await bench.forget(eve.accountId);
    assert.deepEqual(await decisions(), []);
    const held = await owner.client.fetch('GET', `/api/v1/entitlements?accountId=${eve.accountId}`);
    assert.deepEqual(held.body.items, []);
  });
});
