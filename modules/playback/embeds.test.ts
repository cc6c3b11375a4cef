// Playing within another site's page: what anybody may, and what nobody may.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { embedConfig } from './config.ts';
import { frameAncestors } from './embeds.ts';
import { type Bench, freeWindow, openBench, type TestServer } from './testing/bench.ts';

const HOUR_MS = 3_600_000;
const OWN = { origin: 'http://films.example' };
const rated = (minimumAge: number, territory = '*') => ({
  territory,
  system: 'age',
  label: String(minimumAge),
  minimumAge,
});
const unreleased = { isReleased: false, publishAt: null, embargoUntil: null, expireAt: null };

describe('embedded titles', () => {
  let bench: Bench;
  let swiss: TestServer;
  before(async () => {
    bench = await openBench({ embed: { allowedOrigins: ['https://blog.example'] } });
    swiss = await bench.start({ embed: { allowedOrigins: ['*'], maximumAge: 16 }, geo: { fallback: 'CH' } });
  });
  after(() => bench?.close());

  const play = (
    id: string,
    {
      at,
      headers = OWN,
      query = '',
    }: { at?: TestServer; headers?: Record<string, string>; query?: string } = {},
  ) => bench.client(at).fetch('POST', `/api/v1/embeds/${id}/playback${query}`, undefined, headers);
  const free = (changes: Parameters<Bench['title']>[0] = {}) =>
    bench.title({ ratings: [rated(6)], ...changes });

  test('play for nobody in particular, at addresses that end, and leave nothing behind', async () => {
    const { id, assetId } = await free({
      texts: {
        en: { name: 'The Lamp', tagline: null, synopsis: null },
        de: { name: 'Die Lampe', tagline: null, synopsis: null },
      },
    });
    const { status, headers, body } = await play(id, { query: '?language=de' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(headers.getSetCookie(), []);
    const expiresAt = bench.clock.time + 30 * 60_000;
    assert.deepEqual(body, {
      titleId: id,
      slug: body.slug,
      kind: 'film',
      name: 'Die Lampe',
      language: 'de',
      seriesName: null,
      originalLanguage: 'en',
      artwork: {},
      durationMs: 5_400_000,
      hlsUrl: `http://films.example/${expiresAt}/${assetId}/main.m3u8`,
      dashUrl: `http://films.example/${expiresAt}/${assetId}/manifest.mpd`,
      expiresAt: new Date(expiresAt).toISOString(),
      rightEndsAt: null,
    });
    for (const table of ['sessions', 'decisions']) {
      const count = sql<{
        count: number;
      }>`select count(*)::integer as count from ${sql.table(`playback.${table}`)}`;
      assert.deepEqual((await count.execute(bench.database.kysely)).rows, [{ count: 0 }], table);
    }
  });

  test('end no later than the right to play', async () => {
    const closesAt = bench.clock.time + 600_000;
    const { id } = await free({ windows: [{ ...freeWindow, closesAt }] });
    const { body } = await play(id);
    assert.equal(body.expiresAt, new Date(closesAt).toISOString());
    assert.equal(body.rightEndsAt, body.expiresAt);
  });

  test('are named with their series', async () => {
    const names = (name: string) => ({ en: { name, tagline: null, synopsis: null } });
    const series = await free({ kind: 'series', assets: [], texts: names('Wave Theory') });
    const season = await free({ kind: 'season', parentId: series.id, number: 1, assets: [], windows: [] });
    const wish = {
      kind: 'episode',
      parentId: season.id,
      number: 1,
      windows: [],
      texts: names('Ebb'),
    } as const;
    const { body } = await play((await free(wish)).id);
    assert.deepEqual([body.name, body.seriesName], ['Ebb', 'Wave Theory']);
    assert.equal((await play(series.id)).body.code, 'playback-no-media');
  });

  test('are refused unless they are published, free, open here and fit for everybody', async () => {
    const later = { ...freeWindow, opensAt: bench.clock.time + HOUR_MS };
    const cases = [
      ['title-not-found', await free({ publication: unreleased })],
      ['title-not-found', await free({ windows: [] })],
      ['title-not-found', { id: `ti_${'0'.repeat(26)}` }],
      ['embed-age', await free({ ratings: [rated(16)] })],
      ['embed-age', await free({ ratings: [] })],
      [
        'embed-not-free',
        await free({ windows: [{ ...freeWindow, offer: { kind: 'subscription', plans: [] } }] }),
      ],
      [
        'embed-not-free',
        await free({ windows: [{ ...freeWindow, offer: { kind: 'purchase', plans: [] } }] }),
      ],
      ['playback-window', await free({ windows: [later] })],
      ['playback-device', await free({ windows: [{ ...freeWindow, devices: ['tv'] }] })],
      ['playback-territory', await free({ windows: [{ ...freeWindow, territories: ['CH'] }] })],
      ['playback-no-media', await free({ assets: [] })],
    ] as const;
    for (const [code, { id }] of cases) {
      const { body } = await play(id);
      assert.equal(body.code, code, JSON.stringify(body));
      assert.doesNotMatch(JSON.stringify(body), /m3u8|account/);
    }
  });

  test('follow the territory of the request and the age of the setting', async () => {
    const here = await free({
      ratings: [rated(18), rated(16, 'CH')],
      windows: [{ ...freeWindow, territories: ['CH'] }],
    });
    assert.equal((await play(here.id, { at: swiss })).status, 200);
    const strict = await free({ ratings: [rated(0), rated(18, 'CH')] });
    assert.equal((await play(strict.id, { at: swiss })).body.code, 'embed-age');
    assert.equal((await play(strict.id)).status, 200);
  });

  test('are asked for by a page of this server only', async () => {
    const { id } = await free();
    for (const headers of [{}, { origin: 'https://blog.example' }, { origin: 'null' }]) {
      const { status, body } = await play(id, { headers: headers as Record<string, string> });
      assert.deepEqual([status, body.code], [403, 'embed-origin-refused']);
    }
  });

  test('play for those who are signed in where no site may show them', async () => {
    const closed = await bench.start();
    const { id } = await free();
    const { status, body } = await play(id, { at: closed });
    assert.deepEqual([status, body.code], [403, 'embedding-off']);
    const { client } = await bench.household();
    const path = `/api/v1/embeds/${id}/playback`;
    assert.equal(
      (await client.at(closed).fetch('POST', path, undefined, { ...OWN, 'sec-fetch-site': 'same-origin' }))
        .status,
      200,
    );
  });

  test('are framed by the sites of the setting, which cannot say anything else', () => {
    const ancestors = (allowedOrigins: string[]) => frameAncestors(embedConfig.parse({ allowedOrigins }));
    assert.equal(ancestors([]), "'self'");
    assert.equal(
      ancestors(['https://Blog.example', 'https://*.example.org:8443', 'http://127.0.0.1:9000']),
      "'self' https://blog.example https://*.example.org:8443 http://127.0.0.1:9000",
    );
    assert.equal(ancestors(['*']), '*');
    for (const wrong of [
      'blog.example',
      "https://a.example; script-src 'unsafe-inline'",
      'https://a.example/',
      'https:',
      'data:',
      '',
    ])
      assert.throws(() => ancestors([wrong]), wrong);
  });
});
