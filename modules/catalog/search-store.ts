// All SQL of search. With search.ts it is what another engine would replace.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type Judgement, visibleTo } from './availability-sql.ts';
import type { AnyTransaction, Tables } from './rows.ts';
import { SEARCH_VERSION } from './search-text.ts';
import { decadeOf, matching, type TitleFilter } from './title-list.ts';
import { toWholeTitles, type WholeRow, type WholeTitles, wholeTitles } from './whole-titles.ts';

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

/** Two tsqueries: what is found, and what that is ranked by. */
export interface TextQuery {
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

export interface HitsPage {
  readonly filter: TitleFilter;
  readonly offset: number;
  readonly limit: number;
  /** At most so many. */
  readonly people: number;
}

/** Titles and people, the best first. */
export interface Hits extends WholeTitles {
  /** Whether a later page may have other titles. */
  readonly hasMore: boolean;
  readonly people: readonly string[];
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

/** A beginning of so many letters is a word of the index itself: collecting all words that begin like it takes longer. */
const INDEXED_BEGINNING = 7;
/** Beginnings in a tsquery, outside synopses: in those nobody looks for beginnings. */
const beginnings = new RegExp(`'([^']{1,${INDEXED_BEGINNING}})':\\*(?:ABC)?`, 'gu');
/** Behind every name that begins with what stands before it: no folded text has it. */
const LAST_LETTER = '\u{10ffff}';

export type SearchStore = ReturnType<typeof createSearchStore>;

export function createSearchStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  /** Only what is asked most is worth a plan in the memory of each connection: nobody fills it with rare filters. */
  const ask =
    (filter: TitleFilter) =>
    async <R>(statement: RawBuilder<R>): Promise<readonly R[]> =>
      Object.values(filter).every((value) => value === undefined)
        ? database.prepared(statement)
        : (await statement.execute(db)).rows;

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
     * when another page is asked for. With them, the best people who have made something that the viewer may see.
     */
    async hits(lookup: Lookup, judgement: Judgement, page: HitsPage): Promise<Hits> {
      const wanted = { filter: page.filter, limit: page.offset + page.limit };
      const places = titleHits(lookup);
      const named = places.filter(({ isProse }) => !isProse).map(({ hits }) => hits);
      const prose = places.find(({ isProse }) => isProse);
      const people = page.people === 0 ? null : peopleQuery(lookup, judgement, page.people);
      const rows = await ask(page.filter)(hitsQuery(inTurn(named, judgement, wanted), people, page.offset));
      const found = rows.flatMap((row) => (row.isPerson ? [] : row.wanted));
      const persons = rows.flatMap((row) => (row.isPerson ? row.wanted : []));
      const first = toWholeTitles(rows);
      if (prose === undefined || found.length >= wanted.limit)
        return { ...first, hasMore: found.length >= wanted.limit, people: persons };
      if (page.offset === 0 && found.length > 0) return { ...first, hasMore: true, people: persons };
      const others = sql`select id, score from (${titlesQuery(prose.hits, judgement, wanted)}) as hit
        where id <> all (${found}::text[])
        order by score desc, id desc limit ${unseen(wanted.limit - found.length, 'bigint')}`;
      const offset = Math.max(0, page.offset - found.length);
      const more = await ask(page.filter)(hitsQuery([others], null, offset));
      const second = toWholeTitles(more);
      return {
        titles: [...first.titles, ...second.titles],
        terms: [...first.terms, ...second.terms],
        hasMore: found.length + more.length >= wanted.limit,
        people: persons,
      };
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
    select titles.id, hit.score from (${hits} offset 0) as hit
    join lateral (select * from catalog.titles where id = hit.subject_id offset 0) as titles on true
    where ${matching(page.filter)} and ${visibleTo({ ...judgement, isPrepared: true })}
    order by hit.score desc, hit.subject_id desc
    limit ${unseen(page.limit, 'bigint')}`;
}

/** One place after the other: each has what those before it have not found, and nothing when they have filled the page. */
function inTurn(
  places: readonly RawBuilder<unknown>[],
  judgement: Judgement,
  page: { readonly filter: TitleFilter; readonly limit: number },
): RawBuilder<unknown>[] {
  return places.map((hits, index) => {
    const query = titlesQuery(hits, judgement, page);
    if (index === 0) return query;
    const before = places.slice(0, index).map((_, earlier) => sql`select id from ${placeName(earlier)}`);
    const found = sql.join(before, sql` union all `);
    const room = sql`${unseen(page.limit, 'bigint')} - (select count(*) from (${found}) as found)`;
    return sql`select id, score from (${query}) as hit where ${room} > 0 and id not in (${found})
      order by score desc, id desc limit (select greatest(0, ${room}))`;
  });
}

/** All in one statement, with the titles from `offset` on. */
function hitsQuery(
  titles: readonly RawBuilder<unknown>[],
  people: RawBuilder<unknown> | null,
  offset: number,
): RawBuilder<WholeRow> {
  const places = [...titles, ...(people === null ? [] : [people])];
  const each = places.map(
    (_, index) =>
      sql`select id, ${sql.lit(index === titles.length)} as is_person, ${sql.lit(index)} as turn, score
        from ${placeName(index)}`,
  );
  return wholeTitles(sql`
    with ${sql.join(places.map((query, index) => sql`${placeName(index)} as materialized (${query})`))}
    select id, is_person, place, not is_person and place > ${unseen(offset, 'bigint')} as is_shown from (
      select id, is_person, row_number() over (order by turn, score desc, id desc) as place
      from (${sql.join(each, sql` union all `)}) as hit) as hit`);
}

const placeName = (index: number) => sql.ref(`place_${index}`);

function peopleQuery(lookup: Lookup, judgement: Judgement, limit: number): RawBuilder<unknown> {
  const { name, words } = lookup;
  return sql`
    select subject_id as id, score
    from (${words === null ? byBeginning(lookup, true) : byName(name, words.inNames, true)} offset 0) as hit
    where exists (
      select 1 from catalog.credits join catalog.titles on titles.id = credits.title_id
      where credits.person_id = hit.subject_id and ${visibleTo({ ...judgement, isPrepared: true })} offset 0)
    limit ${unseen(limit, 'bigint')}`;
}

const weights = sql`'{0.05,0.2,0.4,1.0}'::real[]`;

/** The name itself, then names that go on after a space, then those that go on within the word; the shorter first. */
function likeness(name: string, known: RawBuilder<string>): RawBuilder<number> {
  return sql`(case when ${known} = ${name} then 3::real when starts_with(${known}, ${`${name} `}) then 1.5::real
    when starts_with(${known}, ${name}) then 1::real else 0::real end - length(${known})::real / 10000::real)`;
}

const knownName = sql<string>`known.name`;

/** Values that the planner does not see: then one plan serves whatever is typed. */
const unseen = (value: string | number, type: 'text' | 'tsquery' | 'bigint') =>
  sql`(select ${value}::${sql.raw(type)})`;

/** As a range, since `like` finds its index only where it is planned for one beginning. */
function beginningWith({ name }: Lookup): RawBuilder<boolean> {
  return sql`name collate "C" >= ${unseen(name, 'text')}
    and name collate "C" < ${unseen(`${name}${LAST_LETTER}`, 'text')}`;
}

function byBeginning(lookup: Lookup, isPerson: boolean): RawBuilder<unknown> {
  return sql`
    select subject_id, max(factor * ${likeness(lookup.name, knownName)}) as score from (
      select subject_id, name, factor from catalog.search_names
      where is_person = ${sql.lit(isPerson)} and ${beginningWith(lookup)}
      order by name collate "C" limit ${sql.lit(WEIGHED_BEGINNINGS)}) as known
    group by subject_id order by score desc, subject_id desc`;
}

/** Names in one language that have all the words. */
function byName(name: string, query: TextQuery, isPerson: boolean): RawBuilder<unknown> {
  return sql`
    select subject_id,
      max(factor * (ts_rank(${weights}, words, ${query.rank}::tsquery) + ${likeness(name, knownName)})) as score
    from (
      select subject_id, name, factor, words from catalog.search_names
      where ${isPerson ? sql`is_person` : sql`not is_person`} and ${found(query)}
      limit ${sql.lit(WEIGHED_NAMES)}) as known
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

function found({ all }: TextQuery, words = sql`words`): RawBuilder<boolean> {
  return sql`${words} @@ ${unseen(
    all.replace(beginnings, (_, text) => `'${beginningWord(text)}'`),
    'tsquery',
  )}`;
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
    select subject_id, words, names, factor from matches limit ${sql.lit(limit)}`;
}

/** Titles by the beginning of a name, by words, or, twice then, by both. */
function candidates(lookup: Lookup, limit: number): RawBuilder<unknown> {
  const byBeginnings = sql`
    select entry.subject_id, entry.words, entry.names, entry.factor from (
      select distinct subject_id from (
        select subject_id from catalog.search_names where not is_person and ${beginningWith(lookup)}
        order by name collate "C" limit ${sql.lit(WEIGHED_BEGINNINGS)}) as named) as named
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
      words: vectorOf(
        words.map((word) => [word, 'A']),
        false,
      ),
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

/** As no folded text has this sign, no word that anybody types is taken for a beginning. */
const beginningWord = (text: string): string => `^${text}`;

function beginningsOf(word: string): string[] {
  const letters = [...word].slice(0, INDEXED_BEGINNING);
  return letters.map((_, index) => beginningWord(letters.slice(0, index + 1).join('')));
}

/** With beginnings outside synopses; they have a place only where some are told from others by it, since it takes room. */
function vectorOf(words: SearchEntry['words'], hasPlaces = true): string {
  return words
    .flatMap(([word, weight], index) => {
      // PostgreSQL counts positions to 16,383.
      const place = `:${Math.min(index + 1, 16_383)}${weight}`;
      const begun = weight === 'D' ? [] : beginningsOf(word);
      return [lexeme(word) + place, ...begun.map((text) => lexeme(text) + (hasPlaces ? place : ''))];
    })
    .join(' ');
}

/** Words have only letters, marks, digits and the signs of terms and beginnings, so nothing needs escaping. */
const lexeme = (word: string): string => `'${word}'`;
