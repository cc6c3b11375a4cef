// All SQL of feeds: what others call our titles and people, and pages of everything for an export.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import {
  type AnyTransaction,
  documentColumns,
  type Tables as OtherTables,
  type Subject,
  toPerson,
  toSubject,
  toTitle,
} from '../rows.ts';
import type { TermContent } from '../title.ts';
import type { Sidecar } from './feed-record.ts';

interface Tables extends OtherTables {
  feed_references: {
    kind: 'title' | 'person';
    external_id: string;
    subject_id: string;
    sidecars: readonly Sidecar[];
  };
}

/** What older versions wrote, with the fields that they did not know. */
const complete = { titles: toTitle, people: toPerson, terms: toSubject } as const;

const exportedKinds = sql`'{film,series,event,season,episode,clip,collection}'::text[]`;

export type FeedStore = ReturnType<typeof createFeedStore>;

export function createFeedStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');
  const tableOf = { title: 'titles', person: 'people' } as const;

  return {
    /** What exists under the external ids, or has one of them for its own id. */
    async subjectsOf(
      transaction: AnyTransaction,
      kind: 'title' | 'person',
      externalIds: readonly string[],
    ): Promise<ReadonlyMap<string, { readonly id: string; readonly sidecars: readonly Sidecar[] }>> {
      if (externalIds.length === 0) return new Map();
      const table = sql.ref(`catalog.${tableOf[kind]}`);
      const { rows } = await sql<{ external_id: string; id: string; sidecars: readonly Sidecar[] }>`
        select external_id, subject_id as id, sidecars from catalog.feed_references
        where kind = ${kind} and external_id = any (${[...externalIds]}::text[])
          and exists (select 1 from ${table} where id = subject_id)
        union all
        select id, id, '[]'::jsonb from ${table} as own where id = any (${[...externalIds]}::text[])
          and not exists (select 1 from catalog.feed_references where kind = ${kind} and external_id = own.id)
      `.execute(within(transaction));
      return new Map(rows.map(({ external_id, id, sidecars }) => [external_id, { id, sidecars }]));
    },

    async writeReference(
      transaction: AnyTransaction,
      reference: {
        readonly kind: 'title' | 'person';
        readonly externalId: string;
        readonly subjectId: string;
        readonly sidecars: readonly Sidecar[];
      },
    ): Promise<void> {
      const values = {
        subject_id: reference.subjectId,
        sidecars: sql<readonly Sidecar[]>`${JSON.stringify(reference.sidecars)}::jsonb`,
      };
      await within(transaction)
        .insertInto('feed_references')
        .values({ kind: reference.kind, external_id: reference.externalId, ...values })
        .onConflict((conflict) => conflict.columns(['kind', 'external_id']).doUpdateSet(values))
        .execute();
    },

    /** A term by its kind and slug. */
    async findTerm(
      transaction: AnyTransaction,
      kind: TermContent['kind'],
      slug: string,
    ): Promise<Subject<TermContent> | null> {
      const row = await within(transaction)
        .selectFrom('terms')
        .select(documentColumns)
        .where('kind', '=', kind)
        .where('slug', '=', slug)
        .executeTakeFirst();
      return row === undefined ? null : toSubject<TermContent>(row);
    },

    /** The oldest person with each of these names, which are folded. */
    async peopleNamed(
      transaction: AnyTransaction,
      names: readonly string[],
    ): Promise<ReadonlyMap<string, string>> {
      if (names.length === 0) return new Map();
      const { rows } = await sql<{ name: string; id: string }>`
        select name, min(subject_id) as id from catalog.search_names
        where is_person and name collate "C" = any (${[...names]}::text[]) group by name`.execute(
        within(transaction),
      );
      return new Map(rows.map(({ name, id }) => [name, id]));
    },

    /** Everything in the order of an export: what others refer to first, then by what it is called outside. */
    async order(table: 'titles' | 'people' | 'terms'): Promise<readonly string[]> {
      const rank = table === 'titles' ? sql`array_position(${exportedKinds}, kind)` : sql`null::integer`;
      const name =
        table === 'terms' ? sql`kind || ' ' || slug` : sql`coalesce(reference.external_id, subject.id)`;
      const { rows } = await sql<{ id: string }>`
        select subject.id from catalog.${sql.ref(table)} as subject
        left join (select subject_id, min(external_id) as external_id from catalog.feed_references group by subject_id)
          as reference on reference.subject_id = subject.id
        order by ${rank}, ${name} collate "C"`.execute(db);
      return rows.map(({ id }) => id);
    },

    /** Some of a table, in the order of the ids. */
    async findMany<C>(
      table: 'titles' | 'people' | 'terms',
      ids: readonly string[],
    ): Promise<readonly Subject<C>[]> {
      const { rows } = await sql<Parameters<typeof toSubject<C>>[0]>`
        select id, revision, content, created_at, updated_at from catalog.${sql.ref(table)}
        where id = any (${[...ids]}::text[]) order by array_position(${[...ids]}::text[], id)`.execute(db);
      return rows.map((row) => complete[table](row as never) as unknown as Subject<C>);
    },

    /** By what the subjects are called outside; those without another name are left out. */
    async referencesTo(
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, { readonly externalId: string; readonly sidecars: readonly Sidecar[] }>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('feed_references')
        .selectAll()
        .where(sql<boolean>`subject_id = any (${[...new Set(ids)]}::text[])`)
        .orderBy('external_id', 'desc')
        .execute();
      return new Map(
        rows.map((row) => [row.subject_id, { externalId: row.external_id, sidecars: row.sidecars }]),
      );
    },
  };
}
