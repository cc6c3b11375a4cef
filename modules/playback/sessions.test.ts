// Playback sessions over HTTP: what a viewer gets, what is refused, and who holds the screens.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, freeWindow, type Household, openBench } from './testing/bench.ts';

const HOUR_MS = 3_600_000;

describe('playback sessions', () => {
  let bench: Bench;
  let ada: Household;
  before(async () => {
    bench = await openBench();
    ada = await bench.household('ada@example.org', {
      language: 'de',
      audioLanguages: ['fr'],
      captionLanguages: ['en'],
      captions: 'on',
    });
  });
  after(() => bench?.close());

  const start = ({ client, profileId }: Household, wish: object) =>
    client.fetch('POST', '/api/v1/playback-sessions', { profileId, ...wish });
  const end = ({ client }: Household, id: string) =>
    client.fetch('POST', `/api/v1/playback-sessions/${id}/end`);

  test('begin with addresses, markers, the next episode and what the profile prefers', async () => {
    const series = await bench.title({ kind: 'series', assets: [] });
    const season = await bench.title({
      kind: 'season',
      parentId: series.id,
      number: 1,
      assets: [],
      windows: [],
    });
    const markers = [{ kind: 'intro', startMs: 0, endMs: 30_000 } as const];
    const first = await bench.title({
      kind: 'episode',
      parentId: season.id,
      number: 1,
      markers,
      windows: [],
    });
    const hidden = await bench.title({
      kind: 'episode',
      parentId: season.id,
      number: 2,
      windows: [],
      publication: { isReleased: false, publishAt: null, embargoUntil: null, expireAt: null },
    });
    const third = await bench.title({ kind: 'episode', parentId: season.id, number: 3, windows: [] });
    assert.ok(hidden.id !== third.id);
    const { status, headers, body } = await start(ada, { titleId: first.id, device: 'tv' });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get('location'), `/api/v1/playback-sessions/${body.id}`);
    assert.equal(headers.get('cache-control'), 'no-store');
    const expiresAt = bench.clock.time + 30 * 60_000;
    const lease = new Date(bench.clock.time + 45_000).toISOString();
    assert.deepEqual(body, {
      id: body.id,
      profileId: ada.profileId,
      titleId: first.id,
      assetId: first.assetId,
      purpose: 'main',
      device: 'tv',
      territory: null,
      startedAt: new Date(bench.clock.time).toISOString(),
      leaseExpiresAt: lease,
      endedAt: null,
      endReason: null,
      hlsUrl: `http://films.example/${expiresAt}/${first.assetId}/main.m3u8`,
      dashUrl: `http://films.example/${expiresAt}/${first.assetId}/manifest.mpd`,
      expiresAt: new Date(expiresAt).toISOString(),
      rightEndsAt: null,
      displaced: [],
      positionMs: 0,
      markers: [{ kind: 'intro', startMs: 0, endMs: 30_000 }],
      next: {
        titleId: third.id,
        number: 3,
        names: { en: `The ${third.assetId}` },
        originalLanguage: 'en',
        playable: true,
      },
      audioLanguages: ['fr', 'en'],
      captionLanguages: ['en', 'de'],
      captions: 'on',
      heartbeat: null,
      lease: { seconds: 45 },
    });
    const shown = await ada.client.fetch('GET', `/api/v1/playback-sessions/${body.id}`);
    assert.deepEqual([shown.status, shown.body.titleId], [200, first.id]);
    assert.equal((await end(ada, body.id)).status, 204);
    const ended = await ada.client.fetch('GET', `/api/v1/playback-sessions/${body.id}`);
    assert.equal(ended.body.endReason, 'ended');
  });

  test('are not there for another account', async () => {
    const eve = await bench.household();
    const { id } = (await start(ada, { titleId: (await bench.title()).id })).body;
    for (const [method, more] of [
      ['GET', ''],
      ['POST', '/end'],
      ['POST', '/token'],
    ] as const) {
      const answer = await eve.client.fetch(method, `/api/v1/playback-sessions/${id}${more}`);
      assert.deepEqual([answer.status, answer.body.code], [404, 'playback-session-not-found'], more);
    }
    const foreign = await start({ ...eve, profileId: ada.profileId }, { titleId: (await bench.title()).id });
    assert.deepEqual([foreign.status, foreign.body.code], [404, 'profile-not-found']);
    const replacing = await start(eve, { titleId: (await bench.title()).id, replaces: id });
    assert.equal(replacing.status, 201);
    assert.equal((await ada.client.fetch('GET', `/api/v1/playback-sessions/${id}`)).body.endedAt, null);
    await end(ada, id);
  });

  test('end when the right to play does', async () => {
    const closesAt = bench.clock.time + 60_000;
    const { id } = await bench.title({ windows: [{ ...freeWindow, closesAt }] });
    const { body } = await start(ada, { titleId: id });
    assert.equal(body.expiresAt, new Date(closesAt).toISOString());
    assert.equal(body.rightEndsAt, body.expiresAt);
    await end(ada, body.id);
  });

  test('are refused with one code for each reason, and what is hidden is not there', async () => {
    const refused = async (changes: Parameters<Bench['title']>[0], wish: object = {}) => {
      const { id } = await bench.title(changes);
      const { status, body } = await start(ada, { titleId: id, ...wish });
      return [status, body.code, body.details?.reason];
    };
    const publication = { isReleased: false, publishAt: null, embargoUntil: null, expireAt: null };
    assert.deepEqual(await refused({ publication }), [404, 'title-not-found', undefined]);
    assert.deepEqual(await refused({ windows: [] }), [404, 'title-not-found', undefined]);
    assert.deepEqual(await refused({ windows: [{ ...freeWindow, territories: ['DE'] }] }), [
      403,
      'playback-territory',
      'territory',
    ]);
    assert.deepEqual(await refused({ windows: [{ ...freeWindow, opensAt: bench.clock.time + HOUR_MS }] }), [
      403,
      'playback-window',
      'window',
    ]);
    assert.deepEqual(await refused({ windows: [{ ...freeWindow, devices: ['tv'] }] }, { device: 'phone' }), [
      403,
      'playback-device',
      'device',
    ]);
    assert.deepEqual(
      await refused({ windows: [{ ...freeWindow, offer: { kind: 'purchase', plans: [] } }] }),
      [403, 'playback-entitlement', 'entitlement'],
    );
    assert.deepEqual(await refused({ assets: [] }), [409, 'playback-no-media', 'no-media']);
    const examining = await bench.asset('examining');
    assert.deepEqual(await refused({ assets: [{ assetId: examining, purpose: 'main', names: {} }] }), [
      503,
      'playback-not-ready',
      'not-ready',
    ]);
    const unknown = await start(ada, { titleId: `ti_${'0'.repeat(26)}` });
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'title-not-found']);
    const stranger = await bench.client().fetch('POST', '/api/v1/playback-sessions', {});
    assert.deepEqual([stranger.status, stranger.body.code], [401, 'sign-in-needed']);
    const bad = await ada.client.fetch('POST', '/api/v1/playback-sessions', {});
    assert.deepEqual([bad.status, bad.body.code], [400, 'invalid-request']);
  });

  test('take a screen each, no more than there are, and give it back when nothing is heard of them', async () => {
    const family = await bench.household();
    const { id: titleId } = await bench.title();
    const begun = await Promise.all(Array.from({ length: 8 }, () => start(family, { titleId })));
    assert.deepEqual(begun.map(({ status }) => status).sort(), [201, 201, 201, 409, 409, 409, 409, 409]);
    assert.ok(begun.some(({ body }) => body.code === 'too-many-screens'));
    const screens = async () => (await family.client.fetch('GET', '/api/v1/playback-sessions')).body.items;
    assert.equal((await screens()).length, 3);
    const [one] = await screens();
    const instead = await start(family, { titleId, replaces: one.id });
    assert.equal(instead.status, 201);
    assert.equal((await start(family, { titleId })).status, 409);
    bench.clock.time += 45_000;
    assert.deepEqual(await screens(), []);
    assert.equal((await start(family, { titleId })).status, 201);
  });
});
