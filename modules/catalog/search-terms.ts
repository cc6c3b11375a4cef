// What genres, tags and moods are called, for search. Titles are indexed by the term, not by its names: renaming one
// changes no title, and takes effect within seconds in every process.
import type { Clock } from '@vitascope/platform/kernel';
import { allowedMistakes, foldText, indexTokens, mistakesBetween, type QueryToken } from './search-text.ts';
import type { TermContent } from './title.ts';

/** Terms whose names search knows; those made last stay out. */
const MAX_TERMS = 10_000;
const MAX_NAME_WORDS = 40;
/** Terms that one word may stand for. */
const MAX_MEANT = 20;
/** Shorter beginnings mean too much. */
const MIN_BEGINNING = 3;
/** What another process has changed is seen after this time. */
const LASTS_MS = 5_000;

export interface SearchTerms {
  /** Words of the index that stand for the terms with a word like this in one of their names. */
  meant(token: Pick<QueryToken, 'text' | 'isPrefix'>): readonly string[];
  /** Words of names that a misspelt word may have meant, with the mistakes. */
  misspelt(token: QueryToken): readonly { readonly word: string; readonly mistakes: number }[];
}

/** As no folded text begins with this sign, no word that anybody types is taken for a term. */
export function termWord(kind: TermContent['kind'], slug: string): string {
  return `=${kind}/${slug}`;
}

export function createSearchTerms(deps: {
  allTerms(limit: number): Promise<readonly TermContent[]>;
  readonly clock: Clock;
}) {
  let known: { readonly terms: Promise<SearchTerms>; readonly until: number } | null = null;

  function load(): Promise<SearchTerms> {
    const terms = deps.allTerms(MAX_TERMS).then(indexTerms);
    const loaded = { terms, until: deps.clock.now() + LASTS_MS };
    known = loaded;
    terms.catch(() => {
      if (known === loaded) known = null;
    });
    return terms;
  }

  return {
    current: (): Promise<SearchTerms> =>
      known === null || known.until <= deps.clock.now() ? load() : known.terms,
    /** To be called when this process has changed one. */
    forget(): void {
      known = null;
    },
  };
}

function indexTerms(terms: readonly TermContent[]): SearchTerms {
  const byWord = new Map<string, Set<string>>();
  for (const { kind, slug, names } of terms)
    for (const name of [slug, ...Object.values(names)])
      for (const word of indexTokens(foldText(name), MAX_NAME_WORDS)) {
        const meant = byWord.get(word) ?? new Set();
        byWord.set(word, meant.add(termWord(kind, slug)));
      }
  const words = [...byWord.keys()];
  return {
    meant({ text, isPrefix }) {
      const isBeginning = isPrefix && text.length >= MIN_BEGINNING;
      const matching = isBeginning ? words.filter((word) => word.startsWith(text)) : [text];
      return [...new Set(matching.flatMap((word) => [...(byWord.get(word) ?? [])]))].slice(0, MAX_MEANT);
    },
    misspelt({ text, isPrefix, isWord }) {
      const allowed = isWord ? allowedMistakes(text) : 0;
      if (allowed === 0) return [];
      return words.flatMap((word) => {
        if (word.length < text.length - allowed || word[0] !== text[0]) return [];
        const mistakes = mistakesBetween(text, word, isPrefix);
        return mistakes <= allowed ? [{ word, mistakes }] : [];
      });
    },
  };
}
