// All SQL of people and of genres, tags and moods.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import { rememberImages } from './artwork/image-uses.ts';
import { isCalled } from './editor-list.ts';
import {
  type AnyTransaction,
  documentColumns,
  type Subject,
  type SubjectStore,
  type Tables,
  toPerson,
  toSubject,
} from './rows.ts';
import { completePerson, type PersonContent, type TermContent } from './title.ts';

const NAMED_USERS = 10;

export type NameStore = ReturnType<typeof createNameStore>;

export function createNameStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  const people: SubjectStore<PersonContent> = {
    async find(key, transaction) {
      const row = await (transaction === undefined ? db : within(transaction))
        .selectFrom('people')
        .select(documentColumns)
        .where(key.includes('_') ? 'id' : 'slug', '=', key)
        .executeTakeFirst();
      return row === undefined ? null : toPerson(row);
    },
    async write(transaction, { id, revision, content, createdAt, updatedAt }) {
      const values = {
        slug: content.slug,
        revision,
        content: sql<PersonContent>`${JSON.stringify(content)}::jsonb`,
        updated_at: new Date(updatedAt),
      };
      await within(transaction)
        .insertInto('people')
        .values({ id, created_at: new Date(createdAt), ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute();
      await rememberImages(within(transaction), id, content.portraitId === null ? [] : [content.portraitId]);
    },
    async remove(transaction, id) {
      await within(transaction).deleteFrom('people').where('id', '=', id).execute();
    },
    async users(transaction, id) {
      const rows = await within(transaction)
        .selectFrom('credits')
        .select('title_id')
        .distinct()
        .where('person_id', '=', id)
        .limit(NAMED_USERS)
        .execute();
      return rows.map((row) => row.title_id);
    },
  };

  const terms: SubjectStore<TermContent> = {
    async find(id, transaction) {
      const row = await (transaction === undefined ? db : within(transaction))
        .selectFrom('terms')
        .select(documentColumns)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toSubject(row);
    },
    async write(transaction, { id, revision, content, createdAt, updatedAt }) {
      const values = {
        kind: content.kind,
        slug: content.slug,
        revision,
        content: sql<TermContent>`${JSON.stringify(content)}::jsonb`,
        updated_at: new Date(updatedAt),
      };
      await within(transaction)
        .insertInto('terms')
        .values({ id, created_at: new Date(createdAt), ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute();
    },
    async remove(transaction, id) {
      await within(transaction).deleteFrom('terms').where('id', '=', id).execute();
    },
    // Titles name terms by their slug and may name some that are unknown.
    users: async () => [],
  };

  return {
    people,
    terms,

    /** Newest first, behind the id `after`. */
    async listPeople(page: {
      readonly after: string | null;
      readonly limit: number;
      readonly text?: string | undefined;
    }): Promise<readonly Subject<PersonContent>[]> {
      let query = db.selectFrom('people').select(documentColumns).orderBy('id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      if (page.text !== undefined) query = query.where(isCalled(page.text, 'people'));
      return (await query.execute()).map(toPerson);
    },

    async listTerms(page: {
      readonly after: string | null;
      readonly limit: number;
    }): Promise<readonly Subject<TermContent>[]> {
      let query = db.selectFrom('terms').select(documentColumns).orderBy('id', 'desc').limit(page.limit);
      if (page.after !== null) query = query.where('id', '<', page.after);
      return (await query.execute()).map(toSubject<TermContent>);
    },

    /** Those of the ids that are people. */
    async knownPeople(transaction: AnyTransaction, ids: readonly string[]): Promise<ReadonlySet<string>> {
      if (ids.length === 0) return new Set();
      const rows = await within(transaction)
        .selectFrom('people')
        .select('id')
        .where('id', 'in', ids)
        .execute();
      return new Set(rows.map(({ id }) => id));
    },

    async peopleBySlug(
      transaction: AnyTransaction,
      slugs: readonly string[],
    ): Promise<ReadonlyMap<string, string>> {
      const rows = await within(transaction)
        .selectFrom('people')
        .select(['slug', 'id'])
        .where('slug', 'in', slugs)
        .execute();
      return new Map(rows.map(({ slug, id }) => [slug, id]));
    },

    async termsBySlug(
      transaction: AnyTransaction,
      kind: TermContent['kind'],
      slugs: readonly string[],
    ): Promise<ReadonlyMap<string, string>> {
      const rows = await within(transaction)
        .selectFrom('terms')
        .select(['slug', 'id'])
        .where('kind', '=', kind)
        .where('slug', 'in', slugs)
        .execute();
      return new Map(rows.map(({ slug, id }) => [slug, id]));
    },

    /** The people by id. */
    async peopleById(
      ids: readonly string[],
      transaction?: AnyTransaction,
    ): Promise<ReadonlyMap<string, PersonContent>> {
      if (ids.length === 0) return new Map();
      const rows = await (transaction === undefined ? db : within(transaction))
        .selectFrom('people')
        .select(['id', 'content'])
        .where('id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, content }) => [id, completePerson(content)]));
    },

    /** The oldest first. */
    async allTerms(limit: number): Promise<readonly TermContent[]> {
      const rows = await db.selectFrom('terms').select('content').orderBy('id').limit(limit).execute();
      return rows.map(({ content }) => content);
    },

    /** The terms of any kind that have one of the slugs. */
    async termsNamed(slugs: readonly string[]): Promise<readonly TermContent[]> {
      if (slugs.length === 0) return [];
      const rows = await db.selectFrom('terms').select('content').where('slug', 'in', slugs).execute();
      return rows.map(({ content }) => content);
    },
  };
}
