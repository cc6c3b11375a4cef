// Slugs: the readable part of an address.

export const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const MAX_SLUG_LENGTH = 100;

/** Leaves room for the numbers of seasons, episodes and namesakes. */
const MAX_NAME_LENGTH = 70;

/** Letters that are not a base letter with marks. */
export const spelledOut: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

/** `Amélie & Zoé` → `amelie-zoe`. Empty for a name without Latin letters or digits. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\x00-\x7f]/gu, (letter) => spelledOut[letter] ?? ' ');
  const words = plain.replace(/['’]/g, '').match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, MAX_NAME_LENGTH).replace(/-$/, '');
}
