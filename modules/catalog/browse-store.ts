// All SQL that reads titles for viewers. What they may not see is filtered here, by the conditions of availability-sql.ts.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql } from 'kysely';
import { type Judgement, playableBy, visibleTo } from './availability-sql.ts';
import { createFormerSlugs } from './former-slugs.ts';
import { documentColumns, factColumns, type Tables, toFacts, toTitle } from './rows.ts';
import type { Credit, TermContent } from './title.ts';
import { behind, matching, orderOf, placeOf, type TitleCursor, type TitleFilter } from './title-list.ts';
import { type JudgedTitle, toWholeTitles, type WholeTitles, wholeTitles } from './whole-titles.ts';

export type BrowseStore = ReturnType<typeof createBrowseStore>;

export function createBrowseStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');

  const former = createFormerSlugs(database);

  async function openingsOf(ids: readonly string[]) {
    const rows =
      ids.length === 0
        ? []
        : await db
            .selectFrom('openings')
            .selectAll()
            .where('title_id', 'in', ids)
            .orderBy('position')
            .execute();
    return Map.groupBy(rows, (row) => row.title_id);
  }

  async function rowsBy(column: 'id' | 'slug', keys: readonly string[]) {
    if (keys.length === 0) return [];
    return db
      .selectFrom('titles')
      .select([...documentColumns, ...factColumns])
      .where(column, 'in', keys)
      .execute();
  }

  async function findOne(column: 'id' | 'slug', key: string): Promise<JudgedTitle | null> {
    const [row] = await rowsBy(column, [key]);
    if (row === undefined) return null;
    return { ...toTitle(row), facts: toFacts(row, (await openingsOf([row.id])).get(row.id) ?? []) };
  }

  return {
    /** By id or slug, whoever may see it. */
    async find(key: string): Promise<JudgedTitle | null> {
      // An id has an underscore, a slug has none.
      if (key.includes('_')) return findOne('id', key);
      const title = await findOne('slug', key);
      if (title !== null) return title;
      const id = await former.titleOf(key);
      return id === null ? null : findOne('id', id);
    },

    /** Those that exist, in the order of the ids, whoever may see them. */
    async findMany(ids: readonly string[]): Promise<WholeTitles> {
      if (ids.length === 0) return { titles: [], terms: [] };
      const wanted = sql`select id, false as is_person, true as is_shown, place
        from unnest(${[...ids]}::text[]) with ordinality as wanted (id, place)`;
      return toWholeTitles(await database.prepared(wholeTitles(wanted)));
    },

    /** Those of the assets that are known to be gone. */
    async missingAmong(assetIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (assetIds.length === 0) return new Set();
      const rows = await db
        .selectFrom('missing_assets')
        .select('asset_id')
        .where('asset_id', 'in', assetIds)
        .execute();
      return new Set(rows.map((row) => row.asset_id));
    },

    /** What the viewer may see, or play: newest first, or in the order of one parent or collection. */
    async list(
      judgement: Judgement,
      filter: TitleFilter & { readonly playableOnly?: boolean },
      page: { readonly after: TitleCursor | null; readonly limit: number },
    ): Promise<readonly (JudgedTitle & { readonly cursor: TitleCursor })[]> {
      const rows = await db
        .selectFrom('titles')
        .select([...documentColumns, ...factColumns, placeOf(filter).as('place')])
        .where(matching(filter))
        .where(filter.playableOnly === true ? playableBy(judgement) : visibleTo(judgement))
        .where(behind(filter, page.after))
        .orderBy(orderOf(filter))
        .limit(page.limit)
        .execute();
      const openings = await openingsOf(rows.map(({ id }) => id));
      return rows.map((row) => ({
        ...toTitle(row),
        facts: toFacts(row, openings.get(row.id) ?? []),
        cursor: { place: row.place, id: row.id },
      }));
    },

    /** The genres, tags or moods, one kind after the other, of which the viewer may see a title. */
    async termsSeen(
      kinds: readonly TermContent['kind'][],
      judgement: Judgement,
      limit: number,
    ): Promise<readonly Pick<TermContent, 'kind' | 'slug'>[]> {
      const ofKind = (kind: TermContent['kind']) => {
        const slugs = sql.ref(`titles.${kind}s`);
        return sql`select ${kind}::text as kind, used.slug from (
            select distinct unnest(${slugs}) as slug from catalog.titles) as used
          where exists (
            select 1 from catalog.titles where ${slugs} @> array[used.slug] and ${visibleTo(judgement)} offset 0)`;
      };
      const { rows } = await sql<Pick<TermContent, 'kind' | 'slug'>>`
        select kind, slug from (${sql.join(kinds.map(ofKind), sql` union all `)}) as seen limit ${limit}`.execute(
        db,
      );
      return rows;
    },

    /** Whether the person had a part in anything that the viewer may see. */
    async isCreditedFor(personId: string, judgement: Judgement): Promise<boolean> {
      const { rows } = await sql<{ known: boolean }>`
        select exists (
          select 1 from catalog.credits join catalog.titles on titles.id = credits.title_id
          where credits.person_id = ${personId} and ${visibleTo(judgement)} offset 0) as known`.execute(db);
      return rows[0]?.known === true;
    },

    /** The person's parts in each of the titles, in the order of their credits. */
    async creditsFor(
      personId: string,
      titleIds: readonly string[],
    ): Promise<ReadonlyMap<string, readonly Pick<Credit, 'role' | 'character'>[]>> {
      if (titleIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('credits')
        .select(['title_id', 'role', 'character'])
        .where('person_id', '=', personId)
        .where('title_id', 'in', titleIds)
        .orderBy('position')
        .execute();
      return Map.groupBy(
        rows.map(({ title_id, role, character }) => ({ titleId: title_id, role, character })),
        ({ titleId }) => titleId,
      );
    },

    /** What SQL thinks of each of the titles. */
    async judge(
      ids: readonly string[],
      judgement: Judgement,
    ): Promise<ReadonlyMap<string, { readonly visible: boolean; readonly playable: boolean }>> {
      const rows = await db
        .selectFrom('titles')
        .select(['id', visibleTo(judgement).as('visible'), playableBy(judgement).as('playable')])
        .where(sql<boolean>`titles.id = any (${[...ids]}::text[])`)
        .execute();
      return new Map(rows.map(({ id, visible, playable }) => [id, { visible, playable }]));
    },
  };
}
