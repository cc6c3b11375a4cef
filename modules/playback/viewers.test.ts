// Browsing, search and playback answer the same viewer by the same facts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Bench, freeWindow, type Household, openBench } from './testing/bench.ts';

describe('viewers', () => {
  let bench: Bench;
  let ada: Household;
  before(async () => {
    bench = await openBench({ geo: { fallback: 'DE' } });
    ada = await bench.household('ada@example.org', { language: 'de' });
  });
  after(() => bench?.close());

  const rated = (minimumAge: number) => [{ territory: '*', system: 'X', label: 'x', minimumAge }];
  const text = (name: string) => ({ en: { name, tagline: null, synopsis: null } });
  const get = (path: string, profileId = ada.profileId): Promise<Answer> =>
    ada.client.fetch('GET', `/api/v1${path}${path.includes('?') ? '&' : '?'}profileId=${profileId}`);
  const ids = ({ body }: Answer): string[] => body.items.map(({ id }: { id: string }) => id);
  const play = async (profileId: string, titleId: string): Promise<number> => {
    const answer = await ada.client.fetch('POST', '/api/v1/playback-sessions', { profileId, titleId });
    if (answer.status === 201)
      await ada.client.fetch('POST', `/api/v1/playback-sessions/${answer.body.id}/end`);
    return answer.status;
  };

  test('of a kids profile find, see and play nothing that is not for children', async () => {
    const kid = await bench.profile(ada.client, { isKids: true });
    const cartoon = await bench.title({ texts: text('Zebra cartoon'), ratings: rated(0) });
    const thriller = await bench.title({ texts: text('Zebra thriller'), ratings: rated(16) });
    const unrated = await bench.title({ texts: text('Zebra unrated') });
    const all = [cartoon.id, thriller.id, unrated.id];
    assert.deepEqual(ids(await get('/browse')).toSorted(), all.toSorted());
    assert.deepEqual(ids(await get('/search?q=zebra')).toSorted(), all.toSorted());
    assert.deepEqual(ids(await get('/browse', kid)), [cartoon.id]);
    const found = await get('/search?q=zebra&facets=true', kid);
    assert.deepEqual(ids(found), [cartoon.id]);
    assert.deepEqual(found.body.facets, [{ facet: 'kind', value: 'film', count: 1 }]);
    for (const { id } of [thriller, unrated]) {
      assert.equal((await get(`/browse/${id}`, kid)).body.code, 'title-not-found');
      assert.equal(await play(kid, id), 403);
      assert.equal(await play(ada.profileId, id), 201);
    }
    assert.equal((await get(`/browse/${cartoon.id}`, kid)).status, 200);
    assert.equal(await play(kid, cartoon.id), 201);
  });

  test('see by their country, their device and what they hold what they can play', async () => {
    const elsewhere = await bench.title({ windows: [{ ...freeWindow, territories: ['FR'] }] });
    const onTv = await bench.title({ windows: [{ ...freeWindow, territories: ['DE'], devices: ['tv'] }] });
    const premium = await bench.title({
      windows: [{ ...freeWindow, offer: { kind: 'subscription', plans: ['premium'] } }],
    });
    assert.equal((await get(`/browse/${elsewhere.id}`)).status, 404);
    const availability = async (id: string, more = '') =>
      (await get(`/browse/${id}${more}`)).body.availability;
    assert.equal((await availability(onTv.id, '?device=phone')).reason, 'device');
    assert.equal((await availability(onTv.id, '?device=tv')).playable, true);
    assert.equal((await availability(premium.id)).reason, 'entitlement');
    const playable = async () => ids(await get('/browse?playableOnly=true&device=tv'));
    assert.ok(!(await playable()).includes(premium.id));
    const owner = await bench.owner();
    const granted = await owner.client.fetch('POST', '/api/v1/entitlements', {
      accountId: ada.accountId,
      source: 'promotion',
      scope: { kind: 'title', titleId: premium.id },
    });
    assert.equal(granted.status, 201);
    assert.equal((await availability(premium.id)).playable, true);
    assert.ok((await playable()).includes(premium.id));
    assert.equal(await play(ada.profileId, premium.id), 201);
  });

  test('read in the language of the profile unless they ask for another', async () => {
    const { id } = await bench.title({
      texts: { ...text('The Third Man'), de: { name: 'Der dritte Mann', tagline: null, synopsis: null } },
    });
    assert.equal((await get(`/browse/${id}`)).body.name, 'Der dritte Mann');
    assert.equal((await get(`/browse/${id}?language=en`)).body.name, 'The Third Man');
  });

  test('have to be signed in, and say a profile of their own whose PIN has been said', async () => {
    const eve = await bench.household();
    const locked = await bench.profile(ada.client);
    const pin = { pin: '0420', password: 'correct horse battery' };
    await ada.client.fetch('PUT', `/api/v1/profiles/${locked}/pin`, pin);
    for (const path of ['/browse', '/search?q=zebra', '/browse/anything']) {
      const nobody = await bench.client().fetch('GET', `/api/v1${path}`);
      assert.deepEqual([nobody.status, nobody.body.code], [401, 'sign-in-needed'], path);
      assert.equal((await get(path, eve.profileId)).body.code, 'profile-not-found', path);
      assert.equal((await get(path, locked)).body.code, 'profile-locked', path);
      assert.equal((await ada.client.fetch('GET', `/api/v1${path}`)).status, 400, path);
      assert.equal((await get(path)).headers.get('cache-control'), 'no-store', path);
    }
    const { id } = await bench.title();
    assert.equal(await play(locked, id), 403);
    const foreign = await ada.client.fetch(
      'POST',
      '/api/v1/playback-sessions',
      {
        profileId: ada.profileId,
        titleId: id,
      },
      { origin: 'http://evil.example' },
    );
    assert.deepEqual([foreign.status, foreign.body.code], [403, 'origin-refused']);
  });

  test('on a device that was revoked are told so', async () => {
    const tablet = bench.client();
    const sign = { email: 'ada@example.org', password: 'correct horse battery' };
    await tablet.fetch('POST', '/api/v1/auth/sign-in', sign);
    const { items } = (await tablet.fetch('GET', '/api/v1/devices')).body;
    const { id } = items.find(({ isThis }: { isThis: boolean }) => isThis);
    assert.equal((await ada.client.fetch('POST', `/api/v1/devices/${id}/revoke`)).status, 200);
    const { id: titleId } = await bench.title();
    const { profileId } = ada;
    const answer = await tablet.fetch('POST', '/api/v1/playback-sessions', { profileId, titleId });
    assert.deepEqual([answer.status, answer.body.code], [401, 'device-revoked']);
    const browsing = await tablet.fetch('GET', `/api/v1/browse?profileId=${profileId}`);
    assert.equal(browsing.body.code, 'device-revoked');
  });
});
