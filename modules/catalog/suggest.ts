// "Did you mean …": the name that comes closest to what was typed, of all that the viewer may know of.
import type { Judgement } from './availability-sql.ts';
import type { SearchStore } from './search-store.ts';
import {
  allowedMistakes,
  foldText,
  indexTokens,
  mistakesBetween,
  type QueryToken,
  queryTokens,
  spellings,
} from './search-text.ts';
import type { KnownName, SuggestionStore } from './suggestion-store.ts';

const MAX_TOKENS = 8;
const MAX_NAME_WORDS = 40;
/** Spellings of one word that are looked for. */
const ALTERNATIVES = 8;

/** The title or person whose name is meant; null where nothing comes close, or what was typed is that name already. */
export type Suggest = (text: string, judgement: Judgement) => Promise<KnownName | null>;

export function createSuggest(deps: {
  readonly store: SuggestionStore;
  readonly words: Pick<SearchStore, 'wordsSpelt'>;
}): Suggest {
  return async (text, judgement) => {
    const folded = foldText(text);
    const tokens = queryTokens(folded, MAX_TOKENS).filter(({ isWord }) => isWord);
    if (tokens.length === 0) return null;
    const meant = await Promise.all(tokens.map((token) => wordsFor(deps.words, token)));
    // All words together say most; where they do not go together, some of them.
    for (const together of [' & ', ' | ']) {
      const query = meant.map((words) => `(${words.join(' | ')})`).join(together);
      const names = await deps.store.namesWith(query, judgement);
      const best = closest(names, tokens);
      if (best !== null) return best.name === folded ? null : best;
    }
    return null;
  };
}

/** What may stand for the word, in a tsquery: itself, and the words that differ least. Words have nothing to escape. */
async function wordsFor(store: Pick<SearchStore, 'wordsSpelt'>, token: QueryToken): Promise<string[]> {
  const { text, isPrefix } = token;
  const allowed = allowedMistakes(text);
  const known = allowed === 0 ? [] : await store.wordsSpelt(spellings(text));
  const close = known
    .map((word) => ({ word, mistakes: mistakesBetween(text, word, isPrefix) }))
    .filter(({ mistakes }) => mistakes <= allowed)
    .sort((a, b) => a.mistakes - b.mistakes || a.word.length - b.word.length)
    .slice(0, ALTERNATIVES);
  return [isPrefix && text.length > 2 ? `'${text}':*` : `'${text}'`, ...close.map(({ word }) => `'${word}'`)];
}

function closest(names: readonly KnownName[], tokens: readonly QueryToken[]): KnownName | null {
  const judged = names
    .map((name) => ({ name, ...distance(name.name, tokens) }))
    .filter(({ missing }) => missing * 2 < tokens.length)
    .sort(
      (a, b) => a.missing - b.missing || a.mistakes - b.mistakes || a.name.name.length - b.name.name.length,
    );
  return judged[0]?.name ?? null;
}

/** How many of the words the name has nothing for, and how many mistakes the others have. */
function distance(
  name: string,
  tokens: readonly QueryToken[],
): { readonly missing: number; readonly mistakes: number } {
  const words = indexTokens(name, MAX_NAME_WORDS);
  let [missing, mistakes] = [0, 0];
  for (const { text, isPrefix } of tokens) {
    const least = Math.min(...words.map((word) => mistakesBetween(text, word, isPrefix)));
    if (least > allowedMistakes(text)) missing += 1;
    else mistakes += least;
  }
  return { missing, mistakes };
}
