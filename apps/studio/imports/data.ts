/** What the page about imports asks of the API. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { CatalogImport } from '@vitascope/client';
import { api, queries } from '../session/api.ts';

export type Import = CatalogImport;
export type Format = Import['format'];

export interface FeedProblem {
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string;
}

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports', 'list'],
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam: cursor, signal }) =>
    (await api.GET('/api/v1/catalog/imports', { params: { query: { limit: 20, cursor } }, signal })).data,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
});

const isOver = ({ state }: Import): boolean => state === 'done' || state === 'failed';

/** Asked again and again until it is over. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: async ({ signal }): Promise<Import> =>
      (await api.GET('/api/v1/catalog/imports/{id}', { params: { path: { id } }, signal })).data,
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data) ? false : 700),
  });

export const problemsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'problems', id],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const params = { path: { id }, query: { limit: 50, cursor } };
      return (await api.GET('/api/v1/catalog/imports/{id}/problems', { params, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** A feed changes titles, people, terms and what rows show. */
export function forgetCatalogue(): void {
  for (const name of ['titles', 'people', 'terms', 'rows'])
    void queries.invalidateQueries({ queryKey: [name] });
  void queries.invalidateQueries({ queryKey: ['imports', 'list'] });
}
