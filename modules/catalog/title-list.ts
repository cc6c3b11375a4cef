// Lists of titles in SQL, for editors and viewers alike: which, in what order, and where the next page begins.
import { type RawBuilder, sql } from 'kysely';
import type { TitleKind } from './title.ts';

export interface TitleFilter {
  readonly kind?: TitleKind | undefined;
  readonly parentId?: string | undefined;
  readonly collectionId?: string | undefined;
  readonly genre?: string | undefined;
  readonly tag?: string | undefined;
  readonly mood?: string | undefined;
  readonly personId?: string | undefined;
  readonly assetId?: string | undefined;
  /** BCP 47; `pt` is also for `pt-BR`. */
  readonly originalLanguage?: string | undefined;
  /** Its first year: 1990 for the nineties. */
  readonly decade?: number | undefined;
  /** Without it newest first, or in the order of one parent or collection. */
  readonly sort?: TitleSort | undefined;
  /** Those in which names are sorted, best first. */
  readonly languages?: readonly string[] | undefined;
}

/** `year` begins with the latest; titles without one come last. */
export const titleSorts = ['newest', 'name', 'year'] as const;
/** What was changed last comes first. */
export const editorSorts = [...titleSorts, 'updated'] as const;
export type TitleSort = (typeof editorSorts)[number];

/** The last title of a page; its place is null where the newest come first. */
export interface TitleCursor {
  readonly place: number | null;
  readonly id: string;
}

/** Sorts titles without a number behind those with one. */
const NO_NUMBER = 2_147_483_647;
const MAX_SORT_LANGUAGES = 4;

export function matching(filter: TitleFilter): RawBuilder<boolean> {
  const conditions = [sql`true`];
  if (filter.kind !== undefined) conditions.push(sql`titles.kind = ${filter.kind}`);
  if (filter.parentId !== undefined) conditions.push(sql`titles.parent_id = ${filter.parentId}`);
  if (filter.genre !== undefined) conditions.push(sql`titles.genres @> ${[filter.genre]}::text[]`);
  if (filter.tag !== undefined) conditions.push(sql`titles.tags @> ${[filter.tag]}::text[]`);
  if (filter.mood !== undefined) conditions.push(sql`titles.moods @> ${[filter.mood]}::text[]`);
  if (filter.collectionId !== undefined)
    conditions.push(
      sql`titles.id in (select member_id from catalog.members where title_id = ${filter.collectionId})`,
    );
  if (filter.personId !== undefined)
    conditions.push(
      sql`titles.id in (select title_id from catalog.credits where person_id = ${filter.personId})`,
    );
  if (filter.assetId !== undefined)
    conditions.push(
      sql`titles.id in (select title_id from catalog.asset_links where asset_id = ${filter.assetId})`,
    );
  if (filter.originalLanguage !== undefined) {
    const spoken = sql`titles.content ->> 'originalLanguage'`;
    conditions.push(
      sql`(${spoken} = ${filter.originalLanguage} or starts_with(${spoken}, ${`${filter.originalLanguage}-`}))`,
    );
  }
  if (filter.decade !== undefined) conditions.push(sql`${decadeOf()} = ${filter.decade}::integer`);
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** The first year of the decade in which it was first shown; null where nobody knows. */
export function decadeOf(): RawBuilder<number | null> {
  return sql`(left(titles.content ->> 'firstShownOn', 3)::integer * 10)`;
}

/** What titles are sorted by, where that is not their age or their place. */
function sortKey({ sort, languages = [] }: TitleFilter, table: string): RawBuilder<string> | null {
  const content = sql.ref(`${table}.content`);
  if (sort === 'year') return sql`coalesce(${content} ->> 'firstShownOn', '')`;
  if (sort === 'updated') return sql`${sql.ref(`${table}.updated_at`)}`;
  if (sort !== 'name') return null;
  const names = namedIn(languages).map(
    (language) => sql`${content} -> 'texts' -> ${language}::text ->> 'name'`,
  );
  const original = sql`${content} -> 'texts' -> (${content} ->> 'originalLanguage') ->> 'name'`;
  // As people sort, whatever the database was made with.
  return sql`coalesce(${sql.join([...names, original])}) collate "und-x-icu"`;
}

/** Nearly as names are chosen: each language, then without its region. */
function namedIn(languages: readonly string[]): readonly string[] {
  const all = languages.slice(0, MAX_SORT_LANGUAGES).flatMap((tag) => [tag, tag.split('-', 1)[0] ?? tag]);
  return [...new Set(all)];
}

/** Where the title stands among its siblings; null where the newest come first. */
export function placeOf(filter: TitleFilter): RawBuilder<number | null> {
  if (filter.sort !== undefined) return sql`null::integer`;
  if (filter.collectionId !== undefined)
    return sql`(select position from catalog.members
      where title_id = ${filter.collectionId} and member_id = titles.id limit 1)`;
  if (filter.parentId !== undefined) return sql`coalesce(titles.number, ${NO_NUMBER}::integer)`;
  return sql`null::integer`;
}

export function behind(filter: TitleFilter, cursor: TitleCursor | null): RawBuilder<boolean> {
  if (cursor === null) return sql`true`;
  const key = sortKey(filter, 'titles');
  if (key !== null) {
    // The key of the last title is not in the cursor: names are long, and it is there to be looked up.
    const last = sql`(select ${sortKey(filter, 'last')}, last.id from catalog.titles as last where last.id = ${cursor.id})`;
    return sql`(${key}, titles.id) ${filter.sort === 'name' ? sql`>` : sql`<`} ${last}`;
  }
  if (cursor.place === null) return sql`titles.id < ${cursor.id}`;
  return sql`(${placeOf(filter)}, titles.id) > (${cursor.place}::integer, ${cursor.id})`;
}

/** Whether the titles stand in an order of their own rather than newest first. */
export function hasPlaces(filter: TitleFilter): boolean {
  return filter.sort === undefined && (filter.collectionId !== undefined || filter.parentId !== undefined);
}

export function orderOf(filter: TitleFilter): RawBuilder<unknown> {
  const key = sortKey(filter, 'titles');
  if (key !== null) return filter.sort === 'name' ? sql`${key}, titles.id` : sql`${key} desc, titles.id desc`;
  return hasPlaces(filter) ? sql`${placeOf(filter)}, titles.id` : sql`titles.id desc`;
}

export function writeCursor({ place, id }: TitleCursor): string {
  return place === null ? id : `${place}.${id}`;
}

/** Reads what `writeCursor` wrote; null for anything else. */
export function readCursor(text: string): TitleCursor | null {
  const [, place, id] = /^(?:(\d{1,10})\.)?(ti_[0-9a-z]{26})$/.exec(text) ?? [];
  return id === undefined
    ? null
    : { place: place === undefined ? null : Math.min(Number(place), NO_NUMBER), id };
}
