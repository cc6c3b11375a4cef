// What editors narrow their lists by, beside what viewers can: names as typed, what is missing, where a title stands.
import { type RawBuilder, sql } from 'kysely';
import type { PublicationState } from './availability.ts';
import { inState } from './availability-sql.ts';
import { foldText, queryTokens } from './search-text.ts';

/** What a title can lack. Rights, ratings and media count with what is inherited. */
export const lacks = [
  'poster',
  'backdrop',
  'synopsis',
  'media',
  'rating',
  'rights',
  'credits',
  'genre',
] as const;
export type Lack = (typeof lacks)[number];

export interface EditorFilter {
  readonly state?: PublicationState | undefined;
  /** Names in any language, as they are typed; or an id or slug. */
  readonly text?: string | undefined;
  readonly lacks?: Lack | undefined;
  /** BCP 47: has no texts in it. */
  readonly lacksLanguage?: string | undefined;
  /** Without seasons, episodes and whatever else is part of another title. */
  readonly isWhole?: boolean | undefined;
}

/** More words than that in a query are left out. */
const MAX_TOKENS = 12;
const MAX_TEXT_LENGTH = 200;

/** Lists are counted to here. */
export const COUNTED_TITLES = 100_000;

export function forEditors(filter: EditorFilter, now: number): RawBuilder<boolean> {
  const conditions = [sql<boolean>`true`];
  if (filter.state !== undefined) conditions.push(inState(filter.state, now));
  if (filter.text !== undefined) conditions.push(isCalled(filter.text, 'titles'));
  if (filter.lacks !== undefined) conditions.push(isWithout(filter.lacks));
  if (filter.lacksLanguage !== undefined)
    conditions.push(sql`not jsonb_exists(titles.content -> 'texts', ${filter.lacksLanguage}::text)`);
  if (filter.isWhole === true) conditions.push(sql`titles.parent_id is null`);
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** Every word begins one of a name; or the text is the id or slug. A text without a word is that of nothing. */
export function isCalled(text: string, table: 'titles' | 'people'): RawBuilder<boolean> {
  const asked = text.trim().slice(0, MAX_TEXT_LENGTH);
  const [id, slug] = [sql.ref(`${table}.id`), sql.ref(`${table}.slug`)];
  const isNamed = sql`(${id} = ${asked} or ${slug} = ${asked})`;
  const tokens = queryTokens(foldText(asked), MAX_TOKENS);
  if (tokens.length === 0) return sql`${isNamed}`;
  // Tokens are letters and digits only.
  const query = tokens.map((token) => (token.isWord ? `'${token.text}':*` : `'${token.text}'`)).join(' & ');
  const isPerson = table === 'people' ? sql`is_person` : sql`not is_person`;
  return sql`(${isNamed} or ${id} in (
    select subject_id from catalog.search_names where ${isPerson} and words @@ ${query}::tsquery))`;
}

function isWithout(lack: Lack): RawBuilder<boolean> {
  const has = (kind: string) => sql`titles.content -> 'artwork' @> ${JSON.stringify([{ kind }])}::jsonb`;
  switch (lack) {
    case 'poster':
      return sql`not ${has('poster')}`;
    case 'backdrop':
      return sql`not ${has('backdrop')}`;
    case 'synopsis':
      return sql`titles.content -> 'texts' -> (titles.content ->> 'originalLanguage') ->> 'synopsis' is null`;
    case 'media':
      return sql`(not titles.has_media and titles.kind in ('film', 'episode', 'clip', 'event'))`;
    case 'rating':
      return sql`titles.minimum_ages = '{}'::jsonb`;
    case 'rights':
      return sql`not exists (select from catalog.openings where title_id = titles.id)`;
    case 'credits':
      return sql`not exists (select from catalog.credits where title_id = titles.id)`;
    case 'genre':
      return sql`titles.genres = '{}'`;
  }
}
