import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { unknownViewer } from './availability.ts';
import { titleHits, titlesQuery } from './search-store.ts';
import { filmContent, NOON, openCatalog } from './testing.ts';

const TITLES = 100_000;
const BATCH = 5_000;
const syllables = 'ka lo mi ra te sun vor den hal pri sto gan bel ix mar cho'.split(' ');
const judgement = { viewer: { ...unknownViewer, territory: 'DE', maturityLimit: 16 }, now: NOON };

/** Four thousand words; the first are used most, as in every language. */
function wordAt(index: number): string {
  const [a, b, c] = [index % 16, Math.floor(index / 16) % 16, Math.floor(index / 256) % 16];
  return `${syllables[a]}${syllables[b]}${syllables[c]}`;
}

function nameOf(number: number): string {
  const pick = (salt: number): string =>
    wordAt(Math.floor(4_096 * ((Math.imul(number + salt, 2_654_435_761) >>> 0) / 2 ** 32) ** 3));
  return `The ${pick(1)} ${pick(7)}${number % 3 === 0 ? ` ${pick(13)}` : ''} ${number}`;
}

describe(`search among ${TITLES} titles`, () => {
  const cleanups: (() => unknown)[] = [];
  let opened: Awaited<ReturnType<typeof openCatalog>>;

  before(async () => {
    opened = await openCatalog({ after: (cleanup) => void cleanups.push(cleanup as () => unknown) });
    for (let start = 0; start < TITLES; start += BATCH) await insertTitles(opened.database.kysely, start);
    assert.equal(await opened.catalog.refreshSearch(), TITLES);
    await sql`analyze`.execute(opened.database.kysely);
  });
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const search = (text: string) =>
    opened.catalog.browse.search(
      { viewer: judgement.viewer, languages: [] },
      { text, filter: {}, offset: 0, limit: 20, withFacets: false },
    );

  test('finds one among all by its number, and many by a misspelt word', async () => {
    const { items } = await search('the 77771');
    assert.deepEqual(
      items.map(({ name }) => name),
      [nameOf(77_771)],
    );
    const misspelt = await search('the kalokka');
    assert.ok(misspelt.corrected && misspelt.items.length === 20);
    for (const { name } of misspelt.items) assert.match(name, /kaloka/);
  });

  for (const [query, name] of [
    [`'the' & 'kalo':*ABC`, 'the kalo'],
    [`('kalo':*ABC | 'kalo':D)`, 'kalo'],
    [null, 'th'],
  ] as const) {
    test(`reads no table whole for "${name}"`, async () => {
      const text = query === null ? null : { looked: query, all: query, rank: query };
      const labels = text?.looked.replace(`('kalo':*ABC | 'kalo':D)`, `'kalo':*`).replace('*ABC', '*') ?? '';
      const inLabels = { looked: labels, all: labels, rank: labels };
      const words = text === null ? null : { inNames: inLabels, inLabels, inAll: text };
      for (const { hits } of titleHits({ name, words })) {
        const titles = titlesQuery(hits, judgement, { filter: {}, limit: 20 });
        const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, costs off) ${titles}`.execute(
          opened.database.kysely,
        );
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        assert.doesNotMatch(plan, /Seq Scan on (titles|openings|search_entries|search_names)/, plan);
        assert.match(plan, /Index/);
      }
    });
  }
});

async function insertTitles(
  database: Awaited<ReturnType<typeof openCatalog>>['database']['kysely'],
  start: number,
): Promise<void> {
  const titles = Array.from({ length: BATCH }, (_, index) => {
    const number = start + index;
    const id = `ti_${String(number).padStart(26, '0')}`;
    return {
      id,
      number,
      slug: `title-${number}`,
      content: filmContent(nameOf(number), { slug: `title-${number}` }),
    };
  });
  await sql`
    insert into catalog.titles (id, kind, slug, revision, content, genres, tags, moods, created_at, updated_at, lineage,
      is_released, minimum_ages, strictest_age)
    select id, 'film', slug, 1, content, '{}', '{}', '{}', now(), now(), array[id], number % 10 > 0,
      jsonb_build_object('*', number % 19), number % 19
    from jsonb_to_recordset(${JSON.stringify(titles)}::jsonb) as title (id text, number integer, slug text, content jsonb)
  `.execute(database);
  await sql`
    insert into catalog.openings
      (title_id, position, territories, except_territories, devices, offer, plans)
    select id, 0, case when number % 4 = 0 then array['US'] else '{}' end, '{}', '{}', 'free', '{}'
    from jsonb_to_recordset(${JSON.stringify(titles)}::jsonb) as title (id text, number integer)`.execute(
    database,
  );
}
