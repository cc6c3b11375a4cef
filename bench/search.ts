// Search as you type, with the viewer's rights, against ILIKE and against full text search without any rights.
import { rm } from 'node:fs/promises';
import { catalogMigrations, createCatalog, type ViewerFacts } from '@vitascope/catalog';
import { type Database, openDatabase } from '@vitascope/platform/database';
import { silentLogger } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import { cpuSeconds, ownCpuSeconds, parentOf } from './harness/processes.ts';
import { temporaryFolder } from './harness/product.ts';
import { type BenchOptions, type Findings, runBench, say } from './harness/report.ts';
import {
  forgiven,
  idOfSought,
  keystrokes,
  type MadeTitle,
  makeTitle,
  sought,
} from './harness/search-titles.ts';
import { median, percentile, spread } from './harness/statistics.ts';

const SHOWN = 20;
const BATCH = 5_000;

/** In a territory, with a limit: every condition of the rights is asked. */
const viewer: ViewerFacts = {
  territory: 'DE',
  device: 'web',
  maturityLimit: 16,
  plans: ['premium'],
  purchases: [],
  rentals: [],
  gifts: [],
  hasEverything: false,
  previews: [],
};

interface Contender {
  readonly name: string;
  /** Ids of what it found, best first. */
  search(text: string): Promise<readonly string[]>;
}

interface Round {
  readonly milliseconds: readonly number[];
  readonly cpuSeconds: number;
}

async function measure({ quick }: BenchOptions): Promise<Findings> {
  const total = quick ? 20_000 : 100_000;
  const rounds = quick ? 3 : 10;
  const folder = await temporaryFolder('search');
  const database = await openDatabase({ embeddedDir: folder, poolSize: 4 }, { logger: silentLogger });
  try {
    const postmaster = await fill(database, total);
    const contenders = contend(database);
    for (const contender of contenders)
      await checkFinds(
        contender,
        sought.map(({ typed, name }) => [typed, name]),
        total,
      );
    await checkFinds(contenders[0] as Contender, forgiven, total);
    const results = contenders.map(({ name }) => ({ name, rounds: [] as Round[] }));
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}`);
      // Who goes first changes from round to round.
      for (let turn = 0; turn < contenders.length; turn++) {
        const index = (round + turn) % contenders.length;
        const contender = contenders[index] as Contender;
        results[index]?.rounds.push(await typeAll(contender, postmaster));
      }
    }
    return findingsOf(results, total);
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves with the pid of the database server. */
async function fill(database: Database, total: number): Promise<number> {
  await database.migrate([catalogMigrations]);
  const { kysely } = database;
  for (let start = 0; start < total; start += BATCH) {
    const titles = Array.from({ length: BATCH }, (_, index) => makeTitle(start + index, total));
    await insertTitles(kysely, titles);
  }
  say(`${total} titles are in; search is made ready`);
  const catalog = createCatalog({ database, knownAssets: async () => new Set() });
  if ((await catalog.refreshSearch()) !== total) throw new Error('Not every title was indexed.');
  // The peers' indexes, over the very same rows; what ILIKE looks at has the names as they are written.
  await sql`create schema bench`.execute(kysely);
  await sql`create table bench.names as
    select id, text.value ->> 'name' as name from catalog.titles, jsonb_each(content -> 'texts') as text`.execute(
    kysely,
  );
  await sql`create table bench.documents as
    select id, min(text.value ->> 'name') as name,
      setweight(to_tsvector('simple', string_agg(text.value ->> 'name', ' ')), 'A') ||
        setweight(to_tsvector('simple', string_agg(text.value ->> 'synopsis', ' ')), 'D') as words
    from catalog.titles, jsonb_each(content -> 'texts') as text group by id`.execute(kysely);
  await sql`create index on bench.documents using gin (words)`.execute(kysely);
  await sql`vacuum analyze`.execute(kysely);
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(kysely);
  return parentOf(rows[0]?.pid ?? 0);
}

async function insertTitles(kysely: Database['kysely'], titles: readonly MadeTitle[]): Promise<void> {
  await sql`
    insert into catalog.titles (id, kind, slug, revision, content, genres, tags, moods, created_at, updated_at, lineage,
      is_released, minimum_ages, strictest_age)
    select id, 'film', slug, 1, content, array[genre], '{}', '{}', now(), now(), array[id], true,
      jsonb_build_object('*', number % 10 * 2), number % 10 * 2
    from jsonb_to_recordset(${JSON.stringify(titles)}::jsonb)
      as title (id text, number integer, slug text, content jsonb, genre text)`.execute(kysely);
  // One in five titles is for elsewhere and one in ten too mature, but none of those that are sought.
  await sql`
    insert into catalog.openings (title_id, position, territories, except_territories, devices, offer, plans)
    select id, 0, case when number % 5 = 1 then array['US'] else '{}' end, '{}', '{}', 'subscription', array['premium']
    from jsonb_to_recordset(${JSON.stringify(titles)}::jsonb) as title (id text, number integer)`.execute(
    kysely,
  );
}

function contend(database: Database): readonly Contender[] {
  const { kysely } = database;
  const catalog = createCatalog({ database, knownAssets: async () => new Set() });
  const reader = { viewer, languages: ['en'] };
  return [
    {
      name: 'Vitascope, rights and pages of titles included',
      async search(text) {
        const wish = { text, filter: {}, offset: 0, limit: SHOWN, withFacets: false };
        const { items } = await catalog.browse.search(reader, wish);
        return items.flatMap(({ id }) => id);
      },
    },
    {
      name: 'ILIKE %…%, without rights',
      async search(text) {
        const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
        const { rows } = await sql<{ id: string }>`
          select id, name from bench.names where name ilike ${pattern} order by name limit ${SHOWN}`.execute(
          kysely,
        );
        return rows.map(({ id }) => id);
      },
    },
    {
      name: 'to_tsquery with GIN, without rights',
      async search(text) {
        const query = text.trim().split(/\s+/).join(' & ');
        const { rows } = await sql<{ id: string }>`
          select id, name from bench.documents, to_tsquery('simple', ${`${query}:*`}) as query
          where words @@ query order by ts_rank(words, query) desc limit ${SHOWN}`.execute(kysely);
        return rows.map(({ id }) => id);
      },
    },
  ];
}

/** First of all each has to find what is meant. */
async function checkFinds(
  { name, search }: Contender,
  searches: readonly (readonly [typed: string, name: string])[],
  total: number,
): Promise<void> {
  for (const [typed, title] of searches)
    if (!(await search(typed)).includes(idOfSought(title, total)))
      throw new Error(`${name} does not find "${title}" by "${typed}".`);
}

/** Every text after every letter, one after the other; what each took. */
async function typeAll({ search }: Contender, postmaster: number): Promise<Round> {
  const before = cpuSeconds(postmaster).database + ownCpuSeconds(process.pid);
  const milliseconds: number[] = [];
  for (const one of sought)
    for (const text of keystrokes(one)) {
      const startedAt = performance.now();
      await search(text);
      milliseconds.push(performance.now() - startedAt);
    }
  return { milliseconds, cpuSeconds: cpuSeconds(postmaster).database + ownCpuSeconds(process.pid) - before };
}

function findingsOf(
  results: readonly { readonly name: string; readonly rounds: readonly Round[] }[],
  total: number,
): Findings {
  const p95 = (round: Round): number => percentile(round.milliseconds, 0.95);
  const [ours = [], ilike = [], fullText = []] = results.map(({ rounds }) => rounds);
  const ratioTo = (peer: readonly Round[]): number =>
    median(ours.map((round, index) => p95(round) / p95(peer[index] as Round)));
  const [toIlike, toFullText] = [ratioTo(ilike), ratioTo(fullText)];
  const searches = ours[0]?.milliseconds.length ?? 0;
  return {
    name: 'search',
    title: `Search as you type over ${total.toLocaleString('en')} titles`,
    method:
      `${sought.length} texts in ${new Set(sought.map(({ language }) => language)).size} languages are typed letter by letter, ` +
      `${searches} searches a round, for the ${SHOWN} best each; all in the same PostgreSQL over the same titles, by turns. ` +
      "Ours are whole pages of a viewer's titles, with territory, age limit and plan, from synopses only where names find none; ILIKE (over all names, in their order) and to_tsquery " +
      '(over names and synopses, by ts_rank) give ids and names of any title. All find every title that is meant; ours also without ' +
      'accents, in the other Kana and misspelt. Milliseconds a search: the p95 within a round, and its median and p95 over the rounds. ' +
      'Processor seconds are those of the database and of the asking process, a round.',
    header: ['what', 'median', 'p95 (median / p95 of rounds)', 'CPU seconds', 'n'],
    rows: results.map(({ name, rounds }) => [
      name,
      median(rounds.map((round) => median(round.milliseconds))).toFixed(1),
      spread(rounds.map(p95), 1),
      spread(rounds.map((round) => round.cpuSeconds)),
      String(rounds.length),
    ]),
    verdicts: [
      { goal: "p95 ≤ 1/20 of ILIKE's", reached: `1/${(1 / toIlike).toFixed(1)}`, isMet: toIlike <= 1 / 20 },
      { goal: "p95 ≤ 1.5 of to_tsquery's", reached: toFullText.toFixed(2), isMet: toFullText <= 1.5 },
    ],
    raw: results,
  };
}

await runBench(measure);
