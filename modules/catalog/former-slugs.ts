// Slugs that titles had before: they go on finding their title until another takes them.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { AnyTransaction, Subject, Tables } from './rows.ts';
import type { TitleContent } from './title.ts';

/** Former slugs of one title; the oldest go first. */
const KEPT_SLUGS = 50;

export function createFormerSlugs(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('catalog');
  const within = (transaction: AnyTransaction) => (transaction as Transaction<Tables>).withSchema('catalog');

  return {
    /** The id of the title that had the slug last. Titles that have it now are asked first, by the caller. */
    async titleOf(slug: string, transaction?: AnyTransaction): Promise<string | null> {
      const row = await (transaction === undefined ? db : within(transaction))
        .selectFrom('former_slugs')
        .select('title_id')
        .where('slug', '=', slug)
        .executeTakeFirst();
      return row?.title_id ?? null;
    },

    /** Existing titles that are found by one of the slugs. */
    owners(
      transaction: AnyTransaction,
      slugs: readonly string[],
    ): Promise<readonly { readonly slug: string; readonly id: string }[]> {
      return within(transaction)
        .selectFrom('former_slugs')
        .innerJoin('titles', 'titles.id', 'former_slugs.title_id')
        .select(['former_slugs.slug', 'titles.id'])
        .where('former_slugs.slug', 'in', slugs)
        .execute();
    },

    /** Keeps the slug that a title gives up; whoever has one now has it alone. */
    async follow(
      transaction: AnyTransaction,
      { id, content, updatedAt }: Subject<TitleContent>,
      previous: TitleContent | null,
    ): Promise<void> {
      if (previous?.slug === content.slug) return;
      await within(transaction).deleteFrom('former_slugs').where('slug', '=', content.slug).execute();
      if (previous === null) return;
      await within(transaction)
        .insertInto('former_slugs')
        .values({ slug: previous.slug, title_id: id, changed_at: new Date(updatedAt) })
        .onConflict((conflict) =>
          conflict.column('slug').doUpdateSet({ title_id: id, changed_at: new Date(updatedAt) }),
        )
        .execute();
      await within(transaction)
        .deleteFrom('former_slugs')
        .where('slug', 'in', (query) =>
          query
            .selectFrom('former_slugs')
            .select('slug')
            .where('title_id', '=', id)
            .orderBy('changed_at', 'desc')
            .orderBy('slug')
            .offset(KEPT_SLUGS),
        )
        .execute();
    },
  };
}
