// All SQL of the rows of pages, and of the titles in them as viewers see them.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { type Judgement, visibleTo } from './availability-sql.ts';
import type { HomeRowContent, HomeRowFilter } from './home-row.ts';
import {
  type AnyTransaction,
  documentColumns,
  type Tables as OtherTables,
  type Subject,
  type SubjectStore,
  toSubject,
} from './rows.ts';

interface Tables extends OtherTables {
  home_rows: {
    id: string;
    page: string;
    position: number;
    revision: number;
    content: HomeRowContent;
    created_at: Date;
    updated_at: Date;
  };
}

/** Where a page of a row ended: at a place in its order, or, where the newest come first, at a time and an id. */
export interface RowCursor {
  readonly place: number;
  readonly id: string | null;
}

/** What fills one row: titles in an order that is given, or the newest of some. */
export type RowSource =
  | { readonly kind: 'listed'; readonly titleIds: readonly string[] }
  | { readonly kind: 'collection'; readonly collectionId: string }
  | { readonly kind: 'newest'; readonly filter: HomeRowFilter };

export interface RowQuery {
  readonly source: RowSource;
  readonly after: RowCursor | null;
  readonly limit: number;
}

/** When it was first to be seen, as an index has it. */
const shownSince = sql`greatest(titles.created_at, titles.publish_at, titles.embargo_until)`;

const wholeWorks = ['film', 'series', 'event'] as const;

export type HomeRowStore = ReturnType<typeof createHomeRowStore>;

export function createHomeRowStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction | undefined) =>
    transaction === undefined ? db : (transaction as Transaction<Tables>).withSchema('catalog');

  const subjects: SubjectStore<HomeRowContent> = {
    async find(id, transaction) {
      const row = await within(transaction)
        .selectFrom('home_rows')
        .select(documentColumns)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toSubject(row);
    },
    async write(transaction, { id, revision, content, createdAt, updatedAt }) {
      const values = {
        page: content.page,
        position: content.position,
        revision,
        content: sql<HomeRowContent>`${JSON.stringify(content)}::jsonb`,
        updated_at: new Date(updatedAt),
      };
      await within(transaction)
        .insertInto('home_rows')
        .values({ id, created_at: new Date(createdAt), ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute();
    },
    async remove(transaction, id) {
      await within(transaction).deleteFrom('home_rows').where('id', '=', id).execute();
    },
    users: async () => [],
  };

  return {
    subjects,

    /** In their order, whoever they are for. */
    async listRows(page: string, transaction?: AnyTransaction): Promise<readonly Subject<HomeRowContent>[]> {
      const rows = await within(transaction)
        .selectFrom('home_rows')
        .select(documentColumns)
        .where('page', '=', page)
        .orderBy('position')
        .orderBy('id')
        .execute();
      return rows.map(toSubject<HomeRowContent>);
    },

    async listPages(): Promise<readonly { readonly page: string; readonly rows: number }[]> {
      return db
        .selectFrom('home_rows')
        .select(({ fn }) => ['page', fn.countAll<number>().as('rows')])
        .groupBy('page')
        .orderBy('page')
        .limit(1_000)
        .execute();
    },

    /** The titles of all the rows that the viewer may see, in one statement; one list for each query. */
    async titlesIn(
      queries: readonly RowQuery[],
      judgement: Judgement,
    ): Promise<readonly (readonly { readonly id: string; readonly cursor: RowCursor }[])[]> {
      if (queries.length === 0) return [];
      const { rows } = await rowsQuery(queries, judgement).execute(db);
      return queries.map((query, index) =>
        rows
          .filter((row) => row.row === index)
          .map(({ id, place }) => ({
            id,
            cursor: { place, id: query.source.kind === 'newest' ? id : null },
          })),
      );
    },

    /** The genres of most works that are released. */
    async commonGenres(limit: number): Promise<readonly string[]> {
      const { rows } = await sql<{ genre: string }>`
        select genre from catalog.titles, unnest(genres) as genre
        where is_released and kind = any (${[...wholeWorks]}::text[])
        group by genre order by count(*) desc, genre limit ${limit}`.execute(db);
      return rows.map(({ genre }) => genre);
    },
  };
}

/** Each row is a query of its own with its own limit, so none reads what it does not show. */
function rowsQuery(
  queries: readonly RowQuery[],
  judgement: Judgement,
): RawBuilder<{ row: number; id: string; place: number }> {
  const each = queries.map((query, index) => sql`(${rowQuery(query, index, judgement)})`);
  return sql`select * from (${sql.join(each, sql` union all `)}) as shown
    order by row, case when descending then -place else place end, case when descending then id end desc`;
}

function rowQuery(
  { source, after, limit }: RowQuery,
  index: number,
  judgement: Judgement,
): RawBuilder<unknown> {
  const seen = visibleTo(judgement);
  switch (source.kind) {
    case 'listed':
      return sql`
        select ${index}::integer as row, titles.id, listed.place::double precision, false as descending
        from unnest(${[...source.titleIds]}::text[]) with ordinality as listed (id, place)
        join catalog.titles on titles.id = listed.id
        where listed.place > ${after?.place ?? 0} and ${seen}
        order by listed.place limit ${limit}`;
    case 'collection':
      return sql`
        select ${index}::integer as row, titles.id, member.position::double precision as place, false as descending
        from catalog.members as member join catalog.titles on titles.id = member.member_id
        where member.title_id = ${source.collectionId} and member.position > ${after?.place ?? -1} and ${seen}
        order by member.position limit ${limit}`;
    case 'newest':
      return sql`
        select ${index}::integer as row, titles.id,
          round(extract(epoch from ${shownSince}) * 1000)::double precision as place, true as descending
        from catalog.titles
        where ${matchingRow(source.filter)} and ${behindCursor(after)} and ${seen}
        order by ${shownSince} desc, titles.id desc limit ${limit}`;
  }
}

function matchingRow({ kinds, genre, tag, mood }: HomeRowFilter): RawBuilder<boolean> {
  const conditions = [
    sql`titles.kind = any (${kinds.length === 0 ? [...wholeWorks] : [...kinds]}::text[])`,
    ...(genre === null ? [] : [sql`titles.genres @> ${[genre]}::text[]`]),
    ...(tag === null ? [] : [sql`titles.tags @> ${[tag]}::text[]`]),
    ...(mood === null ? [] : [sql`titles.moods @> ${[mood]}::text[]`]),
  ];
  return sql`(${sql.join(conditions, sql` and `)})`;
}

function behindCursor(after: RowCursor | null): RawBuilder<boolean> {
  if (after === null) return sql`true`;
  return sql`(${shownSince}, titles.id) < (${new Date(after.place)}::timestamptz, ${after.id ?? ''})`;
}
