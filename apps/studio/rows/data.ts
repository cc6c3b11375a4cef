/** What the page about rows asks of the API, and what it does to them. */
import { queryOptions } from '@tanstack/react-query';
import type { BodyOf, CatalogHomeRow, RequestOf } from '@vitascope/client';
import { api, queries } from '../session/api.ts';
import { ifMatch } from '../titles/data.ts';

export type Row = CatalogHomeRow;
export type RowKind = Row['kind'];
export type NewRow = BodyOf<'POST', '/api/v1/catalog/rows'>;
export type RowFields = Pick<
  Row,
  | 'names'
  | 'originalLanguage'
  | 'kind'
  | 'filter'
  | 'titleIds'
  | 'collectionId'
  | 'limit'
  | 'audience'
  | 'enabled'
>;
export type HomeQuery = NonNullable<NonNullable<RequestOf<'GET', '/api/v1/catalog/home'>['params']>['query']>;

export const rowKinds = ['editorial', 'query', 'new', 'collection', 'continue-watching', 'my-list'] as const;
/** What each profile has of its own. */
export const personalKinds: readonly RowKind[] = ['continue-watching', 'my-list'];

export interface PageOfRows {
  readonly rows: readonly Row[];
  /** Of the order. */
  readonly etag: string | null;
}

export const pagesQuery = queryOptions({
  queryKey: ['rows', 'pages'],
  queryFn: async ({ signal }) => (await api.GET('/api/v1/catalog/pages', { signal })).data.items,
});

export const pageQuery = (page: string) =>
  queryOptions({
    queryKey: ['rows', 'page', page],
    queryFn: async ({ signal }): Promise<PageOfRows> => {
      const { data, headers } = await api.GET('/api/v1/catalog/pages/{page}', {
        params: { path: { page } },
        signal,
      });
      return { rows: data.items, etag: headers.get('etag') };
    },
  });

export const homeQuery = (query: HomeQuery) =>
  queryOptions({
    queryKey: ['rows', 'home', query],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/catalog/home', { params: { query }, signal })).data.items,
  });

export const rowChangesQuery = (id: string) =>
  queryOptions({
    queryKey: ['rows', 'changes', id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: 50 } };
      return (await api.GET('/api/v1/catalog/rows/{id}/changes', { params, signal })).data.items;
    },
  });

export const forgetRows = (): Promise<void> => queries.invalidateQueries({ queryKey: ['rows'] });

/** Shows the order at once; what the server says counts. @throws {ApiProblem} with 412 where somebody was faster */
export async function putInOrder(page: string, ids: readonly string[]): Promise<void> {
  const { queryKey } = pageQuery(page);
  const before = queries.getQueryData(queryKey);
  if (before === undefined) return;
  await queries.cancelQueries({ queryKey });
  const byId = new Map(before.rows.map((row) => [row.id, row]));
  queries.setQueryData(queryKey, { ...before, rows: ids.flatMap((id) => byId.get(id) ?? []) });
  try {
    const { data, headers } = await api.PUT('/api/v1/catalog/pages/{page}/order', {
      params: { path: { page } },
      body: { ids },
      ...(before.etag === null ? {} : { headers: { 'if-match': before.etag } }),
    });
    const etag = headers.get('etag');
    queries.setQueryData(queryKey, { rows: data.items, etag });
    if (etag === null) await queries.invalidateQueries({ queryKey });
  } catch (error) {
    await queries.invalidateQueries({ queryKey });
    throw error;
  } finally {
    void queries.invalidateQueries({ queryKey: ['rows', 'home'] });
  }
}

export async function saveRow(row: Row, fields: Partial<RowFields>): Promise<Row> {
  const params = { path: { id: row.id } };
  const { data } = await api.PATCH('/api/v1/catalog/rows/{id}', {
    params,
    body: fields,
    ...ifMatch(row.revision),
  });
  await forgetRows();
  return data;
}

export async function createRow(row: NewRow): Promise<Row> {
  const { data } = await api.POST('/api/v1/catalog/rows', { body: row });
  await forgetRows();
  return data;
}

export async function deleteRow({ id, revision }: Row): Promise<void> {
  await api.DELETE('/api/v1/catalog/rows/{id}', { params: { path: { id } }, ...ifMatch(revision) });
  await forgetRows();
}

/** Takes back what was done last to a row, a deletion too. */
export async function undoLast(id: string): Promise<void> {
  const { data } = await api.GET('/api/v1/catalog/rows/{id}/changes', {
    params: { path: { id }, query: { limit: 1 } },
  });
  const changeId = data.items[0]?.id;
  if (changeId !== undefined) await undoRowChange(id, changeId);
}

export async function undoRowChange(id: string, changeId: string): Promise<void> {
  await api.POST('/api/v1/catalog/rows/{id}/changes/{changeId}/undo', { params: { path: { id, changeId } } });
  await forgetRows();
}
