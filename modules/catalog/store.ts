// All SQL that writes titles, and that reads them for editors. What viewers read is in browse-store.ts.
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import { rememberImages } from './artwork/image-uses.ts';
import { COUNTED_TITLES, type EditorFilter, forEditors } from './editor-list.ts';
import { createFormerSlugs } from './former-slugs.ts';
import { inheritFacts, type LineageTitle } from './inherit.ts';
import {
  type AnyTransaction,
  documentColumns,
  type Subject,
  type SubjectStore,
  type Tables,
  toTitle,
} from './rows.ts';
import type { TitleContent, TitleKind } from './title.ts';
import { behind, matching, orderOf, placeOf, type TitleCursor, type TitleFilter } from './title-list.ts';

/** Titles whose facts are written at once. */
const PROJECTED_AT_ONCE = 500;

/** Those that are named in a refusal to delete. */
const NAMED_USERS = 10;

export type TitleStore = ReturnType<typeof createTitleStore>;

export function createTitleStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');
  const former = createFormerSlugs(database);

  const subjects: SubjectStore<TitleContent> = {
    async find(key, transaction) {
      const row = await (transaction === undefined ? db : within(transaction))
        .selectFrom('titles')
        .select(documentColumns)
        // An id has an underscore, a slug has none.
        .where(key.includes('_') ? 'id' : 'slug', '=', key)
        .executeTakeFirst();
      if (row !== undefined) return toTitle(row);
      const id = key.includes('_') ? null : await former.titleOf(key, transaction);
      return id === null ? null : subjects.find(id, transaction);
    },
    async write(transaction, subject, previous) {
      await former.follow(transaction, subject, previous);
      await upsertTitle(within(transaction), subject);
      await writeLinks(within(transaction), subject, previous);
      if (previous === null || bearsOnAvailability(previous, subject.content))
        await project(within(transaction), subject.id);
    },
    async remove(transaction, id) {
      await within(transaction).deleteFrom('titles').where('id', '=', id).execute();
    },
    async users(transaction, id) {
      const rows = await within(transaction)
        .selectFrom('titles')
        .select('id')
        .where('parent_id', '=', id)
        .union(within(transaction).selectFrom('members').select('title_id as id').where('member_id', '=', id))
        .union(within(transaction).selectFrom('relations').select('from_id as id').where('to_id', '=', id))
        .limit(NAMED_USERS)
        .execute();
      return rows.map((row) => row.id);
    },
  };

  return {
    subjects,

    /** Newest first; those of one parent or collection in their order there. */
    async list(
      filter: TitleFilter & EditorFilter & { readonly now: number },
      page: { readonly after: TitleCursor | null; readonly limit: number },
    ): Promise<readonly (Subject<TitleContent> & { readonly cursor: TitleCursor })[]> {
      const rows = await db
        .selectFrom('titles')
        .select([...documentColumns, placeOf(filter).as('place')])
        .where(matching(filter))
        .where(behind(filter, page.after))
        .where(forEditors(filter, filter.now))
        .orderBy(orderOf(filter))
        .limit(page.limit)
        .execute();
      return rows.map((row) => ({ ...toTitle(row), cursor: { place: row.place, id: row.id } }));
    },

    /** How many titles there are of a list, as far as anybody counts. */
    async count(filter: TitleFilter & EditorFilter & { readonly now: number }): Promise<number> {
      const { rows } = await sql<{ total: number }>`
        select count(*)::integer as total from (
          select from catalog.titles where ${matching(filter)} and ${forEditors(filter, filter.now)}
          limit ${COUNTED_TITLES}) as counted`.execute(db);
      return rows[0]?.total ?? 0;
    },

    async findMany(
      ids: readonly string[],
      transaction?: AnyTransaction,
    ): Promise<readonly Subject<TitleContent>[]> {
      if (ids.length === 0) return [];
      const rows = await (transaction === undefined ? db : within(transaction))
        .selectFrom('titles')
        .select(documentColumns)
        .where('id', 'in', ids)
        .execute();
      return rows.map(toTitle);
    },

    async kindsOf(
      transaction: AnyTransaction,
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, { readonly kind: TitleKind; readonly slug: string }>> {
      if (ids.length === 0) return new Map();
      const rows = await within(transaction)
        .selectFrom('titles')
        .select(['id', 'kind', 'slug'])
        .where('id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, kind, slug }) => [id, { kind, slug }]));
    },

    async numberTakenBy(
      transaction: AnyTransaction,
      place: Pick<TitleContent, 'parentId' | 'kind' | 'number'>,
    ): Promise<string | null> {
      const row = await within(transaction)
        .selectFrom('titles')
        .select('id')
        .where('parent_id', '=', place.parentId)
        .where('kind', '=', place.kind)
        .where('number', '=', place.number)
        .executeTakeFirst();
      return row?.id ?? null;
    },

    /** Who has which of the slugs, or had it and is still found by it. */
    async slugOwners(
      transaction: AnyTransaction,
      slugs: readonly string[],
      options: { readonly andFormer: boolean },
    ): Promise<ReadonlyMap<string, string>> {
      const rows = await within(transaction)
        .selectFrom('titles')
        .select(['slug', 'id'])
        .where('slug', 'in', slugs)
        .execute();
      const formerly = options.andFormer ? await former.owners(transaction, slugs) : [];
      return new Map([...formerly, ...rows].map(({ slug, id }) => [slug, id]));
    },

    /** Has the titles that link an asset judged as if they did not. */
    async noticeMissing(transaction: AnyTransaction, assetId: string, now: number): Promise<void> {
      const rows = await within(transaction)
        .selectFrom('asset_links')
        .select('title_id')
        .distinct()
        .where('asset_id', '=', assetId)
        .execute();
      if (rows.length === 0) return;
      const added = await within(transaction)
        .insertInto('missing_assets')
        .values({ asset_id: assetId, noticed_at: new Date(now) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows === 0n) return;
      for (const row of rows) await project(within(transaction), row.title_id);
    },

    async noticeBack(transaction: AnyTransaction, assetId: string): Promise<void> {
      const gone = await within(transaction)
        .deleteFrom('missing_assets')
        .where('asset_id', '=', assetId)
        .executeTakeFirst();
      if (gone.numDeletedRows === 0n) return;
      const rows = await within(transaction)
        .selectFrom('asset_links')
        .select('title_id')
        .distinct()
        .where('asset_id', '=', assetId)
        .execute();
      for (const row of rows) await project(within(transaction), row.title_id);
    },

    /** Ids of assets that titles link and that are not known to be gone, in order, behind the id `after`. */
    async linkedAssets(page: { readonly after: string; readonly limit: number }): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('asset_links')
        .select('asset_id')
        .distinct()
        .where('asset_id', '>', page.after)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('missing_assets')
                .select('missing_assets.asset_id')
                .whereRef('missing_assets.asset_id', '=', 'asset_links.asset_id'),
            ),
          ),
        )
        .orderBy('asset_id')
        .limit(page.limit)
        .execute();
      return rows.map((row) => row.asset_id);
    },

    /** Some of the titles that link the asset. */
    async titlesLinking(assetId: string): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('asset_links')
        .select('title_id')
        .distinct()
        .where('asset_id', '=', assetId)
        .limit(NAMED_USERS)
        .execute();
      return rows.map((row) => row.title_id);
    },

    /** Assets that are gone and that titles still link, with those titles; newest asset first, behind the id `after`. */
    async missingAssets(page: {
      readonly after: string | null;
      readonly limit: number;
    }): Promise<readonly MissingAsset[]> {
      const { rows } = await sql<{ asset_id: string; noticed_at: Date; title_ids: string[] }>`
        select missing.asset_id, missing.noticed_at, linking.title_ids
        from catalog.missing_assets as missing
        cross join lateral (
          select array(select distinct title_id from catalog.asset_links
            where asset_id = missing.asset_id order by title_id limit ${NAMED_USERS}) as title_ids) as linking
        where cardinality(linking.title_ids) > 0
          and (${page.after}::text is null or missing.asset_id < ${page.after})
        order by missing.asset_id desc limit ${page.limit}`.execute(db);
      return rows.map((row) => ({
        assetId: row.asset_id,
        noticedAt: row.noticed_at.getTime(),
        titleIds: row.title_ids,
      }));
    },
  };
}

/** Times are epoch milliseconds. */
export interface MissingAsset {
  readonly assetId: string;
  readonly noticedAt: number;
  readonly titleIds: readonly string[];
}

type Titles = Kysely<Tables>;

async function upsertTitle(db: Titles, subject: Subject<TitleContent>): Promise<void> {
  const { content } = subject;
  const values = {
    kind: content.kind,
    slug: content.slug,
    parent_id: content.parentId,
    number: content.number,
    revision: subject.revision,
    content: sql<TitleContent>`${JSON.stringify(content)}::jsonb`,
    genres: [...content.genres],
    tags: [...content.tags],
    moods: [...content.moods],
    updated_at: new Date(subject.updatedAt),
  };
  await db
    .insertInto('titles')
    .values({ id: subject.id, created_at: new Date(subject.createdAt), ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

async function writeLinks(
  db: Titles,
  { id, content }: Subject<TitleContent>,
  previous: TitleContent | null,
): Promise<void> {
  if (!isDeepStrictEqual(content.credits, previous?.credits ?? [])) {
    await db.deleteFrom('credits').where('title_id', '=', id).execute();
    const rows = content.credits.map(({ personId, role, character }, position) => ({
      title_id: id,
      position,
      person_id: personId,
      role,
      character,
    }));
    if (rows.length > 0) await db.insertInto('credits').values(rows).execute();
  }
  if (!isDeepStrictEqual(content.assets, previous?.assets ?? [])) {
    await db.deleteFrom('asset_links').where('title_id', '=', id).execute();
    const rows = content.assets.map(({ assetId, purpose }, position) => ({
      title_id: id,
      position,
      asset_id: assetId,
      purpose,
    }));
    if (rows.length > 0) await db.insertInto('asset_links').values(rows).execute();
  }
  if (!isDeepStrictEqual(content.members, previous?.members ?? [])) {
    await db.deleteFrom('members').where('title_id', '=', id).execute();
    const rows = content.members.map((member, position) => ({ title_id: id, position, member_id: member }));
    if (rows.length > 0) await db.insertInto('members').values(rows).execute();
  }
  if (!isDeepStrictEqual(content.relations, previous?.relations ?? [])) {
    await db.deleteFrom('relations').where('from_id', '=', id).execute();
    const rows = content.relations.map(({ kind, titleId }, position) => ({
      from_id: id,
      position,
      kind,
      to_id: titleId,
    }));
    if (rows.length > 0) await db.insertInto('relations').values(rows).execute();
  }
  await rememberImages(
    db,
    id,
    content.artwork.map(({ imageId }) => imageId),
  );
}

function bearsOnAvailability(one: TitleContent, other: TitleContent): boolean {
  const facts = ({ parentId, publication, windows, ratings, assets }: TitleContent) => ({
    parentId,
    publication,
    windows,
    ratings,
    assets,
  });
  return !isDeepStrictEqual(facts(one), facts(other));
}

interface KinRow extends LineageTitle {
  readonly parent_id: string | null;
  readonly is_below: boolean;
}

/** Writes what viewers of the title, and of everything below it, are judged by. */
async function project(db: Titles, id: string): Promise<void> {
  const { rows } = await sql<KinRow>`
    with recursive above as (
      select id, parent_id from catalog.titles where id = ${id}
      union select parent.id, parent.parent_id from catalog.titles as parent join above on parent.id = above.parent_id
    ), below as (
      select id from catalog.titles where id = ${id}
      union select child.id from catalog.titles as child join below on child.parent_id = below.id
    )
    select titles.id, titles.parent_id, titles.id in (select id from below) as is_below,
      jsonb_build_object('publication', content -> 'publication', 'windows', content -> 'windows',
        'ratings', content -> 'ratings', 'assets', coalesce((
          select jsonb_agg(link) from jsonb_array_elements(content -> 'assets') as link
          where not exists (select from catalog.missing_assets where asset_id = link ->> 'assetId')), '[]')) as content
    from catalog.titles
    where titles.id in (select id from above union select id from below)
  `.execute(db);
  const known = new Map(rows.map((row) => [row.id, row]));
  const lineageOf = (row: KinRow): KinRow[] => {
    const parent = row.parent_id === null ? undefined : known.get(row.parent_id);
    return parent === undefined ? [row] : [row, ...lineageOf(parent)];
  };
  const facts = rows
    .filter((row) => row.is_below)
    .map((row) => ({ id: row.id, ...inheritFacts(lineageOf(row)) }));
  for (let start = 0; start < facts.length; start += PROJECTED_AT_ONCE)
    await writeFacts(db, facts.slice(start, start + PROJECTED_AT_ONCE));
}

async function writeFacts(
  db: Titles,
  facts: readonly ({ readonly id: string } & ReturnType<typeof inheritFacts>)[],
): Promise<void> {
  const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
  const titles = facts.map((title) => ({
    id: title.id,
    lineage: title.lineage,
    is_released: title.isReleased,
    publish_at: iso(title.publishAt),
    embargo_until: iso(title.embargoUntil),
    expire_at: iso(title.expireAt),
    minimum_ages: title.minimumAges,
    strictest_age: strictest(Object.values(title.minimumAges)),
    has_media: title.hasMedia,
  }));
  const openings = facts.flatMap((title) =>
    title.windows.map((window, position) => ({
      title_id: title.id,
      position,
      opens_at: iso(window.opensAt),
      closes_at: iso(window.closesAt),
      territories: window.territories,
      except_territories: window.exceptTerritories,
      devices: window.devices,
      offer: window.offer.kind,
      plans: window.offer.plans,
    })),
  );
  await sql`
    update catalog.titles set
      lineage = fact.lineage, is_released = fact.is_released, publish_at = fact.publish_at,
      embargo_until = fact.embargo_until, expire_at = fact.expire_at, minimum_ages = fact.minimum_ages,
      strictest_age = fact.strictest_age, has_media = fact.has_media
    from jsonb_to_recordset(${JSON.stringify(titles)}::jsonb) as fact (
      id text, lineage text[], is_released boolean, publish_at timestamptz, embargo_until timestamptz,
      expire_at timestamptz, minimum_ages jsonb, strictest_age integer, has_media boolean)
    where titles.id = fact.id`.execute(db);
  await db
    .deleteFrom('openings')
    .where(
      'title_id',
      'in',
      facts.map(({ id }) => id),
    )
    .execute();
  await sql`
    insert into catalog.openings
      (title_id, position, opens_at, closes_at, territories, except_territories, devices, offer, plans)
    select * from jsonb_to_recordset(${JSON.stringify(openings)}::jsonb) as opening (
      title_id text, position integer, opens_at timestamptz, closes_at timestamptz, territories text[],
      except_territories text[], devices text[], offer text, plans text[])`.execute(db);
}

function strictest(ages: readonly number[]): number | null {
  return ages.length === 0 ? null : Math.max(...ages);
}
