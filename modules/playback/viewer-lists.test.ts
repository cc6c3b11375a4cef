// Lists for pages of genres: filters, orders, and which genres there are for a profile.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Bench, type Household, openBench } from './testing/bench.ts';

describe('lists for viewers', () => {
  let bench: Bench;
  let ada: Household;
  let kid: string;
  before(async () => {
    bench = await openBench({ geo: { fallback: 'DE' } });
    ada = await bench.household('ada@example.org', { language: 'de' });
    kid = await bench.profile(ada.client, { isKids: true, language: 'de' });
    await Promise.all([
      film('Zulu', { firstShownOn: '1964-01-22', genres: ['war'], rated: 12 }),
      film('Élan', { firstShownOn: '1999-05-01', originalLanguage: 'pt-BR', genres: ['drama'], rated: 0 }),
      film('Aurora', {
        firstShownOn: '1990-12-31',
        de: 'Morgenröte',
        genres: ['drama', 'war'],
        moods: ['calm'],
        rated: 0,
      }),
      film('Nothing', { genres: ['horror'], moods: ['bleak'], rated: 18 }),
    ]);
    await bench.catalog.terms.create(
      { kind: 'genre', slug: 'war', originalLanguage: 'en', names: { en: 'War', de: 'Krieg' } },
      { actor: 'a tester' },
    );
  });
  after(() => bench?.close());

  async function film(
    name: string,
    {
      rated,
      de,
      originalLanguage = 'en',
      ...changes
    }: { rated: number; de?: string; originalLanguage?: string } & Record<string, unknown>,
  ) {
    const text = (one: string) => ({ name: one, tagline: null, synopsis: null });
    return bench.title({
      ...changes,
      originalLanguage,
      texts: { [originalLanguage]: text(name), ...(de === undefined ? {} : { de: text(de) }) },
      ratings: [{ territory: '*', system: 'X', label: 'x', minimumAge: rated }],
    });
  }
  const get = (path: string, profileId = ada.profileId): Promise<Answer> =>
    ada.client.fetch('GET', `/api/v1${path}${path.includes('?') ? '&' : '?'}profileId=${profileId}`);
  const names = ({ body }: Answer): string[] => body.items.map(({ name }: { name: string }) => name);

  test('are sorted by the names that are read, as people sort', async () => {
    assert.deepEqual(names(await get('/browse?sort=name')), ['Élan', 'Morgenröte', 'Nothing', 'Zulu']);
    assert.deepEqual(names(await get('/browse?sort=name&language=en')), [
      'Aurora',
      'Élan',
      'Nothing',
      'Zulu',
    ]);
  });

  test('are sorted by year, the latest first and the unknown last', async () => {
    assert.deepEqual(names(await get('/browse?sort=year')), ['Élan', 'Morgenröte', 'Zulu', 'Nothing']);
  });

  test('have the same titles by pages in every order', async () => {
    for (const sort of ['newest', 'name', 'year']) {
      const whole = names(await get(`/browse?sort=${sort}`));
      const paged: string[] = [];
      for (let cursor = ''; ; ) {
        const page = await get(`/browse?sort=${sort}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
        paged.push(...names(page));
        if (page.body.nextCursor === null) break;
        cursor = page.body.nextCursor;
      }
      assert.deepEqual(paged, whole, sort);
    }
  });

  test('are narrowed by genre, mood, decade and language', async () => {
    assert.deepEqual(names(await get('/browse?genre=war&sort=name')), ['Morgenröte', 'Zulu']);
    assert.deepEqual(names(await get('/browse?mood=calm')), ['Morgenröte']);
    assert.deepEqual(names(await get('/browse?decade=1990&sort=year')), ['Élan', 'Morgenröte']);
    assert.deepEqual(names(await get('/browse?originalLanguage=pt')), ['Élan']);
    assert.equal((await get('/browse?decade=1995')).status, 400);
    assert.equal((await get('/browse?sort=size')).status, 400);
  });

  test('of a series are in the order that is asked for', async () => {
    const { id } = await bench.title({ kind: 'series', assets: [] });
    for (const number of [1, 2])
      await bench.title({
        kind: 'season',
        assets: [],
        parentId: id,
        number,
        firstShownOn: `200${3 - number}-01-01`,
      });
    const numbers = async (sort: string) =>
      (await get(`/browse?parentId=${id}${sort}`)).body.items.map((item: { number: number }) => item.number);
    assert.deepEqual(await numbers(''), [1, 2]);
    assert.deepEqual(await numbers('&sort=newest'), [2, 1]);
    assert.deepEqual(await numbers('&sort=year'), [1, 2]);
  });

  test('of genres and moods have what the profile may see a title of, in its language', async () => {
    const terms = async (path: string, profileId?: string) =>
      (await get(path, profileId)).body.items.map(
        (term: Record<string, string>) => `${term['kind']} ${term['name']}`,
      );
    assert.deepEqual(await terms('/terms'), [
      'genre drama',
      'genre horror',
      'genre Krieg',
      'mood bleak',
      'mood calm',
    ]);
    assert.deepEqual(await terms('/terms', kid), ['genre drama', 'genre Krieg', 'mood calm']);
    assert.deepEqual(await terms('/terms?kinds=mood&language=en'), ['mood bleak', 'mood calm']);
    assert.equal((await get('/terms?kinds=actor')).status, 400);
  });
});
