// All SQL of search. With search.ts it is what another engine would replace.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type Judgement, visibleTo } from './availability-sql.ts';
import type { AnyTransaction, Tables } from './rows.ts';
import { SEARCH_VERSION } from './search-text.ts';
import { matching, type TitleFilter } from './title-list.ts';

/** What one title or person is found by. */
export interface SearchEntry {
  readonly subjectId: string;
  readonly isPerson: boolean;
  /** Folded. */
  readonly names: readonly string[];
  /** Words with their weight, A to D, in order. */
  readonly words: readonly (readonly [word: string, weight: 'A' | 'B' | 'C' | 'D'])[];
  /** What its rank is multiplied by. */
  readonly factor: number;
  /** Each word that may be misspelt, with its spellings. */
  readonly spellings: readonly (readonly [spelling: string, word: string])[];
}

export interface Lookup {
  /** A tsquery; null to look at the beginnings of names only. */
  readonly query: string | null;
  /** The tsquery by which what `query` finds is ranked. */
  readonly rank: string | null;
  /** The query as a folded name. */
  readonly name: string;
}

/** Matches that are weighed against each other, at most. A query with more is too short to tell them apart. */
const WEIGHED_MATCHES = 3_000;
const WEIGHED_NAMES = 500;

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

    /** The best titles that the viewer may see, from `offset` on. */
    async titles(
      lookup: Lookup,
      judgement: Judgement,
      page: { readonly filter: TitleFilter; readonly offset: number; readonly limit: number },
    ): Promise<readonly string[]> {
      const { rows } = await titlesQuery(lookup, judgement, page).execute(db);
      return rows.map(({ id }) => id);
    },

    /** How many of the matches that the viewer may see are of each kind and genre. */
    async facets(
      lookup: Lookup,
      judgement: Judgement,
      filter: TitleFilter,
    ): Promise<
      readonly { readonly facet: 'kind' | 'genre'; readonly value: string; readonly count: number }[]
    > {
      const { rows } = await sql<{ facet: 'kind' | 'genre'; value: string; count: number }>`
        with matches as materialized (
          select titles.kind, titles.genres
          from (select distinct subject_id from (${candidates(lookup, false)}) as each) as candidate
          join catalog.titles on titles.id = candidate.subject_id
          where ${matching(filter)} and ${visibleTo(judgement)}
        )
        select 'kind' as facet, kind as value, count(*) from matches group by kind
        union all
        select 'genre', genre, count(*) from matches, unnest(genres) as genre group by genre
        order by count desc, value`.execute(db);
      return rows;
    },

    /** The best people who have made something that the viewer may see. */
    async people(lookup: Lookup, judgement: Judgement, limit: number): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`
        select subject_id as id from (${ranked(lookup, true)} offset 0) as hit
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

/** For a test that looks at its plan. */
export function titlesQuery(
  lookup: Lookup,
  judgement: Judgement,
  page: { readonly filter: TitleFilter; readonly offset: number; readonly limit: number },
): RawBuilder<{ id: string }> {
  // The best come first, and only as many are judged as are shown: `offset 0` keeps the rights out of the ranking.
  return sql`
    select titles.id from (${ranked(lookup, false)} offset 0) as hit
    join lateral (select * from catalog.titles where id = hit.subject_id offset 0) as titles on true
    where ${matching(page.filter)} and ${visibleTo(judgement)}
    order by hit.score desc, hit.subject_id desc
    limit ${page.limit} offset ${page.offset}`;
}

function ranked(lookup: Lookup, isPerson: boolean): RawBuilder<unknown> {
  const { name } = lookup;
  const rank =
    lookup.rank === null
      ? sql`0`
      : sql`ts_rank(${'{0.05,0.2,0.4,1.0}'}::real[], candidate.words, ${lookup.rank}::tsquery)`;
  // The name itself, then names that go on after a space, then those that go on within the word; the shorter first.
  return sql`
    select candidate.subject_id, max(candidate.factor * (${rank} + coalesce((
      select max(case when known = ${name} then 3::real when starts_with(known, ${`${name} `}) then 1.5::real
        when starts_with(known, ${name}) then 1::real else 0::real end - length(known)::real / 10000::real)
      from unnest(candidate.names) as known), 0::real))) as score
    from (${candidates(lookup, isPerson)}) as candidate
    group by candidate.subject_id
    order by score desc, candidate.subject_id desc`;
}

/** What is weighed: by the beginning of a name, by words, or, twice then, by both. */
function candidates({ query, name }: Lookup, isPerson: boolean): RawBuilder<unknown> {
  const pattern = `${name.replace(/[\\%_]/g, '\\$&')}%`;
  const byName = sql`
    select entry.subject_id, entry.words, entry.names, entry.factor from (
      select distinct subject_id from (
        select subject_id from catalog.search_names
        where is_person = ${isPerson} and name collate "C" like ${pattern}
        order by name collate "C" limit ${WEIGHED_NAMES}) as named) as named
    join catalog.search_entries as entry on entry.subject_id = named.subject_id`;
  if (query === null) return byName;
  return sql`
    (${byName}) union all (
      select subject_id, words, names, factor from catalog.search_entries
      where words @@ ${query}::tsquery and is_person = ${isPerson} limit ${WEIGHED_MATCHES})`;
}

async function writeEntries(db: Kysely<Tables>, entries: readonly SearchEntry[]): Promise<void> {
  const rows = entries.map((entry) => ({
    subject_id: entry.subjectId,
    is_person: entry.isPerson,
    words: vectorOf(entry.words),
    names: entry.names,
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
  await sql`
    insert into catalog.search_names (subject_id, is_person, name)
    select distinct subject_id, is_person, left(name, 100)
    from catalog.search_entries, unnest(names) as name where subject_id = any (${ids}::text[])`.execute(db);
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
