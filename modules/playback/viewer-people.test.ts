// The page of a person tells viewers no more than search does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Bench, type Household, openBench } from './testing/bench.ts';

describe('the page of a person', () => {
  let bench: Bench;
  let ada: Household;
  before(async () => {
    bench = await openBench({ geo: { fallback: 'DE' } });
    ada = await bench.household('ada@example.org', { language: 'de' });
  });
  after(() => bench?.close());

  const rated = (minimumAge: number) => [{ territory: '*', system: 'X', label: 'x', minimumAge }];
  const credit = (personId: string, character: string | null = null) => ({
    personId,
    role: character === null ? ('director' as const) : ('actor' as const),
    character,
  });
  const person = async (names: Record<string, string>, biographies: Record<string, string> = {}) =>
    bench.catalog.people.create(
      { slug: '', originalLanguage: 'en', names, portraitId: null, biographies },
      { actor: 'a tester' },
    );
  const get = (path: string, profileId = ada.profileId): Promise<Answer> =>
    ada.client.fetch('GET', `/api/v1/people/${path}${path.includes('?') ? '&' : '?'}profileId=${profileId}`);
  const idsOf = ({ body }: Answer): string[] =>
    body.titles.map(({ title }: { title: { id: string } }) => title.id);

  test('shows name and life in the language of the profile, and the parts in what it may see', async () => {
    const lang = await person(
      { en: 'Fritz Lang', de: 'Friedrich Lang' },
      { de: 'Geboren in Wien.', en: 'Born in Vienna.' },
    );
    const first = await bench.title({ credits: [credit(lang.id), credit(lang.id, 'Himself')] });
    const second = await bench.title({ credits: [credit(lang.id)] });
    await bench.title({
      credits: [credit(lang.id)],
      publication: { isReleased: false, publishAt: null, embargoUntil: null, expireAt: null },
    });
    const shown = await get('fritz-lang');
    assert.equal(shown.status, 200, JSON.stringify(shown.body));
    const { id, slug, name, originalName, biography, portrait, nextCursor } = shown.body;
    assert.deepEqual(
      { id, slug, name, originalName, biography, portrait, nextCursor },
      {
        id: lang.id,
        slug: 'fritz-lang',
        name: 'Friedrich Lang',
        originalName: 'Fritz Lang',
        biography: 'Geboren in Wien.',
        portrait: null,
        nextCursor: null,
      },
    );
    assert.deepEqual(idsOf(shown), [second.id, first.id]);
    assert.deepEqual(shown.body.titles[1].roles, [
      { role: 'director', character: null },
      { role: 'actor', character: 'Himself' },
    ]);
    assert.equal((await get(`${lang.id}?language=en`)).body.biography, 'Born in Vienna.');
    assert.equal(shown.headers.get('cache-control'), 'no-store');

    const page = await get(`${lang.id}?limit=1`);
    assert.deepEqual(idsOf(page), [second.id]);
    assert.deepEqual(idsOf(await get(`${lang.id}?limit=1&cursor=${page.body.nextCursor}`)), [first.id]);
  });

  test('is not there for who may see nothing of the person, as if there were none', async () => {
    const kid = await bench.profile(ada.client, { isKids: true });
    const peckinpah = await person({ en: 'Sam Peckinpah' });
    assert.equal((await get(peckinpah.id)).status, 404, 'Nothing credits the person.');
    const western = await bench.title({ credits: [credit(peckinpah.id)], ratings: rated(18) });
    assert.deepEqual(idsOf(await get(peckinpah.id)), [western.id]);
    const hidden = await get(peckinpah.id, kid);
    assert.deepEqual([hidden.status, hidden.body.code], [404, 'person-not-found']);
    const unknown = 'pe_00000000000000000000000000';
    const nobody = await get(unknown, kid);
    assert.equal(hidden.body.detail.replace(peckinpah.id, unknown), nobody.body.detail);
  });

  test('is for those who are signed in', async () => {
    const nobody = await bench.client().fetch('GET', '/api/v1/people/fritz-lang');
    assert.deepEqual([nobody.status, nobody.body.code], [401, 'sign-in-needed']);
  });
});
