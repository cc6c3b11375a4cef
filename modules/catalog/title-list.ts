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
}

/** The last title of a page; its place is null where the newest come first. */
export interface TitleCursor {
  readonly place: number | null;
  readonly id: string;
}

/** Sorts titles without a number behind those with one. */
const NO_NUMBER = 2_147_483_647;

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
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** Where the title stands among its siblings; null where the newest come first. */
export function placeOf(filter: TitleFilter): RawBuilder<number | null> {
  if (filter.collectionId !== undefined)
    return sql`(select position from catalog.members
      where title_id = ${filter.collectionId} and member_id = titles.id limit 1)`;
  if (filter.parentId !== undefined) return sql`coalesce(titles.number, ${NO_NUMBER}::integer)`;
  return sql`null::integer`;
}

export function behind(filter: TitleFilter, cursor: TitleCursor | null): RawBuilder<boolean> {
  if (cursor === null) return sql`true`;
  if (cursor.place === null) return sql`titles.id < ${cursor.id}`;
  return sql`(${placeOf(filter)}, titles.id) > (${cursor.place}::integer, ${cursor.id})`;
}

/** Whether the titles stand in an order of their own rather than newest first. */
export function hasPlaces(filter: TitleFilter): boolean {
  return filter.collectionId !== undefined || filter.parentId !== undefined;
}

export function orderOf(filter: TitleFilter): RawBuilder<unknown> {
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
