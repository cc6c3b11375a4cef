// Territories: ISO 3166-1 alpha-2.

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Codes that CLDR can name but that are no country: unions and placeholders. */
const notCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB']);

export function isTerritory(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !notCountries.has(code) && regions.of(code) !== undefined;
}
