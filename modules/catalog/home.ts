// The home page as a viewer sees it: rows with their first titles, and the way to more of each.
import type { Clock } from '@vitascope/platform/kernel';
import type { Browse } from './browse.ts';
import { defaultRows, type PlacedRow } from './default-rows.ts';
import { catalogError } from './errors.ts';
import { type HomeRowContent, type HomeRowKind, isForViewer, KIDS_PAGE } from './home-row.ts';
import type { HomeRowStore, RowCursor, RowQuery, RowSource } from './home-row-store.ts';
import { rankLanguages } from './language.ts';
import type { NameStore } from './name-store.ts';
import type { Reader, ShownTitle } from './present.ts';

type OwnList = 'continue-watching' | 'my-list';

/** The lists that a profile has of its own; whoever keeps them gives them here. */
export interface ViewerLists {
  /** Ids of titles in the list's order. What the viewer may not see (any more) is left out here, not there. */
  titleIds(
    profileId: string,
    list: OwnList,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<{ readonly ids: readonly string[]; readonly nextCursor: string | null }>;
}

export interface HomeReader extends Reader {
  /** Null for nobody in particular: without lists of their own. */
  readonly profileId: string | null;
  readonly isKids: boolean;
}

export interface ShownRow {
  /** By which more of it is asked for. */
  readonly id: string;
  readonly kind: HomeRowKind;
  readonly language: string;
  readonly name: string;
  readonly items: readonly ShownTitle[];
  readonly nextCursor: string | null;
}

export interface Home {
  /**
   * The rows of a page that are for this viewer and not empty, in order, with so many titles each at most. Kids' profiles
   * get the page for kids.
   */
  show(
    reader: HomeReader,
    wish: { readonly page: string; readonly titles?: number; readonly now?: number },
  ): Promise<readonly ShownRow[]>;
  /** More of one row. @throws `home-row-not-found`, also where it is not for this viewer; `cursor-invalid` */
  more(
    reader: HomeReader,
    wish: {
      readonly page: string;
      readonly rowId: string;
      readonly cursor: string | null;
      readonly limit: number;
    },
  ): Promise<Pick<ShownRow, 'items' | 'nextCursor'>>;
  /** What a page shows that nobody has arranged. */
  defaultsOf(page: string): Promise<readonly PlacedRow[]>;
}

const DEFAULT_GENRES = 8;
/** Counting genres reads every title; which are the commonest changes slowly. */
const GENRES_LAST_MS = 300_000;

export function createHome(deps: {
  readonly store: HomeRowStore;
  readonly browse: Pick<Browse, 'listByIds'>;
  readonly names: Pick<NameStore, 'termsNamed'>;
  readonly viewerLists: ViewerLists | null;
  readonly clock: Clock;
}): Home {
  const { store, clock } = deps;
  let genres: { readonly until: number; readonly slugs: Promise<readonly string[]> } | null = null;

  async function commonGenres(): Promise<readonly string[]> {
    if (genres === null || genres.until <= clock.now()) {
      const slugs = store.commonGenres(DEFAULT_GENRES);
      genres = { until: clock.now() + GENRES_LAST_MS, slugs };
      slugs.catch(() => {
        genres = null;
      });
    }
    return genres.slugs;
  }

  async function defaultsOf(page: string): Promise<readonly PlacedRow[]> {
    const slugs = await commonGenres();
    return defaultRows(page, slugs, await deps.names.termsNamed(slugs));
  }

  async function rowsFor(reader: HomeReader, asked: string, now: number): Promise<readonly PlacedRow[]> {
    const page = reader.isKids ? KIDS_PAGE : asked;
    const written = await store.listRows(page);
    const rows =
      written.length === 0
        ? await defaultsOf(page)
        : written.map(({ id, content }) => ({ key: id, content }));
    return rows.filter(({ content }) =>
      isForViewer(content, { ...reader.viewer, isKids: reader.isKids }, now),
    );
  }

  /** Reads on in a list of the profile's until there is something to see: what is hidden may fill a whole page. */
  async function fromList(
    reader: HomeReader,
    kind: OwnList,
    page: { readonly after: string | null; readonly limit: number; readonly now: number },
  ): Promise<Filled> {
    const { viewerLists } = deps;
    if (viewerLists === null || reader.profileId === null) return { ids: [], nextCursor: null };
    let after = page.after;
    for (let reads = 0; reads < MAX_LIST_READS; reads++) {
      const { ids, nextCursor } = await viewerLists.titleIds(reader.profileId, kind, {
        after,
        limit: page.limit,
      });
      const query = { source: { kind: 'listed', titleIds: ids } as const, after: null, limit: page.limit };
      const [seen = []] = await store.titlesIn([query], { viewer: reader.viewer, now: page.now });
      if (seen.length > 0 || nextCursor === null) return { ids: seen.map(({ id }) => id), nextCursor };
      after = nextCursor;
    }
    return { ids: [], nextCursor: null };
  }

  return {
    defaultsOf,
    async show(reader, { page, titles = Number.POSITIVE_INFINITY, now = clock.now() }) {
      const rows = await rowsFor(reader, page, now);
      const queried = rows.flatMap((row) => {
        const query = queryOf(row.content, null, Math.min(row.content.limit, titles));
        return query === null ? [] : [{ row, query }];
      });
      const own = rows.filter(({ content }) => isOwnList(content.kind));
      const [found, lists] = await Promise.all([
        store.titlesIn(
          queried.map(({ query }) => query),
          { viewer: reader.viewer, now },
        ),
        Promise.all(
          own.map(({ content: { kind, limit } }) =>
            fromList(reader, kind as OwnList, { after: null, limit: Math.min(limit, titles), now }),
          ),
        ),
      ]);
      const filled = new Map([
        ...queried.map(({ row, query }, index) => [row, filledBy(found[index] ?? [], query.limit)] as const),
        ...own.map((row, index) => [row, lists[index] ?? nothing] as const),
      ]);
      const shown = await deps.browse.listByIds(
        [...filled.values()].flatMap(({ ids }) => ids),
        reader,
        now,
      );
      const byId = new Map(shown.map((title) => [title.id, title]));
      return rows.flatMap((row): ShownRow[] => {
        const { key, content } = row;
        const { ids, nextCursor } = filled.get(row) ?? nothing;
        const items = ids.flatMap((id) => byId.get(id) ?? []);
        if (items.length === 0) return [];
        return [{ id: key, kind: content.kind, ...namedFor(content, reader), items, nextCursor }];
      });
    },
    async more(reader, { page, rowId, cursor, limit }) {
      const now = clock.now();
      const row = (await rowsFor(reader, page, now)).find(({ key }) => key === rowId);
      if (row === undefined)
        throw catalogError('home-row-not-found', `The page ${page} has no row ${rowId}.`);
      const { kind } = row.content;
      const query = isOwnList(kind) ? null : queryOf(row.content, cursor, limit);
      const filled =
        query === null
          ? await fromList(reader, kind as OwnList, { after: cursor, limit, now })
          : filledBy((await store.titlesIn([query], { viewer: reader.viewer, now }))[0] ?? [], limit);
      return {
        items: await deps.browse.listByIds(filled.ids, reader, now),
        nextCursor: filled.nextCursor,
      };
    },
  };
}

interface Filled {
  readonly ids: readonly string[];
  readonly nextCursor: string | null;
}

const nothing: Filled = { ids: [], nextCursor: null };

const MAX_LIST_READS = 5;

const isOwnList = (kind: HomeRowKind) => kind === 'continue-watching' || kind === 'my-list';

/** Null for the lists that are not the catalogue's own. @throws `cursor-invalid` */
function queryOf(row: HomeRowContent, cursor: string | null, limit: number): RowQuery | null {
  const source = sourceOf(row);
  if (source === null) return null;
  return { source, after: cursor === null ? null : readRowCursor(cursor, source), limit };
}

function sourceOf({ kind, titleIds, collectionId, filter }: HomeRowContent): RowSource | null {
  switch (kind) {
    case 'editorial':
      return { kind: 'listed', titleIds };
    case 'collection':
      return { kind: 'collection', collectionId: collectionId ?? '' };
    case 'new':
    case 'query':
      return { kind: 'newest', filter };
    case 'continue-watching':
    case 'my-list':
      return null;
  }
}

function filledBy(
  titles: readonly { readonly id: string; readonly cursor: RowCursor }[],
  limit: number,
): Filled {
  const last = titles.length === limit ? titles.at(-1)?.cursor : undefined;
  return {
    ids: titles.map(({ id }) => id),
    nextCursor: last === undefined ? null : last.id === null ? `${last.place}` : `${last.place}.${last.id}`,
  };
}

/** The latest time that a date of JavaScript can have: more is no cursor of ours. */
const MAX_PLACE = 8.64e15;

function readRowCursor(text: string, source: RowSource): RowCursor {
  const [, place, id] = /^(\d{1,16})(?:\.(ti_[0-9a-z]{26}))?$/.exec(text) ?? [];
  if (place === undefined || (id !== undefined) !== (source.kind === 'newest') || Number(place) > MAX_PLACE)
    throw catalogError(
      'cursor-invalid',
      `"${text}" is no cursor of this row. Send its nextCursor, unchanged.`,
    );
  return { place: Number(place), id: id ?? null };
}

function namedFor(
  { names, originalLanguage }: HomeRowContent,
  { languages }: Reader,
): { readonly language: string; readonly name: string } {
  const [language = originalLanguage] = rankLanguages(Object.keys(names), languages, originalLanguage);
  return { language, name: names[language] ?? '' };
}
