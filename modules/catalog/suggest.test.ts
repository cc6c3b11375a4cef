import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { unknownViewer, type ViewerFacts } from './availability.ts';
import { actor, draft, filmContent, openCatalog } from './testing.ts';

describe('what may have been meant', () => {
  const cleanups: (() => unknown)[] = [];
  let catalog: Awaited<ReturnType<typeof openCatalog>>['catalog'];
  before(async () => {
    const opened = await openCatalog({ after: (cleanup) => void cleanups.push(cleanup as () => unknown) });
    catalog = opened.catalog;
    const lorre = await catalog.people.create(
      { slug: '', originalLanguage: 'en', names: { en: 'Peter Lorre' }, portraitId: null, biographies: {} },
      { actor },
    );
    await opened.film('Metropolis', {
      genres: ['science-fiction'],
      firstShownOn: '1927-01-10',
      texts: {
        en: { name: 'Metropolis', tagline: null, synopsis: null },
        ja: { name: 'メトロポリス', tagline: null, synopsis: null },
      },
    });
    await opened.film('Casablanca', {
      firstShownOn: '1942-11-26',
      credits: [{ personId: lorre.id, role: 'actor', character: null }],
      ratings: [{ territory: '*', system: 'X', label: '16', minimumAge: 16 }],
    });
    await opened.film('Nosferatu Unreleased', { publication: draft });
    await catalog.titles.create(filmContent('The Maltese Falcon'), { actor });
  });
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });
  const ask = (text: string, viewer: Partial<ViewerFacts> = {}, wish: object = {}) =>
    catalog.browse.search(
      { viewer: { ...unknownViewer, ...viewer }, languages: [] },
      { text, filter: {}, offset: 0, limit: 20, withFacets: true, ...wish },
    );

  test('is a title or a person by its name, as it is written', async () => {
    assert.equal((await ask('metropolsi')).suggestion, 'Metropolis');
    assert.equal((await ask('the malteze falkon')).suggestion, 'The Maltese Falcon');
    assert.equal((await ask('petr lorre')).suggestion, 'Peter Lorre');
  });

  test('is found although a word has nothing to do with it', async () => {
    const found = await ask('maltese falcon extended');
    assert.deepEqual([found.items.length, found.suggestion], [0, 'The Maltese Falcon']);
  });

  test('is nothing where the name itself was typed, or nothing comes close', async () => {
    assert.equal((await ask('Metropolis')).suggestion, null);
    assert.equal((await ask('xylophone quartet')).suggestion, null);
    assert.equal((await ask('…')).suggestion, null);
    assert.equal((await ask("') | '' :*")).suggestion, null);
  });

  test('is nothing that the viewer may not know of', async () => {
    assert.equal((await ask('nosferatoo unreleased')).suggestion, null);
    assert.equal((await ask('casablanka')).suggestion, 'Casablanca');
    assert.equal((await ask('casablanka', { maturityLimit: 12 })).suggestion, null);
    assert.equal((await ask('petr lorre', { maturityLimit: 12 })).suggestion, null);
  });

  test('is looked for only when asked, and for the first page', async () => {
    assert.equal((await ask('metropolsi', {}, { withFacets: false })).suggestion, null);
    assert.equal((await ask('metropolsi', {}, { offset: 20 })).suggestion, null);
  });

  test('stands beside counts by kind, genre and decade of what the viewer may see', async () => {
    const count = async (viewer: Partial<ViewerFacts> = {}) =>
      (await ask('m', viewer)).facets
        .map(({ facet, value, count: many }) => `${facet} ${value} ${many}`)
        .toSorted();
    assert.deepEqual(await count(), ['decade 1920 1', 'genre science-fiction 1', 'kind film 1']);
    assert.deepEqual(await count({ maturityLimit: 12 }), []);
    const decades = (await ask('casablanca')).facets.filter(({ facet }) => facet === 'decade');
    assert.deepEqual(decades, [{ facet: 'decade', value: '1940', count: 1 }]);
  });
});
