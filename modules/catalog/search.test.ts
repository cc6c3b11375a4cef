import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { unknownViewer, type ViewerFacts } from './availability.ts';
import { actor, draft, freeEverywhere, openCatalog } from './testing.ts';
import type { TitleContent } from './title.ts';

type Texts = Readonly<Record<string, string>>;
const textsOf = (names: Texts) =>
  Object.fromEntries(
    Object.entries(names).map(([language, name]) => [language, { name, tagline: null, synopsis: null }]),
  );

const films: readonly Texts[] = [
  { en: 'The Third Man', de: 'Der dritte Mann' },
  { en: 'The Matrix' },
  { en: 'The Matrix Reloaded' },
  { en: 'Interstellar' },
  { en: 'Star' },
  { en: 'Star Wars' },
  { en: 'Stardust' },
  { en: 'A Star Is Born' },
  { en: 'Up' },
  { fr: 'Amélie', en: 'Amelie from Montmartre' },
  { de: 'Die fabelhafte Straße' },
  { ja: '千と千尋の神隠し', en: 'Spirited Away' },
  { ja: 'ゴジラ', en: 'Godzilla' },
  { ko: '기생충', en: 'Parasite' },
  { 'zh-Hans': '卧虎藏龙', en: 'Crouching Tiger, Hidden Dragon' },
  { ru: 'Ёжик в тумане' },
  { he: 'ואלס עם באשיר' },
  { ar: 'كفرناحوم' },
  { hi: 'लगान' },
  { th: 'องค์บาก' },
  { el: 'Ο Θίασος' },
];

describe('search', () => {
  const cleanups: (() => unknown)[] = [];
  let opened: Awaited<ReturnType<typeof openCatalog>>;
  before(async () => {
    opened = await openCatalog({ after: (cleanup) => void cleanups.push(cleanup as () => unknown) });
    for (const names of films) await add(names);
    const welles = await opened.catalog.people.create(
      {
        slug: '',
        originalLanguage: 'en',
        names: { en: 'Orson Welles', ja: 'オーソン・ウェルズ' },
        portraitId: null,
        biographies: {},
      },
      { actor },
    );
    const credits = [{ personId: welles.id, role: 'director' as const, character: 'Hank Quinlan' }];
    await add({ en: 'Touch of Evil' }, { credits, genres: ['noir'], moods: ['rainy'] });
    for (const [kind, slug, names] of [
      ['genre', 'noir', { fr: 'Film noir', de: 'Schwarze Serie', ja: '暗黒映画' }],
      ['mood', 'rainy', { fr: 'Pluvieux', de: 'Verregnet' }],
    ] as const)
      await opened.catalog.terms.create({ kind, slug, originalLanguage: 'fr', names }, { actor });
    await add({ en: 'Mr. Arkadin' }, { credits, genres: ['noir'], kind: 'clip' });
  });
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const add = (names: Texts, changes: Partial<TitleContent> = {}) =>
    opened.film('', { originalLanguage: Object.keys(names)[0] ?? 'en', texts: textsOf(names), ...changes });
  const search = (text: string, viewer: Partial<ViewerFacts> = {}, more = {}) =>
    opened.catalog.browse.search(
      { viewer: { ...unknownViewer, ...viewer }, languages: ['en'] },
      { text, filter: {}, offset: 0, limit: 10, withFacets: false, ...more },
    );
  const namesFor = async (text: string, viewer: Partial<ViewerFacts> = {}) =>
    (await search(text, viewer)).items.map(({ name }) => name);

  for (const [query, first, what] of [
    ['The Third Man', 'The Third Man', 'a whole name'],
    ['third', 'The Third Man', 'a word of it'],
    ['thi', 'The Third Man', 'the beginning of a word'],
    ['man thi', 'The Third Man', 'words in any order'],
    ['dritte', 'The Third Man', 'another language than that of the reader'],
    ['THE MATRIX', 'The Matrix', 'capitals, and the exact name before longer ones'],
    ['matrix rel', 'The Matrix Reloaded', 'an unfinished last word'],
    ['star', 'Star', 'the exact name before all that begin like it'],
    ['star w', 'Star Wars', 'a name that goes on'],
    ['u', 'Up', 'a single letter'],
    ['amelie', 'Amelie from Montmartre', 'without its accents'],
    ['amélie', 'Amelie from Montmartre', 'with accents'],
    ['strasse', 'Die fabelhafte Straße', 'with ß written out'],
    ['martix', 'The Matrix', 'swapped letters'],
    ['matrx', 'The Matrix', 'a letter too few'],
    ['matrrix', 'The Matrix', 'a letter too many'],
    ['metrix', 'The Matrix', 'a wrong letter'],
    ['intersteller', 'Interstellar', 'a wrong letter in a long word'],
    ['interstla', 'Interstellar', 'a mistake in an unfinished word'],
    ['thrid mann', 'The Third Man', 'two misspelt words'],
    ['orson welles', 'Touch of Evil', 'a person'],
    ['weles', 'Touch of Evil', 'a misspelt person'],
    ['quinlan', 'Touch of Evil', 'a character'],
    ['noir', 'Touch of Evil', 'a genre, works before clips'],
    ['千と千尋', 'Spirited Away', 'Japanese from its beginning'],
    ['神隠し', 'Spirited Away', 'Japanese from within'],
    ['神', 'Spirited Away', 'a single Japanese letter'],
    ['ごじら', 'Godzilla', 'Hiragana for Katakana'],
    ['ウェルズ', 'Touch of Evil', 'a person in another script'],
    ['기생', 'Parasite', 'Korean'],
    ['생충', 'Parasite', 'Korean from within'],
    ['藏龙', 'Crouching Tiger, Hidden Dragon', 'Chinese from within'],
    ['ежик', 'Ёжик в тумане', 'Russian without ё'],
    ['туман', 'Ёжик в тумане', 'Russian, unfinished'],
    ['באשיר', 'ואלס עם באשיר', 'Hebrew'],
    ['كفرناحوم', 'كفرناحوم', 'Arabic'],
    ['लगान', 'लगान', 'Hindi'],
    ['บาก', 'องค์บาก', 'Thai from within'],
    ['θιασος', 'Ο Θίασος', 'Greek without accents'],
    ['schwarze serie', 'Touch of Evil', 'a genre by its name in another language'],
    ['schwar', 'Touch of Evil', 'the beginning of such a name'],
    ['暗黒', 'Touch of Evil', 'such a name without spaces'],
    ['welles serie', 'Touch of Evil', 'a person and a genre'],
    ['schwraze', 'Touch of Evil', 'a misspelt genre'],
    ['verregnet', 'Touch of Evil', 'a mood by its name'],
  ] as const) {
    test(`finds "${first}" by "${query}": ${what}`, async () =>
      assert.equal((await namesFor(query))[0], first));
  }

  test('orders exact names, then names that go on, then words within names', async () => {
    assert.deepEqual(await namesFor('star'), ['Star', 'Star Wars', 'Stardust', 'A Star Is Born']);
  });

  test('corrects only what finds nothing, and says so', async () => {
    assert.equal((await search('matrix')).corrected, false);
    assert.equal((await search('martix')).corrected, true);
    assert.deepEqual(await namesFor('up'), ['Up']);
  });

  for (const query of [
    'xyzzy',
    '',
    '   ',
    "'; drop table catalog.titles; --",
    '%',
    '_',
    "':*",
    '\\',
    '!!!',
    '&',
    'a'.repeat(5_000),
  ])
    test(`finds nothing by ${JSON.stringify(query.slice(0, 40))}`, async () =>
      assert.deepEqual(await namesFor(query), []));

  test('finds people who have made something that the viewer may see', async () => {
    const { people } = await search('orson');
    assert.deepEqual(
      people.map(({ name }) => name),
      ['Orson Welles'],
    );
    const unseen = await opened.catalog.people.create(
      { slug: '', originalLanguage: 'en', names: { en: 'Secret Star' }, portraitId: null, biographies: {} },
      { actor },
    );
    const credits = [{ personId: unseen.id, role: 'actor' as const, character: null }];
    const { id } = await add({ en: 'Unreleased' }, { credits, publication: draft });
    assert.deepEqual((await search('secret')).people, []);
    assert.equal((await search('secret', { previews: [id] })).people.length, 1);
  });

  test('finds only what the viewer may see, and counts no other', async () => {
    const german = { windows: [{ ...freeEverywhere, territories: ['DE'] }], genres: ['heimat'] };
    await add({ de: 'Heimat' }, german);
    await add({ de: 'Heimat Zwei' }, { ...german, publication: draft });
    assert.deepEqual(await namesFor('heimat'), []);
    assert.deepEqual(await namesFor('heimat', { territory: 'DE' }), ['Heimat']);
    assert.deepEqual(await namesFor('heimta', { territory: 'FR' }), []);
    const { facets } = await search('heimat', { territory: 'DE' }, { withFacets: true });
    assert.deepEqual(facets, [
      { facet: 'kind', value: 'film', count: 1 },
      { facet: 'genre', value: 'heimat', count: 1 },
    ]);
  });

  test('narrows by what lists are narrowed by', async () => {
    const { items } = await search('noir', {}, { filter: { kind: 'clip' } });
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Mr. Arkadin'],
    );
  });

  test('gives pages that neither repeat nor leave out', async () => {
    const all = await namesFor('star');
    const paged: string[] = [];
    for (let offset = 0 as number | null; offset !== null; ) {
      const page = await search('star', {}, { offset, limit: 3 });
      paged.push(...page.items.map(({ name }) => name));
      offset = page.nextOffset;
    }
    assert.deepEqual(paged, all);
  });

  test('leaves synopses to the next page where a name was found', async () => {
    const told = (name: string, synopsis: string) =>
      add({}, { originalLanguage: 'en', texts: { en: { name, tagline: null, synopsis } } });
    await told('The Vermilion Door', 'A house.');
    await told('Corridors', 'Nobody opens the vermilion door.');
    const first = await search('vermilion');
    assert.deepEqual([first.items.map(({ name }) => name), first.nextOffset], [['The Vermilion Door'], 1]);
    const second = await search('vermilion', {}, { offset: 1 });
    assert.deepEqual([second.items.map(({ name }) => name), second.nextOffset], [['Corridors'], null]);
    assert.deepEqual(await namesFor('nobody opens'), ['Corridors']);
  });

  test('tells nothing of a hidden title by another page', async () => {
    await add({ en: 'Cinnabar Hours' }, { windows: [{ ...freeEverywhere, territories: ['US'] }] });
    await add(
      { en: 'Tides' },
      { texts: { en: { name: 'Tides', tagline: null, synopsis: 'All cinnabar.' } } },
    );
    const here = await search('cinnabar', { territory: 'DE' });
    assert.deepEqual([here.items.map(({ name }) => name), here.nextOffset], [['Tides'], null]);
    const there = await search('cinnabar', { territory: 'US' });
    assert.deepEqual(
      there.items.map(({ name }) => name),
      ['Cinnabar Hours'],
    );
  });

  test('follows edits, renamed people, deletion and undo', async () => {
    const { catalog } = opened;
    const person = await catalog.people.create(
      {
        slug: '',
        originalLanguage: 'en',
        names: { en: 'Margarete Born' },
        portraitId: null,
        biographies: {},
      },
      { actor },
    );
    const credits = [{ personId: person.id, role: 'actor' as const, character: null }];
    const { id } = await add({ en: 'Ephemera' }, { credits });
    await catalog.titles.edit(id, (now) => ({ ...now, texts: textsOf({ en: 'Perennial' }) }), { actor });
    assert.deepEqual([await namesFor('ephemera'), await namesFor('perennial')], [[], ['Perennial']]);
    await catalog.people.edit(person.id, (now) => ({ ...now, names: { en: 'Greta Kukkonen' } }), { actor });
    assert.deepEqual([await namesFor('margarete'), await namesFor('kukkonen')], [[], ['Perennial']]);
    await catalog.titles.remove(id, { actor });
    assert.deepEqual(await namesFor('perennial'), []);
    const [deletion] = await catalog.titles.changes(id, { after: null, limit: 1 });
    await catalog.titles.undo(id, deletion?.id ?? '', { actor });
    assert.deepEqual(await namesFor('perennial'), ['Perennial']);
  });

  test('follows renamed genres without touching a title', async () => {
    const { catalog } = opened;
    const term = await catalog.terms.create(
      { kind: 'genre', slug: 'documentary', originalLanguage: 'en', names: { en: 'Documentary' } },
      { actor },
    );
    const { id, revision } = await add({ en: 'Koyaanisqatsi' }, { genres: ['documentary'] });
    assert.deepEqual(await namesFor('dokumentarfilm'), []);
    const names = { en: 'Documentary', de: 'Dokumentarfilm' };
    await catalog.terms.edit(term.id, (now) => ({ ...now, names }), { actor });
    assert.deepEqual(await namesFor('dokumentarfilm'), ['Koyaanisqatsi']);
    assert.equal((await catalog.titles.get(id)).revision, revision);
    await catalog.terms.remove(term.id, { actor });
    assert.deepEqual(await namesFor('dokumentarfilm'), []);
  });

  test('a word that looks like a term of the index is only a word', async () => {
    assert.deepEqual(await namesFor('=mood/rainy'), []);
    assert.deepEqual(await namesFor('genre'), []);
  });

  test('indexes anew what another version has indexed', async () => {
    const { catalog, database } = opened;
    const entries = database.kysely.withSchema('catalog');
    await entries.updateTable('search_entries').set({ version: 0, words: '' }).execute();
    assert.deepEqual(await namesFor('quinlan'), []);
    assert.ok((await catalog.refreshSearch()) > films.length);
    assert.equal((await namesFor('quinlan'))[0], 'Touch of Evil');
    assert.equal(await catalog.refreshSearch(), 0);
  });
});
