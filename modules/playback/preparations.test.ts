// What a player may have before the viewer has decided: a moment of the title, judged as a session is, and no screen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, freeWindow, openBench } from './testing/bench.ts';

describe('preparations', () => {
  let bench: Bench;
  let ada: Awaited<ReturnType<Bench['household']>>;
  before(async () => {
    bench = await openBench({ playback: { screens: 1 } });
    ada = await bench.household();
  });
  after(() => bench?.close());

  const prepare = (titleId: string, more: object = {}) =>
    ada.client.fetch('POST', '/api/v1/playback-preparations', {
      profileId: ada.profileId,
      titleId,
      device: 'web',
      ...more,
    });

  test('open a moment for two minutes, take no screen and are not recorded', async () => {
    const { id, assetId } = await bench.title();
    const { status, body } = await prepare(id);
    assert.equal(status, 200, JSON.stringify(body));
    const expiresAt = bench.clock.time + 120_000;
    assert.deepEqual(body, {
      hlsUrl: `http://films.example/${expiresAt}/0/${assetId}/main.m3u8`,
      expiresAt: new Date(expiresAt).toISOString(),
      positionMs: 0,
      audioLanguages: body.audioLanguages,
    });
    const screens = await ada.client.fetch('GET', '/api/v1/playback-sessions');
    assert.deepEqual(screens.body.items, []);
  });

  test('end when the right to play does', async () => {
    const closesAt = bench.clock.time + 5_000;
    const { id } = await bench.title({ windows: [{ ...freeWindow, closesAt }] });
    assert.equal((await prepare(id)).body.expiresAt, new Date(closesAt).toISOString());
  });

  test('are refused for the reasons that a session is', async () => {
    const elsewhere = await bench.title({ windows: [{ ...freeWindow, territories: ['DE'] }] });
    assert.equal((await prepare(elsewhere.id)).body.code, 'playback-territory');
    const hidden = await bench.title({ windows: [] });
    assert.equal((await prepare(hidden.id)).body.code, 'title-not-found');
    const { id } = await bench.title();
    const eve = await bench.household();
    assert.equal((await prepare(id, { profileId: eve.profileId })).body.code, 'profile-not-found');
    const started = await ada.client.fetch('POST', '/api/v1/playback-sessions', {
      profileId: ada.profileId,
      titleId: id,
      device: 'web',
    });
    assert.equal(started.status, 201);
    assert.equal((await prepare(id)).body.code, 'too-many-screens');
  });
});
