// Search as you type: in every language, forgiving of accents and mistakes, and only over what the viewer may see.
import type { Clock } from '@vitascope/platform/kernel';
import type { ViewerFacts } from './availability.ts';
import type { Judgement } from './availability-sql.ts';
import type { AnyTransaction, Subject } from './rows.ts';
import type { Hits, Lookup, SearchEntry, SearchStore, TextQuery } from './search-store.ts';
import { createSearchTerms, type SearchTerms, termWord } from './search-terms.ts';
import {
  allowedMistakes,
  foldText,
  indexTokens,
  mistakesBetween,
  type QueryToken,
  queryTokens,
  spellings,
} from './search-text.ts';
import type { PersonContent, TermContent, TitleContent, TitleKind } from './title.ts';
import type { TitleFilter } from './title-list.ts';

export const MAX_QUERY_LENGTH = 200;
const MAX_QUERY_TOKENS = 10;
const MAX_WORDS = 3_000;
const MAX_SYNOPSIS_WORDS = 300;
const PEOPLE_SHOWN = 5;
const ALTERNATIVES = 8;
/** Shorter words begin too many others: only names that begin like them are looked at. */
const MIN_LOOKED_UP = 3;
const REINDEXED_AT_ONCE = 500;

/** Whole works stand before their parts. */
const kindFactors: Partial<Record<TitleKind, number>> = { episode: 0.6, clip: 0.5, season: 0.3 };

/** People on the first page only. */
export interface SearchHits extends Hits {
  readonly facets: Awaited<ReturnType<SearchStore['facets']>>;
  /** Whether words were taken for misspelt. */
  readonly corrected: boolean;
}

const nothing: SearchHits = {
  titles: [],
  terms: [],
  hasMore: false,
  people: [],
  facets: [],
  corrected: false,
};

export interface SearchWish {
  readonly text: string;
  readonly viewer: ViewerFacts;
  readonly filter: TitleFilter;
  readonly offset: number;
  readonly limit: number;
  readonly withFacets: boolean;
}

export type Search = ReturnType<typeof createSearch>;

export function createSearch(deps: {
  readonly store: SearchStore;
  readonly clock: Clock;
  peopleById(
    ids: readonly string[],
    transaction?: AnyTransaction,
  ): Promise<ReadonlyMap<string, PersonContent>>;
  findTitles(ids: readonly string[], transaction?: AnyTransaction): Promise<readonly Subject<TitleContent>[]>;
  allTerms(limit: number): Promise<readonly TermContent[]>;
  inOrder<T>(work: (transaction: AnyTransaction) => Promise<T>): Promise<T>;
}) {
  const { store } = deps;
  const terms = createSearchTerms(deps);

  async function indexTitles(
    transaction: AnyTransaction,
    titles: readonly Pick<Subject<TitleContent>, 'id' | 'content'>[],
  ) {
    const ids = new Set(titles.flatMap(({ content }) => content.credits.map(({ personId }) => personId)));
    const people = await deps.peopleById([...ids], transaction);
    await store.write(
      transaction,
      titles.map(({ id, content }) => titleEntry(id, content, people)),
    );
  }

  async function hitsFor(lookup: Lookup, wish: SearchWish): Promise<SearchHits> {
    const judgement: Judgement = { viewer: wish.viewer, now: deps.clock.now() };
    const [hits, facets] = await Promise.all([
      store.hits(lookup, judgement, { ...wish, people: wish.offset === 0 ? PEOPLE_SHOWN : 0 }),
      wish.withFacets ? store.facets(lookup, judgement, wish.filter) : [],
    ]);
    return { ...hits, facets, corrected: false };
  }

  return {
    indexTitles,

    /** The person, and every title that credits the person: titles are found by names of people, too. */
    async indexPerson(transaction: AnyTransaction, id: string, content: PersonContent): Promise<void> {
      await store.write(transaction, [personEntry(id, content)]);
      const credited = await store.titlesCrediting(transaction, id);
      for (let start = 0; start < credited.length; start += REINDEXED_AT_ONCE)
        await indexTitles(
          transaction,
          await deps.findTitles(credited.slice(start, start + REINDEXED_AT_ONCE), transaction),
        );
    },

    forget: (transaction: AnyTransaction, id: string) => store.remove(transaction, id),

    /** To be called when names of genres, tags or moods have changed. */
    termsChanged: terms.forget,

    /** Indexes what is missing or was indexed by another version; returns how much that was. */
    async refresh(): Promise<number> {
      for (let done = 0; ; ) {
        const { titles, people } = await store.outdated(REINDEXED_AT_ONCE);
        if (titles.length + people.length === 0) return done;
        await deps.inOrder(async (transaction) => {
          await indexTitles(transaction, await deps.findTitles(titles, transaction));
          const persons = await deps.peopleById(people, transaction);
          await store.write(
            transaction,
            [...persons].map(([id, content]) => personEntry(id, content)),
          );
        });
        done += titles.length + people.length;
      }
    },

    /** Exact words and beginnings first; only where they find nothing, words that may have been meant. */
    async search(wish: SearchWish): Promise<SearchHits> {
      const name = foldText(wish.text.slice(0, MAX_QUERY_LENGTH));
      const tokens = queryTokens(name, MAX_QUERY_TOKENS);
      if (tokens.length === 0) return nothing;
      const isShort = tokens.length === 1 && tokens[0]?.isWord === true && name.length < MIN_LOOKED_UP;
      const known = await terms.current();
      const typed = tokens.map((token) => alternativesTo(token, known));
      const hits = await hitsFor(isShort ? { name, words: null } : lookupFor(typed, name), wish);
      if (isShort || hits.titles.length + hits.people.length > 0 || wish.offset > 0) return hits;
      const corrected = await Promise.all(tokens.map((token) => correct(store, known, token)));
      if (corrected.every(({ length }) => length === 0)) return hits;
      const alternatives = corrected.map((words, index) => [
        ...words.flatMap((word) => alternativesTo({ text: word, isPrefix: false, isWord: true }, known)),
        ...(typed[index] as Alternatives),
      ]);
      return { ...(await hitsFor(lookupFor(alternatives, name), wish)), corrected: true };
    },
  };
}

/** What may stand for one word that was typed, as a tsquery has it; null where it is never found. */
type Alternatives = readonly {
  readonly inAll: string;
  /** Without synopses. */
  readonly inLabels: string | null;
  readonly inNames: string | null;
}[];

/** Beginnings count in names, people and terms; in the prose of a synopsis only whole words do. */
function alternativesTo(token: QueryToken, terms: SearchTerms): Alternatives {
  const { text, isPrefix } = token;
  const meant = terms
    .meant(token)
    .map((term) => ({ inAll: `'${term}'`, inLabels: `'${term}'`, inNames: null }));
  const whole = `'${text}'`;
  if (!isPrefix) return [{ inAll: whole, inLabels: whole, inNames: whole }, ...meant];
  const begun = `'${text}':*`;
  return [
    { inAll: `${begun}ABC`, inLabels: begun, inNames: begun },
    { inAll: `${whole}:D`, inLabels: null, inNames: null },
    ...meant,
  ];
}

function lookupFor(alternatives: readonly Alternatives[], name: string): Lookup {
  return {
    name,
    words: {
      inNames: textQuery(alternatives, (word) => word.inNames),
      inLabels: textQuery(alternatives, (word) => word.inLabels),
      inAll: textQuery(alternatives, (word) => word.inAll),
    },
  };
}

/** Each word, or one of its alternatives. */
function textQuery(
  alternatives: readonly Alternatives[],
  spell: (alternative: Alternatives[number]) => string | null,
): TextQuery {
  const each = alternatives.map((words) => `(${words.flatMap((word) => spell(word) ?? []).join(' | ')})`);
  const all = each.join(' & ');
  // Where one term stands for two words, there is no distance to rank by.
  const meansTerm = alternatives.flat().some(({ inAll }) => inAll.startsWith("'="));
  return { all, rank: meansTerm ? each.join(' | ') : all };
}

/** The words that come closest to a token, best first. */
async function correct(store: SearchStore, terms: SearchTerms, token: QueryToken): Promise<string[]> {
  const { text, isPrefix, isWord } = token;
  const allowed = isWord ? allowedMistakes(text) : 0;
  if (allowed === 0) return [];
  const words = await store.wordsSpelt(spellings(text));
  const judged = words.map((word) => ({ word, mistakes: mistakesBetween(text, word, isPrefix) }));
  const close = judged
    .filter(({ mistakes }) => mistakes <= allowed)
    .concat(terms.misspelt(token))
    .sort((a, b) => a.mistakes - b.mistakes || a.word.length - b.word.length)
    .map(({ word }) => word);
  return distinct(close).slice(0, ALTERNATIVES);
}

function titleEntry(
  id: string,
  content: TitleContent,
  people: ReadonlyMap<string, PersonContent>,
): SearchEntry {
  const texts = Object.values(content.texts);
  const names = distinct(texts.map(({ name }) => foldText(name)));
  const persons = content.credits.flatMap(({ personId, character }) => [
    ...Object.values(people.get(personId)?.names ?? {}),
    ...(character === null ? [] : [character]),
  ]);
  const terms = [
    ...content.genres,
    ...content.tags,
    ...content.moods,
    ...texts.flatMap(({ tagline }) => tagline ?? []),
  ];
  const synopses = texts.flatMap(({ synopsis }) => indexTokens(foldText(synopsis ?? ''), MAX_SYNOPSIS_WORDS));
  const [first, second] = [wordsOf(names), wordsOf(persons.map(foldText))];
  return entry(id, kindFactors[content.kind] ?? 1, {
    names,
    A: first,
    B: second,
    C: [...termWordsOf(content), ...wordsOf(terms.map(foldText))],
    D: synopses,
  });
}

function termWordsOf({ genres, tags, moods }: TitleContent): string[] {
  return [
    ...genres.map((slug) => termWord('genre', slug)),
    ...tags.map((slug) => termWord('tag', slug)),
    ...moods.map((slug) => termWord('mood', slug)),
  ];
}

function personEntry(id: string, content: PersonContent): SearchEntry {
  const names = distinct(Object.values(content.names).map(foldText));
  return entry(id, null, { names, A: wordsOf(names), B: [], C: [], D: [] });
}

function entry(
  subjectId: string,
  /** Null for a person. */
  factor: number | null,
  found: { readonly names: readonly string[] } & Readonly<Record<'A' | 'B' | 'C' | 'D', readonly string[]>>,
): SearchEntry {
  const words = (['A', 'B', 'C', 'D'] as const).flatMap((weight) =>
    distinct(found[weight]).map((word) => [word, weight] as const),
  );
  const spelt = distinct([...found.A, ...found.B]).filter((word) => queryTokens(word, 2)[0]?.isWord === true);
  return {
    subjectId,
    isPerson: factor === null,
    factor: factor ?? 1,
    names: found.names.map((name) => ({ name, words: distinct(indexTokens(name, MAX_WORDS)) })),
    words: words.slice(0, MAX_WORDS),
    spellings: spelt.flatMap((word) => spellings(word).map((spelling) => [spelling, word] as const)),
  };
}

function wordsOf(folded: readonly string[]): string[] {
  return folded.flatMap((text) => indexTokens(text, MAX_WORDS));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
