import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownViewer } from './availability.ts';
import { mainAsset, mainAssetMs, openCatalog } from './testing.ts';

test('a title says how long what it plays is, and an episode of what series it is, with one question for all', async (context) => {
  const { catalog, film, asked } = await openCatalog(context);
  const alone = await film('Alone', { assets: mainAsset });
  const silent = await film('Silent');
  const named = (name: string) => ({ name, tagline: null, synopsis: null });
  const texts = { en: named('Tides'), de: named('Gezeiten') };
  const series = await film('Tides', { kind: 'series', texts });
  const season = await film('Season', { kind: 'season', parentId: series.id, number: 2 });
  const episodes = [];
  for (const number of [1, 2])
    episodes.push(
      await film(`Episode ${number}`, { kind: 'episode', parentId: season.id, number, assets: mainAsset }),
    );
  const reader = { viewer: unknownViewer, languages: ['de'] };
  asked.durations = 0;
  const ids = [alone, silent, series, season, ...episodes].map(({ id }) => id);
  const shown = await catalog.browse.showMany(ids, reader);
  assert.equal(asked.durations, 1);
  const of = { id: series.id, slug: series.content.slug, name: 'Gezeiten', language: 'de' };
  assert.deepEqual(
    shown.map(({ durationMs, series: told }) => [durationMs, told]),
    [
      [mainAssetMs, null],
      [null, null],
      [null, null],
      [null, { ...of, seasonNumber: null }],
      [mainAssetMs, { ...of, seasonNumber: 2 }],
      [mainAssetMs, { ...of, seasonNumber: 2 }],
    ],
  );
  assert.equal((await catalog.browse.get(episodes[0]?.id ?? '', reader)).series?.name, 'Gezeiten');
});
