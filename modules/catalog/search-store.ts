// All SQL of search. With search.ts it is what another engine would replace.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type Judgement, visibleTo } from './availability-sql.ts';
import type { AnyTransaction, Tables } from './rows.ts';
import { SEARCH_VERSION } from './search-text.ts';
import { decadeOf, matching, type TitleFilter } from './title-list.ts';

/** What one title or person is found by. */
export interface SearchEntry {
  readonly subjectId: string;
  readonly isPerson: boolean;
  /** Folded, with what each is found by. */
  readonly names: readonly { readonly name: string; readonly words: readonly string[] }[];
  /** Words with their weight, A to D, in order. */
  readonly words: readonly (readonly [word: string, weight: 'A' | 'B' | 'C' | 'D'])[];
  /** What its rank is multiplied by. */
  readonly factor: number;
  /** Each word that may be misspelt, with its spellings. */
  readonly spellings: readonly (readonly [spelling: string, word: string])[];
}

/** Three tsqueries: what the index is asked for, what that is sifted by, and what the rest is ranked by. */
export interface TextQuery {
  readonly looked: string;
  readonly all: string;
  readonly rank: string;
}

export interface Lookup {
  /** The query as a folded name. */
  readonly name: string;
  /** Of names alone, of all but synopses, and of everything; null to look at the beginnings of names only. */
  readonly words: {
    readonly inNames: TextQuery;
    readonly inLabels: TextQuery;
    readonly inAll: TextQuery;
  } | null;
}

export interface Facet {
  readonly facet: 'kind' | 'genre' | 'decade';
  readonly value: string;
  readonly count: number;
}

export interface FoundTitles {
  /** Best first. */
  readonly ids: readonly string[];
  /** Whether a later page may have others. */
  readonly hasMore: boolean;
}

/** Matches that are weighed against each other, at most. A query with more is too short to tell them apart. */
const WEIGHED_BEGINNINGS = 500;
const WEIGHED_NAMES = 1_000;
/** These come behind all that have the words in their name. */
const WEIGHED_LABELS = 500;
const WEIGHED_TEXTS = 500;

/** Facets count no further. */
const COUNTED_MATCHES = 3_000;

/** As much of a name as its beginning is looked for by. */
const MAX_NAME_LENGTH = 100;

export type SearchStore = ReturnType<typeof createSearchStore>;

export function createSearchStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  return {
    async write(transaction: AnyTransaction, entries: readonly SearchEntry[]): Promise<void> {
      if (entries.length > 0) await writeEntries(within(transaction), entries);
    },

    async remove(transaction: AnyTransaction, subjectId: string): Promise<void> {
      await within(transaction).deleteFrom('search_entries').where('subject_id', '=', subjectId).execute();
    },

    /** Some titles and people whose entry is missing or of another version. */
    async outdated(
      limit: number,
    ): Promise<{ readonly titles: readonly string[]; readonly people: readonly string[] }> {
      const missing = async (table: 'titles' | 'people'): Promise<string[]> => {
        const { rows } = await sql<{ id: string }>`
          select subject.id from catalog.${sql.ref(table)} as subject
          left join catalog.search_entries as entry on entry.subject_id = subject.id
          where entry.version is distinct from ${SEARCH_VERSION} limit ${limit}`.execute(db);
        return rows.map(({ id }) => id);
      };
      return { titles: await missing('titles'), people: await missing('people') };
    },

    async titlesCrediting(transaction: AnyTransaction, personId: string): Promise<readonly string[]> {
      const rows = await within(transaction)
        .selectFrom('credits')
        .select('title_id')
        .distinct()
        .where('person_id', '=', personId)
        .execute();
      return rows.map((row) => row.title_id);
    },

    /**
     * The best titles that the viewer may see, from `offset` on: those whose name begins as typed, then those with the
     * words in a name, then those with them in names, people and terms, then all others. What is broad fills its page
     * early. Synopses, where a common word is everywhere and costs most, are looked at when nothing else was found, and
     * when another page is asked for.
     */
    async titles(
      lookup: Lookup,
      judgement: Judgement,
      page: { readonly filter: TitleFilter; readonly offset: number; readonly limit: number },
    ): Promise<FoundTitles> {
      const wanted = page.offset + page.limit;
      const found = new Set<string>();
      for (const { hits, isProse } of titleHits(lookup)) {
        if (isProse && page.offset === 0 && found.size > 0)
          return { ids: [...found].slice(0, wanted), hasMore: true };
        const query = titlesQuery(hits, judgement, { filter: page.filter, limit: wanted });
        for (const { id } of (await query.execute(db)).rows) found.add(id);
        if (found.size >= wanted) break;
      }
      return { ids: [...found].slice(page.offset, wanted), hasMore: found.size >= wanted };
    },

    /** How many of the matches that the viewer may see are of each kind, genre and decade. */
    async facets(lookup: Lookup, judgement: Judgement, filter: TitleFilter): Promise<readonly Facet[]> {
      const { rows } = await sql<Facet>`
        with matches as materialized (
          select titles.kind, titles.genres, ${decadeOf()} as decade
          from (select distinct subject_id from (${candidates(lookup, COUNTED_MATCHES)}) as each) as candidate
          join catalog.titles on titles.id = candidate.subject_id
          where ${matching(filter)} and ${visibleTo(judgement)}
        )
        select 'kind' as facet, kind as value, count(*) from matches group by kind
        union all
        select 'genre', genre, count(*) from matches, unnest(genres) as genre group by genre
        union all
        select 'decade', decade::text, count(*) from matches where decade is not null group by decade
        order by count desc, value`.execute(db);
      return rows;
    },

    /** The best people who have made something that the viewer may see. */
    async people(lookup: Lookup, judgement: Judgement, limit: number): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`
        select subject_id as id from (${lookup.words === null ? byBeginning(lookup, true) : byName(lookup.name, lookup.words.inNames, true)} offset 0) as hit
        where exists (
          select 1 from catalog.credits join catalog.titles on titles.id = credits.title_id
          where credits.person_id = hit.subject_id and ${visibleTo(judgement)} offset 0)
        limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** The words that have one of the spellings in common with what was typed. */
    async wordsSpelt(spellings: readonly string[]): Promise<readonly string[]> {
      if (spellings.length === 0) return [];
      const rows = await db
        .selectFrom('search_spellings')
        .select('word')
        .distinct()
        .where(sql<boolean>`spelling = any (${[...spellings]}::text[])`)
        .limit(500)
        .execute();
      return rows.map(({ word }) => word);
    },
  };
}

/** Where titles are looked for, one after the other, each with its own ranking. */
export function titleHits(
  lookup: Lookup,
): readonly { readonly hits: RawBuilder<unknown>; readonly isProse: boolean }[] {
  const { name, words } = lookup;
  const beginnings = { hits: byBeginning(lookup, false), isProse: false };
  if (words === null) return [beginnings];
  return [
    beginnings,
    { hits: byName(name, words.inNames, false), isProse: false },
    { hits: byWord(name, words.inLabels, byLabel(words.inLabels)), isProse: false },
    { hits: byWord(name, words.inAll, candidates(lookup, WEIGHED_TEXTS)), isProse: true },
  ];
}

/** For a test that looks at its plan. */
export function titlesQuery(
  hits: RawBuilder<unknown>,
  judgement: Judgement,
  page: { readonly filter: TitleFilter; readonly limit: number },
): RawBuilder<{ id: string }> {
  // The best come first, and only as many are judged as are shown: `offset 0` keeps the rights out of the ranking.
  return sql`
    select titles.id from (${hits} offset 0) as hit
    join lateral (select * from catalog.titles where id = hit.subject_id offset 0) as titles on true
    where ${matching(page.filter)} and ${visibleTo(judgement)}
    order by hit.score desc, hit.subject_id desc
    limit ${page.limit}`;
}

const weights = sql`'{0.05,0.2,0.4,1.0}'::real[]`;

/** The name itself, then names that go on after a space, then those that go on within the word; the shorter first. */
function likeness(name: string, known: RawBuilder<string>): RawBuilder<number> {
  return sql`(case when ${known} = ${name} then 3::real when starts_with(${known}, ${`${name} `}) then 1.5::real
    when starts_with(${known}, ${name}) then 1::real else 0::real end - length(${known})::real / 10000::real)`;
}

const knownName = sql<string>`known.name`;

function beginningWith({ name }: Lookup): RawBuilder<boolean> {
  return sql`name collate "C" like ${`${name.replace(/[\\%_]/g, '\\$&')}%`}`;
}

function byBeginning(lookup: Lookup, isPerson: boolean): RawBuilder<unknown> {
  return sql`
    select subject_id, max(factor * ${likeness(lookup.name, knownName)}) as score from (
      select subject_id, name, factor from catalog.search_names
      where is_person = ${isPerson} and ${beginningWith(lookup)}
      order by name collate "C" limit ${WEIGHED_BEGINNINGS}) as known
    group by subject_id order by score desc, subject_id desc`;
}

/** Names in one language that have all the words. */
function byName(name: string, query: TextQuery, isPerson: boolean): RawBuilder<unknown> {
  return sql`
    select subject_id,
      max(factor * (ts_rank(${weights}, words, ${query.rank}::tsquery) + ${likeness(name, knownName)})) as score
    from (
      select subject_id, name, factor, words from catalog.search_names
      where ${isPerson ? sql`is_person` : sql`not is_person`} and ${found(query)} limit ${WEIGHED_NAMES}) as known
    group by subject_id order by score desc, subject_id desc`;
}

function byWord(name: string, query: TextQuery, found: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select candidate.subject_id, max(candidate.factor * (ts_rank(${weights}, candidate.words, ${query.rank}::tsquery)
      + coalesce((select max(${likeness(name, knownName)}) from unnest(candidate.names) as known (name)), 0::real)))
      as score
    from (${found}) as candidate
    group by candidate.subject_id
    order by score desc, candidate.subject_id desc`;
}

/** The second condition is written so that no index is asked for it. */
function found({ looked, all }: TextQuery, words = sql`words`): RawBuilder<boolean> {
  if (looked === all) return sql`${words} @@ ${all}::tsquery`;
  return sql`${words} @@ ${looked}::tsquery and (${words} @@ ${all}::tsquery) is true`;
}

/** Names in all languages, people, characters, genres, tags, moods and taglines: as the index has it. */
function byLabel(query: TextQuery): RawBuilder<unknown> {
  const labels = sql`ts_filter(words, '{a,b,c}')`;
  return firstMatches(query, labels, WEIGHED_LABELS);
}

/** Planned without the limit, which makes reading the whole table look cheap where statistics expect many matches. */
function firstMatches(query: TextQuery, words: RawBuilder<unknown>, limit: number): RawBuilder<unknown> {
  return sql`
    with matches as materialized (
      select subject_id, ${words} as words, names, factor from catalog.search_entries
      where ${found(query, words)} and not is_person)
    select subject_id, words, names, factor from matches limit ${limit}`;
}

/** Titles by the beginning of a name, by words, or, twice then, by both. */
function candidates(lookup: Lookup, limit: number): RawBuilder<unknown> {
  const byBeginnings = sql`
    select entry.subject_id, entry.words, entry.names, entry.factor from (
      select distinct subject_id from (
        select subject_id from catalog.search_names where not is_person and ${beginningWith(lookup)}
        order by name collate "C" limit ${WEIGHED_BEGINNINGS}) as named) as named
    join catalog.search_entries as entry on entry.subject_id = named.subject_id`;
  if (lookup.words === null) return byBeginnings;
  return sql`
    (${byBeginnings}) union all (${firstMatches(lookup.words.inAll, sql`words`, limit)})`;
}

async function writeEntries(db: Kysely<Tables>, entries: readonly SearchEntry[]): Promise<void> {
  const rows = entries.map((entry) => ({
    subject_id: entry.subjectId,
    is_person: entry.isPerson,
    words: vectorOf(entry.words),
    names: entry.names.map(({ name }) => name),
    factor: entry.factor,
  }));
  const ids = rows.map((row) => row.subject_id);
  await sql`
    insert into catalog.search_entries (subject_id, is_person, words, names, factor, version)
    select subject_id, is_person, words::tsvector, names, factor, ${SEARCH_VERSION}::integer
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as entry (subject_id text, is_person boolean, words text, names text[], factor real)
    on conflict (subject_id) do update set words = excluded.words, names = excluded.names,
      factor = excluded.factor, version = excluded.version
  `.execute(db);
  await sql`delete from catalog.search_names where subject_id = any (${ids}::text[])`.execute(db);
  const names = entries.flatMap((entry) =>
    entry.names.map(({ name, words }) => ({
      subject_id: entry.subjectId,
      is_person: entry.isPerson,
      name: name.slice(0, MAX_NAME_LENGTH),
      words: vectorOf(words.map((word) => [word, 'A'])),
      factor: entry.factor,
    })),
  );
  await sql`
    insert into catalog.search_names (subject_id, is_person, name, words, factor)
    select subject_id, is_person, name, words::tsvector, factor from jsonb_to_recordset(${JSON.stringify(names)}::jsonb)
      as named (subject_id text, is_person boolean, name text, words text, factor real)
    on conflict do nothing`.execute(db);
  const known = new Map(
    entries.flatMap(({ spellings }) => spellings.map((pair) => [pair.join(' '), pair] as const)),
  );
  const spelt = [...known.values()].map(([spelling, word]) => ({ spelling, word }));
  await sql`
    insert into catalog.search_spellings (spelling, word)
    select spelling, word from jsonb_to_recordset(${JSON.stringify(spelt)}::jsonb) as spelt (spelling text, word text)
    on conflict do nothing`.execute(db);
}

/** PostgreSQL counts positions to 16,383; words have only letters, marks, digits and the signs of terms, so nothing needs escaping. */
function vectorOf(words: SearchEntry['words']): string {
  return words.map(([word, weight], index) => `'${word}':${Math.min(index + 1, 16_383)}${weight}`).join(' ');
}
