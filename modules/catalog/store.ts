// All SQL that writes titles, and that reads them for editors. What viewers read is in browse-store.ts.
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { PublicationState } from './availability.ts';
import { inState } from './availability-sql.ts';
import { inheritFacts, type LineageTitle } from './inherit.ts';
import {
  type AnyTransaction,
  documentColumns,
  type Subject,
  type SubjectStore,
  type Tables,
  toSubject,
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

  const subjects: SubjectStore<TitleContent> = {
    async find(key, transaction) {
      const row = await (transaction === undefined ? db : within(transaction))
        .selectFrom('titles')
        .select(documentColumns)
        // An id has an underscore, a slug has none.
        .where(key.includes('_') ? 'id' : 'slug', '=', key)
        .executeTakeFirst();
      return row === undefined ? null : toSubject(row);
    },
    async write(transaction, subject, previous) {
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
        .limit(NAMED_USERS)
        .execute();
      return rows.map((row) => row.id);
    },
  };

  return {
    subjects,

    /** Newest first; those of one parent or collection in their order there. */
    async list(
      filter: TitleFilter & { readonly state?: PublicationState | undefined; readonly now: number },
      page: { readonly after: TitleCursor | null; readonly limit: number },
    ): Promise<readonly (Subject<TitleContent> & { readonly cursor: TitleCursor })[]> {
      const rows = await db
        .selectFrom('titles')
        .select([...documentColumns, placeOf(filter).as('place')])
        .where(matching(filter))
        .where(behind(filter, page.after))
        .$if(filter.state !== undefined, (query) =>
          query.where(inState(filter.state as PublicationState, filter.now)),
        )
        .orderBy(orderOf(filter))
        .limit(page.limit)
        .execute();
      return rows.map((row) => ({ ...toSubject(row), cursor: { place: row.place, id: row.id } }));
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
      return rows.map(toSubject<TitleContent>);
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

    /** Who has which of the slugs. */
    async slugOwners(
      transaction: AnyTransaction,
      slugs: readonly string[],
    ): Promise<ReadonlyMap<string, string>> {
      const rows = await within(transaction)
        .selectFrom('titles')
        .select(['slug', 'id'])
        .where('slug', 'in', slugs)
        .execute();
      return new Map(rows.map(({ slug, id }) => [slug, id]));
    },
  };
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
    const rows = content.credits.map(({ personId, role }, position) => ({
      title_id: id,
      position,
      person_id: personId,
      role,
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
        'ratings', content -> 'ratings', 'assets', content -> 'assets') as content
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
