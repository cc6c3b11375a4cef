/** What the list of titles is narrowed by, as it stands in the address. */
import type { ListQuery } from '../data.ts';
import { kinds, lacks, states } from '../title-types.ts';

export const sorts = ['updated', 'newest', 'name', 'year'] as const;

export interface ListSearch {
  readonly q?: string;
  readonly kind?: (typeof kinds)[number];
  readonly state?: (typeof states)[number];
  readonly missing?: (typeof lacks)[number];
  /** Without texts in this language. */
  readonly lacks?: string;
  readonly genre?: string;
  readonly sort?: (typeof sorts)[number];
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const oneOf = <T extends string>(name: string, values: readonly T[]) => {
    const value = values.find((known) => known === search[name]);
    return value === undefined ? {} : { [name]: value };
  };
  const text = (name: string, pattern: RegExp) => {
    const value =
      typeof search[name] === 'string' || typeof search[name] === 'number' ? String(search[name]) : '';
    return value !== '' && pattern.test(value) ? { [name]: value } : {};
  };
  return {
    ...text('q', /^.{1,200}$/),
    ...oneOf('kind', kinds),
    ...oneOf('state', states),
    ...oneOf('missing', lacks),
    ...text('lacks', /^[A-Za-z0-9-]{2,35}$/),
    ...text('genre', /^[a-z0-9-]{1,80}$/),
    ...oneOf('sort', sorts),
  };
}

/** Parts of series are listed only where they are asked for. */
export function toQuery(search: ListSearch, language: string): ListQuery {
  const { q, kind, state, missing, lacks: missingLanguage, genre, sort = 'updated' } = search;
  const isWhole = kind === undefined && q === undefined;
  return {
    ...{ q, kind, state, missing, missingLanguage, genre, sort },
    ...(isWhole ? { whole: 'true' } : {}),
    ...(sort === 'name' ? { language } : {}),
  };
}

export const isNarrowed = ({ sort: _, ...search }: ListSearch): boolean => Object.keys(search).length > 0;
