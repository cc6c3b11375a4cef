// What editors find in a list of thousands: by names as typed, by what is missing, in the order they like, counted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unknownViewer as nobody } from './availability.ts';
import type { Lack } from './editor-list.ts';
import { actor, draft, filmContent, HOUR_MS, mainAsset, NOON, openCatalog } from './testing.ts';

const everything = { after: null, limit: 50 };

describe('lists for editors', () => {
  test('find titles by the beginnings of their words, in any language, and by id and slug', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const third = await film('The Third Man', {
      texts: {
        en: { name: 'The Third Man', tagline: null, synopsis: 'Vienna.' },
        de: { name: 'Der dritte Mann', tagline: null, synopsis: null },
      },
      publication: draft,
    });
    const straße = await film('Große Straße');
    const find = async (text: string) =>
      (await catalog.listTitles({ text }, everything)).items.map(({ id }) => id);
    for (const text of ['thi', 'man thi', 'DRITTE', third.id, third.content.slug])
      assert.deepEqual(await find(text), [third.id], text);
    assert.deepEqual(await find('strasse gros'), [straße.id]);
    for (const text of ['vienna', 'third woman', "'':*|", '!!!', '\\', "man' | 'gro"])
      assert.deepEqual(await find(text), [], text);
  });

  test('find people by name', async (context) => {
    const { catalog } = await openCatalog(context);
    const names = { en: 'Orson Welles', ru: 'Орсон Уэллс' };
    const person = { slug: '', originalLanguage: 'en', portraitId: null, biographies: {} };
    const welles = await catalog.people.create({ ...person, names }, { actor });
    await catalog.people.create({ ...person, names: { en: 'Orson Bean' } }, { actor });
    const find = async (text: string) =>
      (await catalog.listPeople({ ...everything, text })).items.map(({ id }) => id);
    assert.deepEqual(await find('well'), [welles.id]);
    assert.deepEqual(await find('уэл'), [welles.id]);
    assert.equal((await find('orson')).length, 2);
    assert.deepEqual(await find('the third'), []);
  });

  test('say what is missing, with what is inherited', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const made = await film('Bare', { windows: [], genres: [] });
    const full = await film('Full', {
      texts: { en: { name: 'Full', tagline: null, synopsis: 'All there.' } },
      genres: ['noir'],
      assets: mainAsset,
      ratings: [{ territory: '*', system: 'own', label: '12', minimumAge: 12 }],
    });
    const series = await catalog.titles.create(filmContent('Show', { kind: 'series' }), { actor });
    const season = await catalog.titles.create(
      filmContent('One', { kind: 'season', parentId: series.id, number: 1, windows: [] }),
      { actor },
    );
    const without = async (lacks: Lack) =>
      new Set((await catalog.listTitles({ lacks }, everything)).items.map(({ id }) => id));
    assert.deepEqual(await without('rights'), new Set([made.id]));
    assert.deepEqual(await without('media'), new Set([made.id]));
    assert.deepEqual(await without('synopsis'), new Set([made.id, series.id, season.id]));
    assert.deepEqual(await without('rating'), new Set([made.id, series.id, season.id]));
    assert.deepEqual(await without('genre'), new Set([made.id, series.id, season.id]));
    for (const lacks of ['poster', 'backdrop', 'credits'] as const)
      assert.equal((await without(lacks)).size, 4, lacks);
    const french = await catalog.listTitles({ lacksLanguage: 'fr' }, everything);
    assert.equal(french.items.length, 4);
    assert.deepEqual((await catalog.listTitles({ lacksLanguage: 'en' }, everything)).items, []);
    const whole = await catalog.listTitles({ isWhole: true }, everything);
    assert.deepEqual(
      whole.items.map(({ id }) => id),
      [series.id, full.id, made.id],
    );
    assert.equal(await catalog.countTitles({ isWhole: true }), 3);
    assert.equal(await catalog.countTitles({ lacks: 'poster', kind: 'season' }), 1);
  });

  test('begin with what was changed last, page by page', async (context) => {
    const { catalog, clock, film } = await openCatalog(context);
    const made = [];
    for (const name of ['A', 'B', 'C']) made.push(await film(name));
    const [first] = made;
    clock.time = NOON + HOUR_MS;
    await catalog.titles.edit(first?.id ?? '', (content) => ({ ...content, genres: ['noir'] }), { actor });
    const names = [];
    let after = null;
    for (;;) {
      const page = await catalog.listTitles({ sort: 'updated' }, { after, limit: 1 });
      names.push(...page.items.map(({ content }) => content.texts['en']?.name));
      if (page.nextCursor === null) break;
      after = { place: null, id: page.nextCursor };
    }
    assert.deepEqual(names, ['A', 'C', 'B']);
  });

  test('a viewer is judged at another time', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const { id } = await film('Soon', {
      publication: { isReleased: true, publishAt: NOON + HOUR_MS, embargoUntil: null, expireAt: null },
    });
    assert.equal((await catalog.browse.judge(id, nobody)).availability.reason, 'scheduled');
    assert.equal((await catalog.browse.judge(id, nobody, NOON + HOUR_MS)).availability.reason, 'no-media');
    const reader = { viewer: nobody, languages: ['en'] };
    await assert.rejects(catalog.browse.get(id, reader), { code: 'title-not-found' });
    assert.equal((await catalog.browse.get(id, { ...reader, at: NOON + HOUR_MS })).name, 'Soon');
    assert.deepEqual((await catalog.browse.list(reader, {}, everything)).items, []);
    assert.equal(
      (await catalog.browse.list({ ...reader, at: NOON + HOUR_MS }, {}, everything)).items.length,
      1,
    );
  });
});
