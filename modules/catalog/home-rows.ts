// The rows of pages, for editors: write, put in order, take over the defaults.
import { crc32 } from 'node:zlib';
import type { ChangeStore } from './change-store.ts';
import type { PlacedRow } from './default-rows.ts';
import { catalogError } from './errors.ts';
import { checkHomeRow, type HomeRowContent } from './home-row.ts';
import type { HomeRowStore } from './home-row-store.ts';
import type { AnyTransaction, Subject } from './rows.ts';
import type { TitleStore } from './store.ts';
import type { EditOptions, Versioned } from './versioned.ts';

/** Rows of one page; each costs every visit of the page a query within its one statement. */
export const MAX_ROWS_OF_PAGE = 50;

export interface HomeRows extends Versioned<HomeRowContent> {
  /** The rows of a page in their order, and the version of that order. */
  list(page: string): Promise<OrderedRows>;
  listPages(): Promise<readonly { readonly page: string; readonly rows: number }[]>;
  /** Puts all rows of a page in this order. @throws `catalog-invalid` unless `ids` names each of them once */
  reorder(page: string, ids: readonly string[], options: EditOptions): Promise<OrderedRows>;
  /** Writes the defaults of a page as rows that can be edited. @throws `page-has-rows` */
  adoptDefaults(page: string, options: { readonly actor: string }): Promise<OrderedRows>;
}

export interface OrderedRows {
  readonly rows: readonly Subject<HomeRowContent>[];
  readonly orderRevision: number;
}

export function createHomeRows(deps: {
  readonly versioned: Versioned<HomeRowContent>;
  readonly store: HomeRowStore;
  readonly changes: Pick<ChangeStore, 'inOrder'>;
  defaultsOf(page: string): Promise<readonly PlacedRow[]>;
}): HomeRows {
  const { versioned, store, changes } = deps;
  const ordered = async (page: string, transaction?: AnyTransaction): Promise<OrderedRows> => {
    const rows = await store.listRows(page, transaction);
    return { rows, orderRevision: crc32(rows.map(({ id }) => id).join(' ')) };
  };
  return {
    ...versioned,
    list: (page) => ordered(page),
    listPages: store.listPages,
    reorder: (page, ids, { actor, expect }) =>
      changes.inOrder(async (transaction) => {
        const { rows, orderRevision } = await ordered(page, transaction);
        expect?.(orderRevision);
        const known = new Set(rows.map(({ id }) => id));
        if (ids.length !== known.size || rows.some(({ id }) => !ids.includes(id)))
          throw catalogError(
            'catalog-invalid',
            `The page ${page} has the rows ${[...known].join(', ') || '(none)'}. Name each of them once, in the new order.`,
          );
        for (const [index, id] of ids.entries())
          await versioned.save(transaction, {
            id,
            actor,
            change: (content) => ({ ...(content as HomeRowContent), position: index + 1 }),
          });
        return ordered(page, transaction);
      }),
    async adoptDefaults(page, { actor }) {
      const defaults = await deps.defaultsOf(page);
      return changes.inOrder(async (transaction) => {
        if ((await store.listRows(page, transaction)).length > 0)
          throw catalogError('page-has-rows', `The page ${page} has rows already. Edit those.`);
        for (const { content } of defaults)
          await versioned.save(transaction, { id: null, actor, change: () => content });
        return ordered(page, transaction);
      });
    },
  };
}

/** Checks a row against the rest of the catalogue; one without a position goes to the end. */
export function prepareHomeRow(deps: {
  readonly store: Pick<HomeRowStore, 'listRows'>;
  readonly titles: Pick<TitleStore, 'kindsOf'>;
}) {
  return async (
    transaction: AnyTransaction,
    content: HomeRowContent,
    { id, previous }: { readonly id: string; readonly previous: HomeRowContent | null },
  ): Promise<HomeRowContent> => {
    const problems = checkHomeRow(content);
    const wanted = [...content.titleIds, ...(content.collectionId === null ? [] : [content.collectionId])];
    const before = new Set([...(previous?.titleIds ?? []), previous?.collectionId]);
    // What was deleted since must not stand in the way of other edits; viewers do not see it.
    const added = wanted.filter((titleId) => !before.has(titleId));
    const known = await deps.titles.kindsOf(transaction, added);
    for (const titleId of added)
      if (!known.has(titleId)) problems.push(`The title ${titleId} does not exist.`);
    const collection = content.collectionId === null ? undefined : known.get(content.collectionId);
    if (collection !== undefined && collection.kind !== 'collection')
      problems.push(`${content.collectionId} is a ${collection.kind}, not a collection.`);
    const others = (await deps.store.listRows(content.page, transaction)).filter((row) => row.id !== id);
    if (others.length >= MAX_ROWS_OF_PAGE)
      problems.push(`The page ${content.page} has ${MAX_ROWS_OF_PAGE} rows already. Delete one first.`);
    if (problems.length > 0)
      throw catalogError('catalog-invalid', problems.slice(0, 20).join(' '), { details: { problems } });
    if (content.position > 0) return content;
    return { ...content, position: Math.max(0, ...others.map((row) => row.content.position)) + 1 };
  };
}
