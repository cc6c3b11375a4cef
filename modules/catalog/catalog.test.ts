import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import { unknownViewer } from './availability.ts';
import {
  actor,
  draft,
  filmContent,
  freeEverywhere,
  HOUR_MS,
  mainAsset,
  NOON,
  openCatalog,
  released,
} from './testing.ts';
import type { TitleContent } from './title.ts';

const fails = (code: string, words?: RegExp) => (error: unknown) => {
  assert.ok(isVitascopeError(error, code), String(error));
  if (words !== undefined) assert.match(error.message, words);
  return true;
};
const readerOf = (viewer: Partial<typeof unknownViewer> = {}, ...languages: string[]) => ({
  viewer: { ...unknownViewer, ...viewer },
  languages,
});
const firstPage = { after: null, limit: 50 };
const whole = (title: { content: TitleContent }) => title.content;

async function openSeries(context: Parameters<typeof openCatalog>[0]) {
  const opened = await openCatalog(context);
  const { film } = opened;
  const series = await film('Dark', { kind: 'series' });
  const season = await film('Season 1', { kind: 'season', parentId: series.id, number: 1, windows: [] });
  const episode = await film('Secrets', {
    kind: 'episode',
    parentId: season.id,
    number: 1,
    windows: [],
    assets: mainAsset,
  });
  return { ...opened, series, season, episode };
}

describe('titles', () => {
  test('are given back as they were written, by id and by slug', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const content = filmContent('Amélie', {
      genres: ['comedy'],
      publication: { ...released, publishAt: NOON },
    });
    const { id } = await catalog.titles.create(content, { actor });
    assert.deepEqual(whole(await catalog.titles.get(id)), { ...content, slug: 'amelie' });
    assert.equal((await catalog.titles.get('amelie')).id, id);
    await assert.rejects(catalog.titles.get('amelie-2'), fails('title-not-found'));
    assert.equal((await film('Amélie')).content.slug, 'amelie-2');
    assert.match((await film('千と千尋の神隠し')).content.slug, /^[a-z0-9]{10}$/);
  });

  test('seasons and episodes are named after their series', async (context) => {
    const { season, episode } = await openSeries(context);
    assert.equal(season.content.slug, 'dark-s1');
    assert.equal(episode.content.slug, 'dark-s1e1');
  });

  const season = { kind: 'season', number: 1 } as const;
  for (const [name, changes, words] of [
    ['a season without a series', season, /needs the parentId/],
    ['a film with a number', { number: 3 }, /has no number/],
    ['a parent that does not exist', { ...season, parentId: `ti_${'0'.repeat(26)}` }, /does not exist/],
    ['texts without the original language', { originalLanguage: 'fr' }, /nothing in fr/],
    [
      'a person that does not exist',
      { credits: [{ personId: `pe_${'0'.repeat(26)}`, role: 'actor', character: null }] },
      /person pe_0+ does not/,
    ],
    [
      'an asset that does not exist',
      { assets: [{ assetId: `as_${'1'.repeat(26)}`, purpose: 'main', names: {} }] },
      /asset as_1+ does not/,
    ],
    ['two main assets', { assets: [...mainAsset, ...mainAsset] }, /2 main assets/],
    ['a series that plays itself', { kind: 'series', assets: mainAsset }, /not played itself/],
    ['members of a film', { members: [`ti_${'0'.repeat(26)}`] }, /Only a collection/],
    [
      'a marker that ends before it starts',
      { markers: [{ kind: 'intro', startMs: 5, endMs: 5 }] },
      /not after its start/,
    ],
    [
      'a window that closes before it opens',
      { windows: [{ ...freeEverywhere, opensAt: 5, closesAt: 4 }] },
      /closes before/,
    ],
    [
      'plans of what is free',
      { windows: [{ ...freeEverywhere, offer: { kind: 'free', plans: ['basic'] } }] },
      /names plans/,
    ],
    [
      'an end before the publication',
      { publication: { ...released, publishAt: 5, expireAt: 5 } },
      /expireAt is not after/,
    ],
    [
      'two ratings for one territory',
      { ratings: [1, 2].map((minimumAge) => ({ territory: 'DE', system: 'FSK', label: 'x', minimumAge })) },
      /rating for DE/,
    ],
  ] as const satisfies readonly (readonly [string, Partial<TitleContent>, RegExp])[]) {
    test(`refuses ${name}`, async (context) => {
      const { film } = await openCatalog(context);
      await assert.rejects(film('Wrong', changes), fails('catalog-invalid', words));
    });
  }

  test('refuses an episode below a series, a number that is taken, and a change of kind', async (context) => {
    const { catalog, film, series, season: first } = await openSeries(context);
    await assert.rejects(
      film('x', { kind: 'episode', parentId: series.id, number: 1 }),
      fails('catalog-invalid', /stands below a season/),
    );
    await assert.rejects(
      film('x', { kind: 'season', parentId: series.id, number: 1 }),
      fails('number-taken', new RegExp(first.id)),
    );
    const { id } = await film('A film');
    const change = (content: TitleContent): TitleContent => ({ ...content, kind: 'event' });
    await assert.rejects(
      catalog.titles.edit(id, change, { actor }),
      fails('catalog-invalid', /cannot become/),
    );
  });

  test('a slug that was asked for is not taken from anybody', async (context) => {
    const { film } = await openCatalog(context);
    const { id } = await film('One', { slug: 'the-one' });
    await assert.rejects(film('Two', { slug: 'the-one' }), fails('slug-taken', new RegExp(id)));
  });

  test('what others refer to stays', async (context) => {
    const { catalog, film, series, season } = await openSeries(context);
    const person = await catalog.people.create(
      { slug: '', originalLanguage: 'en', names: { en: 'Orson Welles' }, portraitId: null, biographies: {} },
      { actor },
    );
    const third = await film('The Third Man', {
      credits: [{ personId: person.id, role: 'actor', character: 'Harry Lime' }],
    });
    await film('Noir', { kind: 'collection', members: [third.id] });
    await assert.rejects(
      catalog.titles.remove(series.id, { actor }),
      fails('still-in-use', new RegExp(season.id)),
    );
    await assert.rejects(catalog.titles.remove(third.id, { actor }), fails('still-in-use'));
    await assert.rejects(
      catalog.people.remove(person.id, { actor }),
      fails('still-in-use', new RegExp(third.id)),
    );
  });

  test('an asset that was deleted since does not stand in the way of other edits', async (context) => {
    const { catalog, database, film } = await openCatalog(context);
    const { id, content } = await film('Old', { assets: mainAsset });
    const gone = { ...content, assets: [{ ...mainAsset[0], assetId: `as_${'9'.repeat(26)}` }] };
    await database.kysely
      .withSchema('catalog')
      .updateTable('titles')
      .set({ content: JSON.stringify(gone) })
      .where('id', '=', id)
      .execute();
    const edited = await catalog.titles.edit(id, (now) => ({ ...now, tags: ['rare'] }), { actor });
    assert.deepEqual(edited.content.tags, ['rare']);
  });
});

describe('versions', () => {
  test('every change says who, when, what before and what after', async (context) => {
    const { catalog, clock, film } = await openCatalog(context);
    const { id, content } = await film('First');
    clock.time += HOUR_MS;
    await catalog.titles.edit(id, (now) => ({ ...now, tags: ['new'] }), { actor: 'another' });
    await catalog.titles.edit(id, (now) => now, { actor: 'nobody' });
    clock.time += HOUR_MS;
    await catalog.titles.remove(id, { actor });
    const changes = await catalog.titles.changes(id, firstPage);
    const after = { ...content, tags: ['new'] };
    assert.deepEqual(
      changes.map(({ id: _id, ...change }) => change),
      [
        {
          subjectId: id,
          revision: 3,
          action: 'deleted',
          actor,
          before: after,
          after: null,
          undoes: null,
          changedAt: NOON + 2 * HOUR_MS,
        },
        {
          subjectId: id,
          revision: 2,
          action: 'edited',
          actor: 'another',
          before: content,
          after,
          undoes: null,
          changedAt: NOON + HOUR_MS,
        },
        {
          subjectId: id,
          revision: 1,
          action: 'created',
          actor,
          before: null,
          after: content,
          undoes: null,
          changedAt: NOON,
        },
      ],
    );
    const second = await catalog.titles.changes(id, { after: '3', limit: 1 });
    assert.deepEqual(second, [changes[1]]);
  });

  test('undo takes back edits, deletions and creations, and is a change itself', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const { id, content } = await film('First');
    const latest = async () => (await catalog.titles.changes(id, firstPage))[0]?.id ?? '';
    const creation = await latest();
    await catalog.titles.edit(id, (now) => ({ ...now, tags: ['one'] }), { actor });
    const tagging = await latest();
    await catalog.titles.edit(id, (now) => ({ ...now, moods: ['calm'] }), { actor });
    const undone = await catalog.titles.undo(id, tagging, { actor });
    assert.deepEqual([undone?.content.tags, undone?.content.moods, undone?.revision], [[], ['calm'], 4]);
    assert.equal((await catalog.titles.changes(id, firstPage))[0]?.undoes, tagging);
    await assert.rejects(catalog.titles.undo(id, tagging, { actor }), fails('change-superseded', /tags/));

    await catalog.titles.remove(id, { actor });
    const restored = await catalog.titles.undo(id, await latest(), { actor });
    assert.deepEqual(restored, await catalog.titles.get('first'));
    assert.deepEqual([restored?.id, restored?.revision], [id, 6]);

    await catalog.titles.edit(id, () => content, { actor });
    assert.equal(await catalog.titles.undo(id, creation, { actor }), null);
    await assert.rejects(catalog.titles.get(id), fails('title-not-found'));
    await assert.rejects(
      catalog.titles.undo(id, `ch_${'0'.repeat(26)}`, { actor }),
      fails('change-not-found'),
    );
  });

  test('an undo is checked like an edit', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const first = await film('One', { slug: 'wanted' });
    await catalog.titles.edit(first.id, (now) => ({ ...now, slug: 'other' }), { actor });
    await film('Two', { slug: 'wanted' });
    const [renaming] = await catalog.titles.changes(first.id, firstPage);
    await assert.rejects(catalog.titles.undo(first.id, renaming?.id ?? '', { actor }), fails('slug-taken'));
  });

  test('editors who wait for their turn hold no connection', async (context) => {
    const { catalog, database, film } = await openCatalog(context);
    const { id } = await film('Busy');
    const holder = database.kysely.transaction();
    const edits = await holder.execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('vitascope.catalog', 0))`.execute(transaction);
      const waiting = Array.from({ length: 20 }, (_, index) =>
        catalog.titles.edit(id, (now) => ({ ...now, tags: [`tag-${index}`] }), { actor }),
      );
      assert.equal((await catalog.browse.get(id, readerOf())).name, 'Busy');
      return { waiting };
    });
    assert.equal((await Promise.all(edits.waiting)).length, 20);
  });

  test('of many editors at once each change is kept', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const { id } = await film('Busy');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        catalog.titles.edit(id, (now) => ({ ...now, tags: [...now.tags, `tag-${index}`] }), { actor }),
      ),
    );
    const { content, revision } = await catalog.titles.get(id);
    assert.equal(content.tags.length, 20);
    assert.equal(revision, 21);
  });
});

describe('browsing', () => {
  test('lists what the viewer may see, in pages, newest first', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const made: string[] = [];
    for (let count = 0; count < 5; count++) {
      made.push((await film(`Seen ${count}`)).id);
      await film(`Hidden ${count}`, { publication: draft });
    }
    const first = await catalog.browse.list(readerOf(), {}, { after: null, limit: 3 });
    const after = { place: null, id: first.nextCursor ?? '' };
    const second = await catalog.browse.list(readerOf(), {}, { after, limit: 3 });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      made.toReversed(),
    );
    assert.equal(second.nextCursor, null);
  });

  test('what changes above a season changes what viewers see below it', async (context) => {
    const { catalog, clock, series, season, episode } = await openSeries(context);
    const seen = async (viewer = {}) =>
      (await catalog.browse.list(readerOf(viewer), {}, firstPage)).items.map(({ id }) => id).sort();
    const all = [series.id, season.id, episode.id].sort();
    assert.deepEqual(await seen(), all);
    const set = (id: string, changes: Partial<TitleContent>) =>
      catalog.titles.edit(id, (now) => ({ ...now, ...changes }), { actor });
    await set(season.id, { publication: { ...released, publishAt: clock.time + HOUR_MS } });
    assert.deepEqual(await seen(), [series.id]);
    clock.time += HOUR_MS;
    assert.deepEqual(await seen(), all);
    await set(series.id, { windows: [{ ...freeEverywhere, territories: ['DE'] }] });
    assert.deepEqual(await seen(), []);
    assert.deepEqual(await seen({ territory: 'DE' }), all);
    await set(season.id, { windows: [freeEverywhere] });
    assert.deepEqual(await seen(), [season.id, episode.id].sort());
    const [latest] = await catalog.titles.changes(season.id, firstPage);
    await catalog.titles.undo(season.id, latest?.id ?? '', { actor });
    assert.deepEqual(await seen(), []);
  });

  test('an episode that moves inherits from where it is', async (context) => {
    const { catalog, film, season, episode } = await openSeries(context);
    const other = await film('Other', { kind: 'series', publication: draft });
    const elsewhere = await film('S', { kind: 'season', parentId: other.id, number: 1, windows: [] });
    const judge = async () => (await catalog.browse.judge(episode.id, unknownViewer)).availability.reason;
    assert.equal(await judge(), null);
    await catalog.titles.edit(episode.id, (now) => ({ ...now, parentId: elsewhere.id }), { actor });
    assert.equal(await judge(), 'draft');
    await catalog.titles.edit(episode.id, (now) => ({ ...now, parentId: season.id }), { actor });
    assert.equal(await judge(), null);
  });

  test('children come in the order of their numbers, members in that of their collection', async (context) => {
    const { catalog, film, series, season: first } = await openSeries(context);
    const third = await film('3', { kind: 'season', parentId: series.id, number: 3, windows: [] });
    const second = await film('2', { kind: 'season', parentId: series.id, number: 2, windows: [] });
    const trailer = await film('A clip', { kind: 'clip', parentId: series.id });
    const pages = async (filter: { parentId?: string; collectionId?: string }) => {
      const ids: string[] = [];
      for (let after = null as { place: number; id: string } | null; ; ) {
        const { items, nextCursor } = await catalog.browse.list(readerOf(), filter, { after, limit: 2 });
        ids.push(...items.map(({ id }) => id));
        if (nextCursor === null) return ids;
        const [place = '', id = ''] = nextCursor.split('.');
        after = { place: Number(place), id };
      }
    };
    assert.deepEqual(await pages({ parentId: series.id }), [first.id, second.id, third.id, trailer.id]);
    const members = [second.id, third.id, first.id];
    const collection = await film('Best of', { kind: 'collection', members });
    assert.deepEqual(await pages({ collectionId: collection.id }), members);
  });

  test('narrows by kind, genre, tag, mood, person and what plays', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const person = await catalog.people.create(
      { slug: '', originalLanguage: 'en', names: { en: 'Ida Lupino' }, portraitId: null, biographies: {} },
      { actor },
    );
    const found = await film('Found', {
      kind: 'event',
      genres: ['noir'],
      tags: ['rare'],
      moods: ['dark'],
      credits: [{ personId: person.id, role: 'director', character: null }],
      assets: mainAsset,
    });
    await film('Other', { genres: ['comedy'], tags: ['common'], moods: ['light'] });
    const filters = [
      { kind: 'event' },
      { genre: 'noir' },
      { tag: 'rare' },
      { mood: 'dark' },
      { personId: person.id },
      { playableOnly: true },
    ] as const;
    for (const filter of filters) {
      const { items } = await catalog.browse.list(readerOf(), filter, firstPage);
      assert.deepEqual(
        items.map(({ id }) => id),
        [found.id],
        JSON.stringify(filter),
      );
    }
    const { items } = await catalog.listTitles({ assetId: mainAsset[0]?.assetId }, firstPage);
    assert.deepEqual(
      items.map(({ id }) => id),
      [found.id],
    );
  });

  test('speaks the language of the reader, field by field', async (context) => {
    const { catalog, film } = await openCatalog(context);
    await catalog.terms.create(
      { kind: 'genre', slug: 'drama', originalLanguage: 'en', names: { en: 'Drama', ja: 'ドラマ' } },
      { actor },
    );
    const person = await catalog.people.create(
      {
        slug: '',
        originalLanguage: 'ja',
        names: { ja: '黒澤明', en: 'Akira Kurosawa' },
        portraitId: null,
        biographies: {},
      },
      { actor },
    );
    const { id } = await film('', {
      originalLanguage: 'ja',
      texts: {
        ja: { name: '生きる', tagline: null, synopsis: 'あらすじ' },
        en: { name: 'Ikiru', tagline: 'To live', synopsis: null },
      },
      genres: ['drama', 'unnamed'],
      credits: [{ personId: person.id, role: 'director', character: null }],
    });
    const english = await catalog.browse.get(id, readerOf({}, 'en-GB'));
    assert.deepEqual(
      [english.name, english.language, english.tagline, english.synopsis],
      ['Ikiru', 'en', 'To live', 'あらすじ'],
    );
    assert.deepEqual(english.genres, [
      { slug: 'drama', name: 'Drama' },
      { slug: 'unnamed', name: 'unnamed' },
    ]);
    assert.equal(english.credits[0]?.name, 'Akira Kurosawa');
    assert.equal(english.originalName, '生きる');
    const french = await catalog.browse.get(id, readerOf({}, 'fr'));
    assert.deepEqual([french.name, french.credits[0]?.name], ['生きる', '黒澤明']);
  });

  test('a hidden title is as unknown as one that never was, and only players learn of markers', async (context) => {
    const { catalog, film } = await openCatalog(context);
    const { id } = await film('Secret', { publication: draft });
    await assert.rejects(
      catalog.browse.get(id, readerOf()),
      fails('title-not-found', new RegExp(`^There is no title ${id}\\.$`)),
    );
    const markers = [{ kind: 'intro', startMs: 0, endMs: 9 }] as const;
    const windows = [{ ...freeEverywhere, offer: { kind: 'purchase', plans: [] } }] as const;
    const sold = await film('Sold', { assets: mainAsset, markers, windows });
    assert.deepEqual((await catalog.browse.get(sold.id, readerOf())).markers, []);
    assert.deepEqual(
      (await catalog.browse.get(sold.id, readerOf({ purchases: [sold.id] }))).markers,
      markers,
    );
  });
});

describe('preview links', () => {
  test('show a draft and what is below it, until they expire or are revoked', async (context) => {
    const { catalog, clock, series, episode } = await openSeries(context);
    await catalog.titles.edit(series.id, (now) => ({ ...now, publication: draft }), { actor });
    const wish = { titleId: series.id, note: 'the press', validForMs: HOUR_MS };
    const { token, preview } = await catalog.previews.create(wish, actor);
    assert.equal((await catalog.browse.preview(token, [])).name, 'Dark');
    const viewer = { ...unknownViewer, previews: [await catalog.previews.open(token)] };
    assert.equal((await catalog.browse.judge(episode.id, viewer)).availability.playable, true);
    assert.deepEqual(await catalog.previews.list(series.id), [preview]);

    const second = await catalog.previews.create(wish, actor);
    await catalog.previews.revoke(series.id, second.preview.id);
    await assert.rejects(catalog.browse.preview(second.token, []), fails('preview-not-found'));
    await assert.rejects(catalog.previews.revoke(series.id, second.preview.id), fails('preview-not-found'));
    clock.time += HOUR_MS;
    await assert.rejects(catalog.browse.preview(token, []), fails('preview-not-found'));
  });

  test('no token is kept in the database', async (context) => {
    const { catalog, database, film } = await openCatalog(context);
    const { id } = await film('Secret', { publication: draft });
    const { token } = await catalog.previews.create({ titleId: id, note: '', validForMs: HOUR_MS }, actor);
    const rows = await database.kysely.withSchema('catalog').selectFrom('previews').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(token.slice(3)));
  });

  test('a title has a limited number of them', async (context) => {
    const { catalog, clock, film } = await openCatalog(context);
    const { id } = await film('Secret', { publication: draft });
    const wish = { titleId: id, note: '', validForMs: HOUR_MS };
    for (let count = 0; count < 100; count++) await catalog.previews.create(wish, actor);
    await assert.rejects(catalog.previews.create(wish, actor), fails('too-many-previews'));
    clock.time += HOUR_MS;
    await catalog.previews.create(wish, actor);
  });
});
