// The catalogue: titles, people and terms for editors, and what viewers may see of them.
import type { Database, MigrationSet } from '@vitascope/platform/database';
import type { Events } from '@vitascope/platform/events';
import { type Clock, systemClock } from '@vitascope/platform/kernel';
import { createImageStore } from './artwork/image-store.ts';
import { type AssetLinks, createAssetLinks } from './asset-links.ts';
import { type Browse, createBrowse } from './browse.ts';
import { createBrowseStore } from './browse-store.ts';
import {
  type CatalogChange,
  catalogChanged,
  changesOf,
  homeRowChanged,
  titleChangesOf,
} from './catalog-events.ts';
import { createChangeStore } from './change-store.ts';
import type { EditorFilter } from './editor-list.ts';
import { createExportFeed, type ExportFeed } from './feeds/export-feed.ts';
import { createFeedStore } from './feeds/feed-store.ts';
import { createImportFeed, type ImportFeed } from './feeds/import-feed.ts';
import { createHome, type Home, type ViewerLists } from './home.ts';
import { createHomeRowStore } from './home-row-store.ts';
import { createHomeRows, type HomeRows, prepareHomeRow } from './home-rows.ts';
import { catalogMigration } from './migrations/0001-catalog.ts';
import { searchMigration } from './migrations/0002-search.ts';
import { imagesMigration } from './migrations/0003-images.ts';
import { relationsMigration } from './migrations/0004-relations.ts';
import { lastingLinksMigration } from './migrations/0005-lasting-links.ts';
import { homeRowsMigration } from './migrations/0006-home-rows.ts';
import { searchNamesMigration } from './migrations/0007-search-names.ts';
import { feedsMigration } from './migrations/0008-feeds.ts';
import { publicationClockMigration } from './migrations/0009-publication-clock.ts';
import { searchLabelsMigration } from './migrations/0010-search-labels.ts';
import { searchBeginningsMigration } from './migrations/0011-search-beginnings.ts';
import { createNameStore } from './name-store.ts';
import { createPersonPage, type ShowPerson } from './person-page.ts';
import { createEditorsData, type EditorsData } from './personal-data.ts';
import { createPreparation, type PrepareDeps } from './prepare.ts';
import { createPreviewStore } from './preview-store.ts';
import { createPreviews, type Previews } from './previews.ts';
import { createPublicationClock, type PublicationClock } from './publication-clock.ts';
import { createRelationStore } from './relation-store.ts';
import { createRelations, type Relations } from './relations.ts';
import type { AnyTransaction, Subject, SubjectStore } from './rows.ts';
import { createSearch, type Search } from './search.ts';
import { createSearchStore } from './search-store.ts';
import { createTitleStore } from './store.ts';
import { createSuggest } from './suggest.ts';
import { createSuggestionStore } from './suggestion-store.ts';
import {
  completePerson,
  completeTitle,
  type PersonContent,
  type TermContent,
  type TitleContent,
  type WrittenPerson,
  type WrittenTitle,
} from './title.ts';
import { type TitleCursor, type TitleFilter, writeCursor } from './title-list.ts';
import { createVersioned, type Page, type Versioned, type VersionedDeps } from './versioned.ts';

export const catalogMigrations: MigrationSet = {
  schema: 'catalog',
  migrations: {
    '0001-catalog': catalogMigration,
    '0002-search': searchMigration,
    '0003-images': imagesMigration,
    '0004-relations': relationsMigration,
    '0005-lasting-links': lastingLinksMigration,
    '0006-home-rows': homeRowsMigration,
    '0007-search-names': searchNamesMigration,
    '0008-feeds': feedsMigration,
    '0009-publication-clock': publicationClockMigration,
    '0010-search-labels': searchLabelsMigration,
    '0011-search-beginnings': searchBeginningsMigration,
  },
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
  readonly showPerson: ShowPerson;
  readonly relations: Relations;
  readonly assetLinks: AssetLinks;
  readonly homeRows: HomeRows;
  readonly home: Home;
  readonly feeds: { readonly import: ImportFeed; readonly export: ExportFeed };
  readonly personalData: EditorsData;
  readonly publicationClock: PublicationClock;
  /** For editors: every title, whoever may see it. */
  listTitles(
    filter: TitleFilter & EditorFilter,
    page: { readonly after: TitleCursor | null; readonly limit: number },
  ): Promise<Listed<TitleContent>>;
  countTitles(filter: TitleFilter & EditorFilter): Promise<number>;
  /** Whose name begins as typed, where `text` is given. */
  listPeople(page: Page & { readonly text?: string | undefined }): Promise<Listed<PersonContent>>;
  listTerms(page: Page): Promise<Listed<TermContent>>;
  /** Indexes for search what an earlier version has not, or differently; returns how much that was. */
  refreshSearch(): Promise<number>;
}

export interface CatalogDeps extends Pick<PrepareDeps, 'knownAssets'> {
  readonly database: Database;
  /** In milliseconds, of the assets of which it is known; without it none is. */
  assetDurations?(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Where profiles keep lists of their own; without it, rows of them are empty. */
  readonly viewerLists?: ViewerLists;
  readonly clock?: Clock;
  /** Who is told of changes; without it nobody is. */
  readonly events?: Pick<Events, 'publish'>;
}

export function createCatalog(deps: CatalogDeps): Catalog {
  const { database, knownAssets, events, clock = systemClock } = deps;
  const titles = createTitleStore(database);
  const names = createNameStore(database);
  const images = createImageStore(database);
  const changes = createChangeStore(database);
  const checked = { titles, names, knownAssets, imageKinds: images.kindsOf };
  const prepare = createPreparation(checked);
  const previews = createPreviews({ store: createPreviewStore(database), changes, clock });
  const searchStore = createSearchStore(database);
  const search = createSearch({
    store: searchStore,
    clock,
    peopleById: names.peopleById,
    findTitles: titles.findMany,
    allTerms: names.allTerms,
    inOrder: changes.inOrder,
  });
  const shared = { changes, clock };
  /** Tells of each change of this kind, in its transaction. */
  const announcing = <C extends object>(
    kind: 'title' | 'person' | 'term',
    changesFrom: (
      before: C | null,
      after: C | null,
      transaction: AnyTransaction,
    ) => readonly CatalogChange[] | Promise<readonly CatalogChange[]>,
  ): Pick<VersionedDeps<C>, 'changed'> => ({
    async changed(transaction, { id, revision, before, after }) {
      for (const what of await changesFrom(before, after, transaction))
        await events?.publish(transaction, catalogChanged, { kind, what, id, revision });
    },
  });

  const publicationClock = createPublicationClock({
    database,
    changes,
    clock,
    publish: async (transaction, { id, revision, what }) =>
      events?.publish(transaction, catalogChanged, { kind: 'title', what, id, revision }),
  });
  const browseStore = createBrowseStore(database);
  const browse = createBrowse({
    store: browseStore,
    names,
    images,
    previews,
    search,
    suggest: createSuggest({ store: createSuggestionStore(database), words: searchStore }),
    assetDurations: deps.assetDurations ?? (async () => new Map()),
    clock,
  });
  const versionedTitles = createVersioned<TitleContent>({
    ...shared,
    ...announcing<TitleContent>('title', async (before, after, transaction) =>
      titleChangesOf(before, after, await publicationClock.toldUntil(transaction)),
    ),
    store: indexed(titles.subjects, search, (transaction, title) => search.indexTitles(transaction, [title])),
    idPrefix: 'ti',
    notFound: 'title-not-found',
    prepare: prepare.title,
    complete: (written) => completeTitle(written as WrittenTitle),
  });
  const rows = createHomeRowStore(database);
  const home = createHome({ store: rows, browse, names, viewerLists: deps.viewerLists ?? null, clock });

  const versioned = {
    title: versionedTitles,
    person: createVersioned({
      ...shared,
      ...announcing<PersonContent>('person', changesOf),
      store: indexed(names.people, search, (transaction, { id, content }) =>
        search.indexPerson(transaction, id, content),
      ),
      idPrefix: 'pe',
      notFound: 'person-not-found',
      prepare: prepare.person,
      complete: (written) => completePerson(written as WrittenPerson),
    }),
    term: telling(
      createVersioned({
        ...shared,
        ...announcing<TermContent>('term', changesOf),
        store: names.terms,
        idPrefix: 'tm',
        notFound: 'term-not-found',
        prepare: prepare.term,
      }),
      search.termsChanged,
    ),
  };
  const feeds = createFeedStore(database);
  const importFeed = createImportFeed({
    database,
    changes,
    feeds,
    stores: { title: titles.subjects, person: names.people, term: names.terms },
    prepare: checked,
    versioned,
    termsChanged: search.termsChanged,
  });

  return {
    titles: versioned.title,
    people: versioned.person,
    terms: versioned.term,
    feeds: { import: importFeed, export: createExportFeed({ feeds }) },
    previews,
    browse,
    showPerson: createPersonPage({ names, store: browseStore, images, browse, clock }),
    assetLinks: createAssetLinks({ titles, changes, knownAssets, clock }),
    relations: createRelations({
      store: createRelationStore(database),
      titles: versionedTitles,
      findTitles: titles.findMany,
      browse,
      clock,
    }),
    home,
    homeRows: createHomeRows({
      versioned: createVersioned({
        ...shared,
        store: rows.subjects,
        idPrefix: 'ro',
        async changed(transaction, { id, revision, before, after }) {
          for (const what of changesOf(before, after))
            await events?.publish(transaction, homeRowChanged, { what, id, revision });
        },
        notFound: 'home-row-not-found',
        prepare: prepareHomeRow({ store: rows, titles }),
      }),
      store: rows,
      changes,
      defaultsOf: home.defaultsOf,
    }),
    personalData: createEditorsData(database),
    publicationClock,
    refreshSearch: search.refresh,
    async listTitles(filter, page) {
      const items = await titles.list({ ...filter, now: clock.now() }, page);
      const last = items.length === page.limit ? items.at(-1) : undefined;
      return { items, nextCursor: last === undefined ? null : writeCursor(last.cursor) };
    },
    countTitles: (filter) => titles.count({ ...filter, now: clock.now() }),
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

/** The same, telling after each change that there was one. */
function telling<C>(versioned: Versioned<C>, changed: () => void): Versioned<C> {
  const told = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    changed();
    return result;
  };
  return {
    ...versioned,
    create: (...args) => told(versioned.create(...args)),
    edit: (...args) => told(versioned.edit(...args)),
    remove: (...args) => told(versioned.remove(...args)),
    undo: (...args) => told(versioned.undo(...args)),
  };
}

function pageOf<C>(items: readonly Subject<C>[], { limit }: Page): Listed<C> {
  return { items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null };
}
