import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import { unknownViewer } from './availability.ts';
import { MAX_WALK_DEPTH, type WalkWay, walkQuery, walkWays } from './relation-store.ts';
import { actor, draft, filmContent, openCatalog } from './testing.ts';
import type { RelationKind, TitleContent } from './title.ts';

const reader = { viewer: unknownViewer, languages: ['en'] };
const wish = { depth: 1, limit: 50, ways: ['relations'] as readonly WalkWay[] };
const far = { ...wish, depth: MAX_WALK_DEPTH };
const code = (expected: string) => (error: unknown) => isVitascopeError(error, expected);

async function openGraph(context: TestContext) {
  const opened = await openCatalog(context);
  const { catalog, film } = opened;
  const relate = (from: { id: string }, kind: RelationKind, to: { id: string }) =>
    catalog.relations.add(from.id, { kind, titleId: to.id }, { actor });
  const person = (name: string) =>
    catalog.people.create(
      { slug: '', originalLanguage: 'en', names: { en: name }, portraitId: null, biographies: {} },
      { actor },
    );
  const names = async (of: { id: string }, changes: Partial<typeof far> = {}, as = reader) =>
    (await catalog.relations.related(of.id, as, { ...far, ...changes })).map(
      ({ relation, distance, title }) => `${distance} ${relation} ${title.name}`,
    );
  return { ...opened, film, relate, person, names };
}

describe('relations', () => {
  test('are said once and seen from both ends', async (context) => {
    const { film, relate, names } = await openGraph(context);
    const [one, two] = [await film('One'), await film('Two')];
    for (const [kind, there, back] of [
      ['sequel', 'sequel', 'prequel'],
      ['prequel', 'prequel', 'sequel'],
      ['remake', 'remake', 'remake-of'],
      ['spinoff', 'spinoff', 'spinoff-of'],
      ['adaptation', 'adaptation', 'adaptation-of'],
      ['franchise', 'franchise', 'member'],
      ['related', 'related', 'related'],
    ] as const) {
      const [from, to] = [await film(`From ${kind}`), await film(`To ${kind}`)];
      await relate(from, kind, to);
      assert.deepEqual(await names(from), [`1 ${there} To ${kind}`]);
      assert.deepEqual(await names(to), [`1 ${back} From ${kind}`]);
    }
    await relate(one, 'sequel', two);
    await relate(two, 'prequel', one);
    assert.deepEqual(await names(one), ['1 sequel Two']);
  });

  test('end in a circle where they began, and lead no farther than asked', async (context) => {
    const { film, relate, names } = await openGraph(context);
    const films = await Promise.all(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((name) => film(name)));
    for (const [index, from] of films.entries())
      await relate(from, 'sequel', films[(index + 1) % films.length] ?? from);
    const [first = { id: '' }] = films;
    assert.deepEqual(await names(first, { depth: 1 }), ['1 sequel B', '1 prequel H']);
    assert.deepEqual(await names(first, { depth: 2 }), [
      '1 sequel B',
      '1 prequel H',
      '2 sequel C',
      '2 prequel G',
    ]);
    assert.deepEqual((await names(first)).at(-1), '4 sequel E');
    assert.equal((await names(first)).length, 7);
    assert.deepEqual(await names(first, { limit: 1 }), ['1 sequel B']);
  });

  test('of a collection connect its members in their order', async (context) => {
    const { film, catalog, names } = await openGraph(context);
    const [one, two, three] = [await film('One'), await film('Two'), await film('Three')];
    const saga = await catalog.titles.create(
      filmContent('Saga', { kind: 'collection', members: [three.id, one.id, two.id] }),
      { actor },
    );
    assert.deepEqual(await names(saga), ['1 member Three', '1 member One', '1 member Two']);
    assert.deepEqual(await names(one), ['1 franchise Saga', '2 member Three', '2 member Two']);
  });

  test('lead to titles that share a person or a character, where that is asked for', async (context) => {
    const { film, person, names } = await openGraph(context);
    const [welles, reed] = [await person('Orson Welles'), await person('Carol Reed')];
    const credit = (who: { id: string }, character: string | null) => ({
      credits: [{ personId: who.id, role: 'actor' as const, character }],
    });
    const third = await film('The Third Man', credit(welles, 'Harry Lime'));
    await film('Citizen Kane', credit(welles, 'Charles Foster Kane'));
    await film('The Return of Harry Lime', credit(reed, 'Harry Lime'));
    assert.deepEqual(await names(third), []);
    assert.deepEqual(await names(third, { ways: ['people'] }), ['1 person Citizen Kane']);
    assert.deepEqual(await names(third, { ways: ['characters'] }), ['1 character The Return of Harry Lime']);
    assert.deepEqual(await names(third, { ways: walkWays }), [
      '1 character The Return of Harry Lime',
      '1 person Citizen Kane',
    ]);
  });

  test('neither show nor pass through what the viewer may not see', async (context) => {
    const { film, relate, names, catalog, clock } = await openGraph(context);
    const hiding = {
      draft: { publication: draft },
      territory: {
        windows: [{ ...filmContent('').windows[0], territories: ['DE'] }] as TitleContent['windows'],
      },
      rating: { ratings: [{ territory: '*', system: 'own', label: '18', minimumAge: 18 }] },
    };
    const child = { ...reader, viewer: { ...unknownViewer, maturityLimit: 6 } };
    const fit = { ratings: [{ territory: '*', system: 'own', label: '0', minimumAge: 0 }] };
    for (const [name, changes] of Object.entries(hiding)) {
      const [from, hidden, behind] = [
        await film(`${name} from`, fit),
        await film(`${name} hidden`, changes),
        await film(`${name} behind`, fit),
      ];
      await relate(from, 'sequel', hidden);
      await relate(hidden, 'sequel', behind);
      assert.deepEqual(await names(from, {}, child), [], name);
      const graph = await catalog.relations.graph(from.id, far);
      assert.deepEqual([graph.nodes.length, graph.edges.length, graph.isCut], [3, 2, false]);
      await assert.rejects(names(hidden, {}, child), code('title-not-found'));
    }
    assert.ok(clock);
  });

  test('are bounded, however many there are', async (context) => {
    const { film, database, catalog, names } = await openGraph(context);
    const hub = await film('Hub');
    await sql`insert into catalog.titles
      (id, kind, slug, revision, content, genres, tags, moods, created_at, updated_at, lineage, is_released)
      select 'ti_' || lpad(n::text, 26, '0'), 'film', 'leaf-' || n, 1, content, '{}', '{}', '{}', now(), now(),
        array['ti_' || lpad(n::text, 26, '0')], true
      from catalog.titles, generate_series(1, 3000) as n where titles.id = ${hub.id}`.execute(
      database.kysely,
    );
    await sql`insert into catalog.openings (title_id, position, territories, except_territories, devices, offer, plans)
      select id, 0, '{}', '{}', '{}', 'free', '{}' from catalog.titles where slug like 'leaf-%'`.execute(
      database.kysely,
    );
    await sql`insert into catalog.relations (from_id, position, kind, to_id)
      select one.id, k, 'related', 'ti_' || lpad((1 + (one.place * 7 + k * 131) % 3000)::text, 26, '0')
      from (select id, row_number() over (order by id) as place from catalog.titles) as one,
        generate_series(1, 30) as k`.execute(database.kysely);
    const graph = await catalog.relations.graph(hub.id, { ...far, limit: 200 });
    assert.deepEqual([graph.nodes.length, graph.isCut], [201, true]);
    assert.ok(graph.edges.length <= 1_000);
    assert.equal((await names(hub, { limit: 30 })).length, 30);
    await sql`analyze`.execute(database.kysely);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${walkQuery({
      ...far,
      from: hub.id,
      ways: walkWays,
      judgement: { viewer: unknownViewer, now: 0 },
    })}`.execute(database.kysely);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.ok(!/Seq Scan on (titles|relations|openings)/.test(plan), plan);
  });

  test('are added and removed one by one, and taken back', async (context) => {
    const { film, relate, catalog } = await openGraph(context);
    const [one, two] = [await film('One'), await film('Two')];
    const added = await relate(one, 'sequel', two);
    assert.equal((await relate(one, 'sequel', two)).revision, added.revision);
    await assert.rejects(catalog.titles.remove(two.id, { actor }), (error: Error) =>
      error.message.includes(one.id),
    );
    await assert.rejects(relate(one, 'remake', one), /cannot be its own remake/);
    await assert.rejects(
      relate(one, 'remake', { id: `ti_${'0'.repeat(26)}` }),
      /remake ti_0+ does not exist/,
    );
    const [change] = await catalog.titles.changes(one.id, { after: null, limit: 1 });
    const undone = await catalog.titles.undo(one.id, change?.id ?? '', { actor });
    assert.deepEqual(undone?.content.relations, []);
    await relate(one, 'related', two);
    const relation = { kind: 'related' as const, titleId: two.id };
    assert.deepEqual((await catalog.relations.remove(one.id, relation, { actor })).content.relations, []);
    await catalog.titles.remove(two.id, { actor });
    await assert.rejects(catalog.relations.graph(two.id, far), code('title-not-found'));
  });
});

describe('slugs that changed', () => {
  const rename = (slug: string) => (title: TitleContent) => ({ ...title, slug });

  test('still find their title, for editors and viewers', async (context) => {
    const { catalog, film } = await openGraph(context);
    const { id } = await film('Dark');
    await catalog.titles.edit(id, rename('dark-2017'), { actor });
    await catalog.titles.edit(id, rename('dark-series'), { actor });
    for (const slug of ['dark', 'dark-2017', 'dark-series']) {
      assert.equal((await catalog.titles.get(slug)).id, id);
      assert.equal((await catalog.browse.get(slug, reader)).slug, 'dark-series');
    }
    await catalog.titles.edit(id, rename('dark'), { actor });
    assert.equal((await catalog.browse.get('dark', reader)).slug, 'dark');
  });

  test('never take another title over', async (context) => {
    const { catalog, film } = await openGraph(context);
    const old = await film('Dark');
    await catalog.titles.edit(old.id, rename('dark-2017'), { actor });
    const chosen = await film('Dark');
    assert.equal(
      chosen.content.slug,
      'dark-2',
      'What is chosen takes no slug that still finds another title.',
    );
    const taken = await film('Dark', { slug: 'dark' });
    assert.equal((await catalog.browse.get('dark', reader)).id, taken.id);
    await catalog.titles.remove(taken.id, { actor });
    await assert.rejects(catalog.titles.get('dark'), code('title-not-found'));
    assert.equal((await catalog.titles.get('dark-2017')).id, old.id);
  });

  test('tell nobody of a title that is hidden or gone', async (context) => {
    const { catalog, film } = await openGraph(context);
    const { id } = await film('Secret', { publication: draft });
    await catalog.titles.edit(id, rename('public'), { actor });
    await assert.rejects(catalog.browse.get('secret', reader), code('title-not-found'));
    await catalog.titles.remove(id, { actor });
    await assert.rejects(catalog.titles.get('secret'), code('title-not-found'));
    assert.equal((await film('Secret')).content.slug, 'secret');
  });

  test('are kept up to a number', async (context) => {
    const { catalog, film } = await openGraph(context);
    const { id } = await film('Name 0');
    for (let round = 1; round <= 55; round += 1) {
      await catalog.titles.edit(id, rename(`name-${round}`), { actor });
    }
    const found = await Promise.all(
      Array.from({ length: 56 }, (_, round) =>
        catalog.titles.get(`name-${round}`).then(
          () => 1,
          () => 0,
        ),
      ),
    );
    assert.equal(
      found.reduce<number>((sum, one) => sum + one, 0),
      51,
    );
  });
});
