// The catalogue: titles, people and terms for editors, and what viewers may see of them.
import type { Database, MigrationSet } from '@vitascope/platform/database';
import type { Events } from '@vitascope/platform/events';
import { type Clock, systemClock } from '@vitascope/platform/kernel';
import type { PublicationState } from './availability.ts';
import { type Browse, createBrowse } from './browse.ts';
import { createBrowseStore } from './browse-store.ts';
import { type CatalogChange, catalogChanged, changesOf, titleChangesOf } from './catalog-events.ts';
import { createChangeStore } from './change-store.ts';
import { catalogMigration } from './migrations/0001-catalog.ts';
import { searchMigration } from './migrations/0002-search.ts';
import { createNameStore } from './name-store.ts';
import { createPreparation, type PrepareDeps } from './prepare.ts';
import { createPreviewStore } from './preview-store.ts';
import { createPreviews, type Previews } from './previews.ts';
import type { AnyTransaction, Subject, SubjectStore } from './rows.ts';
import { createSearch, type Search } from './search.ts';
import { createSearchStore } from './search-store.ts';
import { createTitleStore } from './store.ts';
import type { PersonContent, TermContent, TitleContent } from './title.ts';
import { type TitleCursor, type TitleFilter, writeCursor } from './title-list.ts';
import { createVersioned, type Page, type Versioned, type VersionedDeps } from './versioned.ts';

export const catalogMigrations: MigrationSet = {
  schema: 'catalog',
  migrations: { '0001-catalog': catalogMigration, '0002-search': searchMigration },
};

export interface Listed<C> {
  readonly items: readonly Subject<C>[];
  readonly nextCursor: string | null;
}

export interface Catalog {
  readonly titles: Versioned<TitleContent>;
  readonly people: Versioned<PersonContent>;
  readonly terms: Versioned<TermContent>;
  readonly previews: Previews;
  readonly browse: Browse;
  /** For editors: every title, whoever may see it. */
  listTitles(
    filter: TitleFilter & { readonly state?: PublicationState | undefined },
    page: { readonly after: TitleCursor | null; readonly limit: number },
  ): Promise<Listed<TitleContent>>;
  listPeople(page: Page): Promise<Listed<PersonContent>>;
  listTerms(page: Page): Promise<Listed<TermContent>>;
  /** Indexes for search what an earlier version has not, or differently; returns how much that was. */
  refreshSearch(): Promise<number>;
}

export interface CatalogDeps extends Pick<PrepareDeps, 'knownAssets'> {
  readonly database: Database;
  readonly clock?: Clock;
  /** Who is told of changes; without it nobody is. */
  readonly events?: Pick<Events, 'publish'>;
}

export function createCatalog({ database, knownAssets, events, clock = systemClock }: CatalogDeps): Catalog {
  const titles = createTitleStore(database);
  const names = createNameStore(database);
  const changes = createChangeStore(database);
  const prepare = createPreparation({ titles, names, knownAssets });
  const previews = createPreviews({ store: createPreviewStore(database), changes, clock });
  const search = createSearch({
    store: createSearchStore(database),
    clock,
    peopleById: names.peopleById,
    findTitles: titles.findMany,
    inOrder: changes.inOrder,
  });
  const shared = { changes, clock };
  /** Tells of each change of this kind, in its transaction. */
  const telling = <C extends object>(
    kind: 'title' | 'person' | 'term',
    changesFrom: (before: C | null, after: C | null) => readonly CatalogChange[],
  ): Pick<VersionedDeps<C>, 'changed'> => ({
    async changed(transaction, { id, revision, before, after }) {
      for (const what of changesFrom(before, after))
        await events?.publish(transaction, catalogChanged, { kind, what, id, revision });
    },
  });

  return {
    titles: createVersioned({
      ...shared,
      ...telling<TitleContent>('title', (before, after) => titleChangesOf(before, after, clock.now())),
      store: indexed(titles.subjects, search, (transaction, title) =>
        search.indexTitles(transaction, [title]),
      ),
      idPrefix: 'ti',
      notFound: 'title-not-found',
      prepare: prepare.title,
    }),
    people: createVersioned({
      ...shared,
      ...telling<PersonContent>('person', changesOf),
      store: indexed(names.people, search, (transaction, { id, content }) =>
        search.indexPerson(transaction, id, content),
      ),
      idPrefix: 'pe',
      notFound: 'person-not-found',
      prepare: prepare.person,
    }),
    terms: createVersioned({
      ...shared,
      ...telling<TermContent>('term', changesOf),
      store: names.terms,
      idPrefix: 'tm',
      notFound: 'term-not-found',
      prepare: prepare.term,
    }),
    previews,
    browse: createBrowse({ store: createBrowseStore(database), names, previews, search, clock }),
    refreshSearch: search.refresh,
    async listTitles(filter, page) {
      const items = await titles.list({ ...filter, now: clock.now() }, page);
      const last = items.length === page.limit ? items.at(-1) : undefined;
      return { items, nextCursor: last === undefined ? null : writeCursor(last.cursor) };
    },
    listPeople: async (page) => pageOf(await names.listPeople(page), page),
    listTerms: async (page) => pageOf(await names.listTerms(page), page),
  };
}

/** The same store, with search kept up to date in the same transaction. */
function indexed<C>(
  store: SubjectStore<C>,
  search: Pick<Search, 'forget'>,
  index: (transaction: AnyTransaction, subject: Subject<C>) => Promise<void>,
): SubjectStore<C> {
  return {
    find: store.find,
    users: store.users,
    async write(transaction, subject, previous) {
      await store.write(transaction, subject, previous);
      await index(transaction, subject);
    },
    async remove(transaction, id) {
      await store.remove(transaction, id);
      await search.forget(transaction, id);
    },
  };
}

function pageOf<C>(items: readonly Subject<C>[], { limit }: Page): Listed<C> {
  return { items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null };
}
