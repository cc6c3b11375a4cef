import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { actor, freeEverywhere, mainAsset, NOON, openCatalog } from '../testing.ts';
import type { FeedFormat, FeedProblem } from './feed-record.ts';
import type { Outcome } from './feed-world.ts';

interface Report {
  readonly outcomes: Record<Outcome | 'failed', number>;
  readonly problems: FeedProblem[];
}

const fails = (code: string, words: RegExp) => (error: unknown) => {
  assert.ok(isVitascopeError(error, code), String(error));
  assert.match(error.message, words);
  return true;
};

/** In pieces of odd sizes, as a network delivers them. */
async function* pieces(body: string | Uint8Array): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(body as string);
  for (let start = 0; start < bytes.length; start += 1_009) yield bytes.subarray(start, start + 1_009);
}

async function openFeeds(context: TestContext) {
  const opened = await openCatalog(context);
  const load = async (
    format: FeedFormat,
    body: string | Uint8Array,
    options: { isDryRun?: boolean; stopAfter?: number; resume?: { step: number; done: number } } = {},
  ): Promise<Report & { readonly last: { step: number; done: number } }> => {
    const outcomes = { created: 0, changed: 0, unchanged: 0, failed: 0 };
    const problems: FeedProblem[] = [];
    const stop = new AbortController();
    let last = { step: 0, done: 0 };
    let seen = 0;
    await opened.catalog.feeds
      .import({
        format,
        isDryRun: options.isDryRun ?? false,
        actor,
        resume: options.resume ?? { step: 0, done: 0 },
        signal: stop.signal,
        open: async () => pieces(body),
        async onRead(_records, found) {
          problems.push(...found);
          outcomes.failed += found.length;
        },
        async onRecord(_transaction, { outcome, progress }) {
          last = { ...progress };
          if (typeof outcome === 'string') outcomes[outcome]++;
          else {
            outcomes.failed++;
            problems.push(...outcome);
          }
          if (++seen === options.stopAfter) stop.abort();
        },
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
      });
    return { outcomes, problems, last };
  };
  const read = async (text: AsyncIterable<string>): Promise<string> => {
    const parts: string[] = [];
    for await (const part of text) parts.push(part);
    return parts.join('');
  };
  const revisions = async () =>
    (await opened.catalog.listTitles({}, { after: null, limit: 200 })).items.map(
      ({ content, revision }) => `${content.slug} ${revision}`,
    );
  return {
    ...opened,
    load,
    revisions,
    json: () => read(opened.catalog.feeds.export.json()),
    csv: () => read(opened.catalog.feeds.export.csv()),
  };
}

const lines = (...rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const series = { externalId: 's', kind: 'series', originalLanguage: 'de', texts: { de: { name: 'Dunkel' } } };
const season = {
  externalId: 's1',
  kind: 'season',
  parent: 's',
  number: 1,
  originalLanguage: 'de',
  texts: { de: { name: 'Staffel 1' } },
};
const episode = { ...season, externalId: 's1e1', kind: 'episode', parent: 's1' };
const filmOf = (externalId: string, more: object = {}) => ({
  externalId,
  kind: 'film',
  originalLanguage: 'en',
  texts: { en: { name: `Film ${externalId}` } },
  ...more,
});

describe('a feed in JSON', () => {
  test('makes titles in whatever order, and changes nothing the second time', async (context) => {
    const { load, revisions, catalog } = await openFeeds(context);
    const collection = { ...filmOf('all'), kind: 'collection', members: ['f', 's'] };
    const feed = lines(collection, episode, season, series, filmOf('f'));
    const first = await load('json', feed);
    assert.deepEqual([first.problems, first.outcomes.created], [[], 5]);
    assert.equal((await catalog.titles.get('dunkel-s1e1')).content.number, 1);
    const before = await revisions();
    const second = await load('json', feed);
    assert.deepEqual(second.outcomes, { created: 0, changed: 0, unchanged: 5, failed: 0 });
    assert.deepEqual(await revisions(), before);
    const array = `\ufeff[\n${JSON.stringify(filmOf('f', { tags: ['a'] }))},\n${JSON.stringify(series)}]\n`;
    const third = await load('json', array);
    assert.deepEqual(third.outcomes, { created: 0, changed: 1, unchanged: 1, failed: 0 });
  });

  test('leaves alone what it does not name: rights can come in a feed of their own', async (context) => {
    const { load, catalog } = await openFeeds(context);
    await load('json', lines(filmOf('f', { genres: ['noir'] })));
    const windows = [{ offer: { kind: 'free' }, territories: ['DE'] }];
    const { outcomes } = await load('json', lines({ externalId: 'f', windows }));
    assert.equal(outcomes.changed, 1);
    const { content } = await catalog.titles.get('film-f');
    assert.deepEqual([content.genres, content.windows[0]?.territories], [['noir'], ['DE']]);
    assert.equal(content.texts['en']?.name, 'Film f');
  });

  test('a dry run says the same as the run, and writes nothing', async (context) => {
    const { load, revisions, catalog } = await openFeeds(context);
    await load('json', lines(series, filmOf('old')));
    const feed = lines(
      episode,
      season,
      series,
      filmOf('old', { tags: ['new'] }),
      filmOf('credited', { credits: [{ name: 'Orson Welles', role: 'actor' }] }),
      filmOf('again', { credits: [{ name: 'ORSON WELLES', role: 'director' }] }),
      filmOf('lost', { kind: 'episode', parent: 'nowhere', number: 1 }),
      filmOf('taken', { kind: 'season', parent: 's', number: 1 }),
      filmOf('wrong', { originalLanguage: 'xx-bad-x', assets: [{ assetId: 'as_1', purpose: 'main' }] }),
      filmOf('slug', { slug: 'dunkel' }),
      { type: 'person', externalId: 'p', originalLanguage: 'en', names: { de: 'Niemand' } },
      { type: 'term', kind: 'genre', slug: 'noir', originalLanguage: 'fr', names: { fr: 'Film noir' } },
    );
    const before = await revisions();
    const dry = await load('json', feed, { isDryRun: true });

    assert.deepEqual(await revisions(), before);
    assert.equal((await catalog.listPeople({ after: null, limit: 10 })).items.length, 0);
    const wet = await load('json', feed);
    assert.deepEqual(dry.outcomes, wet.outcomes);
    assert.deepEqual(wet.outcomes, { created: 5, changed: 1, unchanged: 1, failed: 5 });
    const told = ({ line, column }: FeedProblem) => `${line} ${column}`;
    assert.deepEqual(dry.problems.map(told), wet.problems.map(told));
    assert.equal((await catalog.listPeople({ after: null, limit: 10 })).items.length, 1);
  });

  test('names every problem with its line, its place, its value, and what to do', async (context) => {
    const { load } = await openFeeds(context);
    const feed = [
      JSON.stringify(filmOf('ok')),
      JSON.stringify(filmOf('f', { kind: 'movie', windows: [{ offer: { kind: 'gift' } }], rights: 'all' })),
      '{"externalId": "broken",}',
      JSON.stringify(filmOf('ok')),
      JSON.stringify({ externalId: 'new', tags: [] }),
      JSON.stringify(filmOf('m', { kind: 'collection', members: ['ok', 'gone'] })),
    ].join('\n');
    const { problems, outcomes } = await load('json', feed);
    assert.equal(outcomes.created, 1);
    const told = problems.map(({ line, column, value }) => [line, column, value]).sort();
    assert.deepEqual(told, [
      [2, 'kind', 'movie'],
      [2, 'rights', 'all'],
      [2, 'windows.0.offer.kind', 'gift'],
      [3, null, '{"externalId": "broken",}'],
      [4, 'externalId', 'title ok'],
      [5, 'kind', null],
      [5, 'originalLanguage', null],
      [5, 'texts', null],
      [6, 'members.1', 'gone'],
    ]);
    assert.match(problems.find(({ line }) => line === 6)?.message ?? '', /Add it, or correct/);
  });

  test('goes on where it was stopped, and counts nothing twice', async (context) => {
    const { load } = await openFeeds(context);
    const feed = lines(
      ...Array.from({ length: 10 }, (_, index) => filmOf(`f${index}`)),
      episode,
      season,
      series,
    );
    const first = await load('json', feed, { stopAfter: 4 });
    assert.deepEqual([first.outcomes.created, first.last], [4, { step: 1, done: 4 }]);
    const rest = await load('json', feed, { resume: first.last });
    assert.deepEqual(rest.outcomes, { created: 9, changed: 0, unchanged: 0, failed: 0 });
  });

  for (const [name, feed, words] of [
    ['text', 'hello', /Line 1 has "h"/],
    ['an end too soon', '[{"externalId": "a"', /ends within/],
    ['a record after the end', '[]\n{}', /Line 2 has "{"/],
    ['deep nesting', `{"a":${'['.repeat(10_000)}`, /nested more than/],
    ['a record without an end', `{"a":"${'x'.repeat(2_000_000)}`, /has more than/],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe, 0xfd]), /not utf-8.*UTF-8/],
  ] as const)
    test(`refuses ${name}`, async (context) => {
      const { load } = await openFeeds(context);
      await assert.rejects(load('json', feed), fails('feed-unreadable', words));
    });
});

describe('a feed in CSV', () => {
  const header =
    'externalId,kind,originalLanguage,texts.en.name,texts.en.synopsis,genres,windows.1.offer.kind,windows.1.territories';

  test('has quoted line breaks, CRLF, a mark at its beginning, and groups by number', async (context) => {
    const { load, catalog } = await openFeeds(context);
    const row = '\r\na,film,en,"The ""Third"" Man, again","One\r\nTwo",noir; war,free,DE;AT';
    const { problems } = await load('csv', `\ufeff${header}${row}\r\n\r\nb,film,en,Other,,,,\r\n`);
    assert.deepEqual(problems, []);
    const { content } = await catalog.titles.get('the-third-man-again');
    assert.equal(content.texts['en']?.synopsis, 'One\nTwo');
    assert.deepEqual(
      [content.genres, content.windows[0]?.territories],
      [
        ['noir', 'war'],
        ['DE', 'AT'],
      ],
    );
    assert.deepEqual((await catalog.titles.get('other')).content.windows, []);
  });

  test('may be UTF-16, as spreadsheets save it', async (context) => {
    const { load, catalog } = await openFeeds(context);
    const text = `\ufeff${header}\r\na,film,en,Amélie,,,,\r\n`;
    await load('csv', Buffer.from(text, 'utf16le'));
    await load('csv', Buffer.from(text.replace('Amélie', 'Zoé').replace('a,', 'b,'), 'utf16le').swap16());
    assert.equal((await catalog.titles.get('amelie')).content.texts['en']?.name, 'Amélie');
    assert.equal((await catalog.titles.get('zoe')).content.texts['en']?.name, 'Zoé');
  });

  test('names the line and the column of each problem, past line breaks in cells', async (context) => {
    const { load } = await openFeeds(context);
    const rows = [
      'a,film,en,A,"x\ny",,,',
      'b,movie,en,B,,No Slug,gift,DE;ZZ',
      'c,film,en,C,,,,,,',
      'd,,en,D,,,,',
    ];
    const { problems } = await load('csv', [header, ...rows].join('\n'));
    assert.deepEqual(problems.map(({ line, column, value }) => `${line} ${column} ${value}`).sort(), [
      '4 genres No Slug',
      '4 kind movie',
      '4 windows.1.offer.kind gift',
      '4 windows.1.territories ZZ',
      '5 null ,',
      '6 kind null',
    ]);
  });

  for (const [name, feed, words] of [
    [
      'columns that are none',
      'externalId,__proto__.x,naem\na,b,c',
      /no column "__proto__.x".*no column "naem"/,
    ],
    ['a column twice', 'externalId,kind,kind\na,b,c', /"kind" is there twice/],
    ['no external ids', 'kind\nfilm', /"externalId" is missing/],
    ['nothing', '', /is empty/],
    ['a quote without an end', 'externalId,kind\na,"film', /at line 2/],
  ] as const)
    test(`refuses ${name}`, async (context) => {
      const { load } = await openFeeds(context);
      await assert.rejects(load('csv', feed), fails('feed-unreadable', words));
    });

  test('no cell of an export is a formula, and each comes back as it was', async (context) => {
    const { load, csv, film, catalog } = await openFeeds(context);
    const names = [
      '=HYPERLINK("http://x")',
      '+1',
      '-1',
      '@SUM(A1)',
      "'=1",
      "''=1",
      "'tis",
      '"quoted", and more',
    ];
    for (const name of names) await film(name);
    const text = await csv();
    for (const cell of text.split(/[,\r\n]+/)) assert.doesNotMatch(cell, /^"?[=+\-@\t]/);
    const { outcomes } = await load('csv', text);
    assert.equal(outcomes.unchanged, names.length);
    const { items } = await catalog.listTitles({}, { after: null, limit: 20 });
    assert.deepEqual(items.map(({ content }) => content.texts['en']?.name).sort(), names.toSorted());
  });
});

describe('an export', () => {
  for (const format of ['json', 'csv'] as const)
    test(`in ${format} makes the same catalogue of an empty one`, async (context) => {
      const one = await openFeeds(context);
      await one.load('json', lines(series, season, episode));
      const person = await one.catalog.people.create(
        {
          slug: '',
          originalLanguage: 'en',
          names: { en: 'Orson Welles', ja: 'オーソン・ウェルズ' },
          portraitId: null,
          biographies: { en: 'Born in Kenosha; lived, and "died", elsewhere.' },
        },
        { actor },
      );
      const names = { fr: 'Film noir', de: 'Schwarze Serie' };
      const term = { kind: 'genre', slug: 'noir', originalLanguage: 'fr', names } as const;
      await one.catalog.terms.create(term, { actor });
      const film = await one.film('The Third Man', {
        texts: {
          en: { name: 'The Third Man', tagline: null, synopsis: 'Vienna,\n"after" the war.' },
          'zh-Hans': { name: '第三人', tagline: '=1+1', synopsis: null },
        },
        genres: ['noir'],
        countries: ['GB'],
        firstShownOn: '1949-09-01',
        ratings: [{ territory: '*', system: 'own', label: '12+', minimumAge: 12 }],
        credits: [{ personId: person.id, role: 'actor', character: 'Harry Lime' }],
        assets: [
          { ...mainAsset[0], purpose: 'main', assetId: mainAsset[0]?.assetId ?? '', names: { en: 'It' } },
        ],
        markers: [{ kind: 'intro', startMs: 0, endMs: 5_000 }],
        publication: { isReleased: true, publishAt: NOON, embargoUntil: null, expireAt: null },
        windows: [
          freeEverywhere,
          { ...freeEverywhere, territories: ['DE', 'AT'], devices: ['tv'], closesAt: NOON },
          {
            ...freeEverywhere,
            offer: { kind: 'subscription', plans: ['a', 'b'] },
            exceptTerritories: ['US'],
          },
        ],
      });
      await one.film('All', { kind: 'collection', members: [film.id] });
      const sidecars = [{ kind: 'artwork', url: 'https://example.org/poster.jpg' }];
      await one.load('json', lines({ externalId: film.id, sidecars }));
      const exported = await one[format]();

      const other = await openFeeds(context);
      const { problems, outcomes } = await other.load(format, exported);
      assert.deepEqual([problems, outcomes.created], [[], 7]);
      assert.equal(await other[format](), exported);
      assert.equal(await other.json(), await one.json());
      // And once more into where it came from: nothing new.
      assert.equal((await one.load(format, exported)).outcomes.unchanged, 7);
    });
});
