import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isVitascopeError } from '@vitascope/platform/kernel';
import type { KyselyPlugin } from 'kysely';
import { unknownViewer, type ViewerFacts } from './availability.ts';
import { createCatalog } from './catalog.ts';
import type { HomeReader, ViewerLists } from './home.ts';
import { anyWork, everybody, type HomeRowContent, isForViewer } from './home-row.ts';
import { actor, draft, freeEverywhere, HOUR_MS, NOON, openCatalog, released } from './testing.ts';

const fails = (code: string, words?: RegExp) => (error: unknown) => {
  assert.ok(isVitascopeError(error, code), String(error));
  if (words !== undefined) assert.match(error.message, words);
  return true;
};
const readerOf = (changes: Partial<ViewerFacts & HomeReader> = {}): HomeReader => {
  const { profileId = null, isKids = false, languages = ['en'], ...viewer } = changes;
  return { viewer: { ...unknownViewer, ...viewer }, profileId, isKids, languages };
};
const rowContent = (changes: Partial<HomeRowContent>): HomeRowContent => ({
  page: 'home',
  position: 0,
  kind: 'new',
  originalLanguage: 'en',
  names: { en: 'A row' },
  titleIds: [],
  collectionId: null,
  filter: anyWork,
  limit: 20,
  isEnabled: true,
  audience: everybody,
  ...changes,
});

/** Keeps lists in memory, a page at a time, as whoever keeps them would give them. */
function keepLists(lists: Readonly<Record<string, readonly string[]>>): ViewerLists {
  return {
    async titleIds(profileId, list, { after, limit }) {
      const all = lists[`${profileId} ${list}`] ?? [];
      const from = Number(after ?? 0);
      const end = from + limit;
      return { ids: all.slice(from, end), nextCursor: end < all.length ? String(end) : null };
    },
  };
}

async function openHome(context: TestContext) {
  const opened = await openCatalog(context);
  const row = (changes: Partial<HomeRowContent>) =>
    opened.catalog.homeRows.create(rowContent(changes), { actor });
  const show = async (
    changes: Parameters<typeof readerOf>[0] = {},
    page = 'home',
    catalog = opened.catalog,
  ) =>
    (await catalog.home.show(readerOf(changes), { page })).map(({ name, items }) =>
      [name, ...items.map((title) => title.name)].join(': '),
    );
  return { ...opened, row, show };
}

describe('a page', () => {
  test('that nobody has arranged shows what is new, and the commonest genres by their names', async (context) => {
    const { film, catalog, show } = await openHome(context);
    await catalog.terms.create(
      {
        kind: 'genre',
        slug: 'noir',
        originalLanguage: 'fr',
        names: { fr: 'Film noir', de: 'Schwarze Serie' },
      },
      { actor },
    );
    await film('One', { genres: ['noir'] });
    await film('Two', { genres: ['noir', 'space-opera'] });
    await film('Draft', { genres: ['western'], publication: draft });
    assert.deepEqual(await show({ languages: ['de'] }), [
      'Neu: Two: One',
      'Schwarze Serie: Two: One',
      'Space opera: Two',
    ]);
    assert.deepEqual(await show({}, 'another'), []);
  });

  test('shows its rows in order, and only those that have something for the viewer', async (context) => {
    const { film, row, show } = await openHome(context);
    const [one, two] = [await film('One', { genres: ['noir'] }), await film('Two', { tags: ['short'] })];
    const hidden = await film('Hidden', { publication: draft });
    const german = await film('German', { windows: [{ ...freeEverywhere, territories: ['DE'] }] });
    const collection = await film('All', {
      kind: 'collection',
      members: [two.id, hidden.id, german.id, one.id],
    });
    await row({ kind: 'editorial', names: { en: 'Picked' }, titleIds: [two.id, hidden.id, one.id] });
    await row({ kind: 'query', names: { en: 'Noir' }, filter: { ...anyWork, genre: 'noir' } });
    await row({ kind: 'query', names: { en: 'Short' }, filter: { ...anyWork, tag: 'short' } });
    await row({ kind: 'query', names: { en: 'Nothing' }, filter: { ...anyWork, mood: 'gloomy' } });
    await row({ kind: 'collection', names: { en: 'All' }, collectionId: collection.id });
    await row({ names: { en: 'New' }, position: 1 });
    await row({ names: { en: 'Off' }, isEnabled: false });
    const expected = ['Picked: Two: One', 'New: Two: One', 'Noir: One', 'Short: Two', 'All: Two: One'];
    assert.deepEqual(await show(), expected);
    const inGermany = await show({ territory: 'DE' });
    assert.deepEqual([inGermany[1], inGermany[4]], ['New: German: Two: One', 'All: Two: German: One']);
  });

  test('counts as new what was published last, not what was made last', async (context) => {
    const { film, row, show, clock } = await openHome(context);
    await film('Old, published late', { publication: { ...released, publishAt: NOON + HOUR_MS } });
    await film('Made later');
    await row({ names: { en: 'New' } });
    assert.deepEqual(await show(), ['New: Made later']);
    clock.time = NOON + 2 * HOUR_MS;
    assert.deepEqual(await show(), ['New: Old, published late: Made later']);
  });

  test('gives every row in pages that neither repeat nor leave out', async (context) => {
    const { film, row, catalog } = await openHome(context);
    const ids: string[] = [];
    for (let number = 0; number < 7; number++) ids.push((await film(`Film ${number}`)).id);
    const collection = await film('All', { kind: 'collection', members: ids });
    const rows = [
      await row({ limit: 2 }),
      await row({ kind: 'editorial', titleIds: ids, limit: 2 }),
      await row({ kind: 'collection', collectionId: collection.id, limit: 2 }),
    ];
    const page = await catalog.home.show(readerOf(), { page: 'home' });
    assert.deepEqual(
      page.map(({ id }) => id),
      rows.map(({ id }) => id),
    );
    for (const { id: rowId, items, nextCursor, kind } of page) {
      const found = items.map(({ id }) => id);
      for (let cursor = nextCursor; cursor !== null; ) {
        const more = await catalog.home.more(readerOf(), { page: 'home', rowId, cursor, limit: 2 });
        found.push(...more.items.map(({ id }) => id));
        cursor = more.nextCursor;
      }
      assert.deepEqual(found, kind === 'new' ? ids.toReversed() : ids, kind);
    }
    const ask = (rowId: string, cursor: string) =>
      catalog.home.more(readerOf(), { page: 'home', rowId, cursor, limit: 2 });
    await assert.rejects(ask(rows[0]?.id ?? '', '3'), fails('cursor-invalid'));
    await assert.rejects(ask(rows[1]?.id ?? '', `3.${ids[0]}`), fails('cursor-invalid'));
    await assert.rejects(ask(rows[0]?.id ?? '', `9999999999999999.${ids[0]}`), fails('cursor-invalid'));
    await assert.rejects(ask('ro_none', '1'), fails('home-row-not-found'));
  });

  test("profiles of kids get the kids' page, whatever they ask for, and nothing above their limit", async (context) => {
    const { film, row, show, catalog } = await openHome(context);
    const rated = (minimumAge: number) => ({
      ratings: [{ territory: '*', system: 'own', label: 'x', minimumAge }],
    });
    await film('For all', rated(0));
    await film('For adults', rated(18));
    await film('Not rated');
    const kid = { isKids: true, maturityLimit: 12 };
    assert.deepEqual(await show(kid, 'home'), ['New: For all']);
    const home = await row({ names: { en: 'Home' } });
    await row({ page: 'kids', names: { en: 'Cartoons' } });
    await row({ page: 'kids', names: { en: 'Parents' }, audience: { ...everybody, profiles: 'grown-ups' } });
    assert.deepEqual(await show(kid, 'home'), ['Cartoons: For all']);
    const wish = { page: 'home', rowId: home.id, cursor: null, limit: 5 };
    await assert.rejects(catalog.home.more(readerOf(kid), wish), fails('home-row-not-found'));
  });

  test("shows a profile's own lists in their order, reading on where all of a page is hidden", async (context) => {
    const { film, database, row, show } = await openHome(context);
    const hidden: string[] = [];
    for (let number = 0; number < 4; number++) hidden.push((await film('Hidden', { publication: draft })).id);
    const [one, two] = [await film('One'), await film('Two')];
    const catalog = createCatalog({
      database,
      knownAssets: async () => new Set(),
      viewerLists: keepLists({
        'pr_1 continue-watching': [...hidden, two.id, one.id],
        'pr_2 my-list': [`ti_${'0'.repeat(26)}`],
      }),
    });
    await row({ kind: 'continue-watching', names: { en: 'On' }, limit: 2 });
    await row({ kind: 'my-list', names: { en: 'Mine' } });
    assert.deepEqual(await show({ profileId: 'pr_1' }, 'home', catalog), ['On: Two: One']);
    assert.deepEqual(await show({ profileId: 'pr_2' }, 'home', catalog), []);
    assert.deepEqual(await show({}, 'home', catalog), []);
  });

  test('costs three statements, however many rows it has', async (context) => {
    const { film, database, row } = await openHome(context);
    let statements = 0;
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        statements++;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const catalog = createCatalog({
      database: {
        ...database,
        kysely: database.kysely.withPlugin(counting),
        prepared(statement) {
          statements++;
          return database.prepared(statement);
        },
      },
      knownAssets: async () => new Set(),
    });
    for (let number = 0; number < 30; number++) {
      await film(`Film ${number}`, { genres: [`genre-${number}`] });
      await row({ kind: 'query', filter: { ...anyWork, genre: `genre-${number}` } });
    }
    const page = await catalog.home.show(readerOf(), { page: 'home' });
    assert.equal(page.length, 30);
    assert.equal(statements, 3);
  });
});

describe('rows', () => {
  for (const [name, changes, words] of [
    ['a query for nothing', { kind: 'query' }, /needs a genre/],
    ['a genre of what is new', { filter: { ...anyWork, genre: 'noir' } }, /make it one of kind query/],
    ['titles of what is not editorial', { titleIds: [`ti_${'0'.repeat(26)}`] }, /Only an editorial row/],
    ['a collection that is not named', { kind: 'collection' }, /needs a collectionId/],
    [
      'a title that does not exist',
      { kind: 'editorial', titleIds: [`ti_${'0'.repeat(26)}`] },
      /does not exist/,
    ],
    ['no name in the original language', { originalLanguage: 'fr' }, /nothing in fr/],
    ['an end before its beginning', { audience: { ...everybody, opensAt: 5, closesAt: 5 } }, /closes before/],
  ] as const satisfies readonly (readonly [string, Partial<HomeRowContent>, RegExp])[])
    test(`refuse ${name}`, async (context) => {
      const { row } = await openHome(context);
      await assert.rejects(row(changes), fails('catalog-invalid', words));
    });

  test('refuse a collection that is a film', async (context) => {
    const { film, row } = await openHome(context);
    const { id } = await film('A film');
    await assert.rejects(
      row({ kind: 'collection', collectionId: id }),
      fails('catalog-invalid', /is a film/),
    );
  });

  test('are put in order as a whole, unless the page has changed since; and taken back', async (context) => {
    const { row, catalog } = await openHome(context);
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C']) ids.push((await row({ names: { en: name } })).id);
    const [a = '', b = '', c = ''] = ids;
    const { orderRevision } = await catalog.homeRows.list('home');
    const expect = (revision: number) => assert.equal(revision, orderRevision);
    const { rows } = await catalog.homeRows.reorder('home', [c, a, b], { actor, expect });
    assert.deepEqual(
      rows.map(({ id, content }) => [id, content.position]),
      [
        [c, 1],
        [a, 2],
        [b, 3],
      ],
    );
    await assert.rejects(
      catalog.homeRows.reorder('home', [a, b, c], { actor, expect }),
      assert.AssertionError,
    );
    for (const wrong of [
      [a, b],
      [a, b, b],
      [a, b, 'ro_x'],
      [a, b, c, c],
    ])
      await assert.rejects(catalog.homeRows.reorder('home', wrong, { actor }), fails('catalog-invalid'));
    const [moved] = await catalog.homeRows.changes(c, { after: null, limit: 1 });
    const undone = await catalog.homeRows.undo(c, moved?.id ?? '', { actor });
    assert.equal(undone?.content.position, 3);
  });

  test('take over the defaults of an empty page, once', async (context) => {
    const { film, catalog, show } = await openHome(context);
    await film('One', { genres: ['noir'] });
    const before = await show();
    const { rows } = await catalog.homeRows.adoptDefaults('home', { actor });
    assert.deepEqual(
      rows.map(({ content }) => content.kind),
      ['continue-watching', 'my-list', 'new', 'query'],
    );
    assert.deepEqual(await show(), before);
    await assert.rejects(catalog.homeRows.adoptDefaults('home', { actor }), fails('page-has-rows'));
  });
});

describe('the audience of a row', () => {
  const viewer = { ...unknownViewer, isKids: false };
  for (const [name, audience, who, expected] of [
    ['everybody, for one of whom nothing is known', {}, {}, true],
    ['a time that has begun', { opensAt: NOON }, {}, true],
    ['a time to come', { opensAt: NOON + 1 }, {}, false],
    ['a time that ends now', { closesAt: NOON }, {}, false],
    ['a territory, seen there', { territories: ['DE'] }, { territory: 'DE' }, true],
    ['a territory, seen elsewhere', { territories: ['DE'] }, { territory: 'FR' }, false],
    ['a territory, seen from nowhere', { territories: ['DE'] }, {}, false],
    ['all but a territory, seen elsewhere', { exceptTerritories: ['DE'] }, { territory: 'FR' }, true],
    ['all but a territory, seen there', { exceptTerritories: ['DE'] }, { territory: 'DE' }, false],
    ['all but a territory, seen from nowhere', { exceptTerritories: ['DE'] }, {}, false],
    ['a device, seen on it', { devices: ['tv'] }, { device: 'tv' }, true],
    ['a device, seen on an unknown one', { devices: ['tv'] }, {}, false],
    ['plans, for one who has one of them', { plans: ['a', 'b'] }, { plans: ['b'] }, true],
    ['plans, for one who has none', { plans: ['a'] }, {}, false],
    ['kids, for one', { profiles: 'kids' }, { isKids: true }, true],
    ['kids, for a grown-up', { profiles: 'kids' }, {}, false],
    ['grown-ups, for a kid', { profiles: 'grown-ups' }, { isKids: true }, false],
  ] as const satisfies readonly (readonly [string, object, object, boolean])[])
    test(name, () => {
      const row = { isEnabled: true, audience: { ...everybody, ...audience } };
      assert.equal(isForViewer(row, { ...viewer, ...who }, NOON), expected);
      assert.equal(isForViewer({ ...row, isEnabled: false }, { ...viewer, ...who }, NOON), false);
    });
});
