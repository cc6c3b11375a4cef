/** The code that a television shows: eight letters, in two halves. */

const letters = (text: string): string => text.toUpperCase().replace(/[^A-Z]/g, '');

/** `abcdefgh` → `ABCD-EFGH`, as far as it is typed. */
export const spellCode = (text: string): string =>
  letters(text)
    .slice(0, 8)
    .replace(/^(.{4})(?=.)/, '$1-');

export const isWholeCode = (text: string): boolean => letters(text).length === 8;

/** The code in the fragment of an address, which no server and no log gets to see. */
export function codeFromFragment(fragment: string): string | null {
  return /^#?code=([A-Za-z]{4}-?[A-Za-z]{4})$/.exec(fragment)?.[1] ?? null;
}
