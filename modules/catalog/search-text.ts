// How text is made comparable for search: case, accents, widths and scripts folded, then cut into what is looked up.

import { spelledOut as latinSpelledOut } from './slug.ts';

/** Grows with every change of what is indexed; rows of another version are indexed again. */
export const SEARCH_VERSION = 3;

const MAX_TOKEN_LENGTH = 60;

/** Scripts that are written without spaces, or, as Korean, with words whose parts are looked for. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々';
const pieces = new RegExp(`([${unspaced}]+)|[[\\p{L}\\p{N}\\p{M}]--[${unspaced}]]+`, 'gv');

/** Accents (Latin, Greek, Cyrillic), Hebrew points, Arabic vowels. Marks of other scripts are letters to their readers. */
const droppedMarks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
const droppedSigns = /['’ʼ·]/g;
const spelledOut: Readonly<Record<string, string>> = { ...latinSpelledOut, ς: 'σ' };
const spelledOutLetters = new RegExp(`[${Object.keys(spelledOut).join('')}]`, 'g');

/** `Amélie's  Straße!` → `amelies strasse`. Words are separated by one space. */
export function foldText(text: string): string {
  const folded = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(droppedMarks, '')
    .replace(droppedSigns, '')
    .normalize('NFC')
    .replace(spelledOutLetters, (letter) => spelledOut[letter] ?? letter)
    // Katakana is read as Hiragana: both spell the same names.
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
  return (folded.match(/[\p{L}\p{N}\p{M}ー々]+/gu) ?? []).join(' ');
}

/** What a text is found by: its words; where there are no spaces, each two neighbours, and the last letter alone. */
export function indexTokens(folded: string, limit: number): string[] {
  const tokens: string[] = [];
  for (const [piece, run] of folded.matchAll(pieces)) {
    if (tokens.length >= limit) break;
    if (run === undefined) tokens.push(piece.slice(0, MAX_TOKEN_LENGTH));
    else tokens.push(...pairs(run), [...run].at(-1) as string);
  }
  return tokens.slice(0, limit);
}

export interface QueryToken {
  readonly text: string;
  /** Whether longer words that begin like it are meant, too. */
  readonly isPrefix: boolean;
  /** Whether it may have been misspelt: not where it is a piece of an unspaced run. */
  readonly isWord: boolean;
}

/** What is looked up for a query. The last word may be unfinished. */
export function queryTokens(folded: string, limit: number): QueryToken[] {
  const matches = [...folded.matchAll(pieces)].slice(0, limit);
  const tokens = matches.flatMap(([piece, run], index): QueryToken[] => {
    if (run === undefined)
      return [
        { text: piece.slice(0, MAX_TOKEN_LENGTH), isPrefix: index === matches.length - 1, isWord: true },
      ];
    const found = pairs(run);
    return found.length === 0
      ? [{ text: run, isPrefix: true, isWord: false }]
      : found.map((text) => ({ text, isPrefix: false, isWord: false }));
  });
  return tokens.slice(0, limit);
}

function pairs(run: string): string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Letters of a word that its spellings are made from: the rest is compared when a candidate is judged. */
const SPELT_LETTERS = 7;
const MIN_MISSPELT = 3;

/**
 * The beginning of a word, and the same with each one of its letters left out. Two words that differ by one letter more,
 * less, other or swapped have one of these in common.
 */
export function spellings(word: string): string[] {
  const letters = [...word].slice(0, SPELT_LETTERS);
  if (letters.length < MIN_MISSPELT) return [];
  return [...new Set([letters.join(''), ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))])];
}

/** How many mistakes a word may have. Another number is another film, not a mistake. */
export function allowedMistakes(word: string): number {
  if (word.length < MIN_MISSPELT || /\p{N}/u.test(word)) return 0;
  return word.length < 6 ? 1 : 2;
}

/**
 * Letters to insert, delete, replace or swap with their neighbour to turn `typed` into `word` (optimal string alignment),
 * or with `isPrefix` into some beginning of it.
 */
export function mistakesBetween(typed: string, word: string, isPrefix: boolean): number {
  const [a, b] = [[...typed], [...word]];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.entries()) {
    const current = [i + 1];
    for (const [j, other] of b.entries()) {
      let cost = Math.min(
        (last[j + 1] as number) + 1,
        (current[j] as number) + 1,
        (last[j] as number) + (letter === other ? 0 : 1),
      );
      if (i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === other)
        cost = Math.min(cost, (beforeLast[j - 1] as number) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return isPrefix ? Math.min(...last) : (last.at(-1) as number);
}
