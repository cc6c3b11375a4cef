/** What the pages about titles ask of the API, and how its answers are kept. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Asset, CatalogImage, CatalogPerson, CatalogTerm, RequestOf } from '@vitascope/client';
import { api, isProblem, queries } from '../session/api.ts';
import type { Fields, Title } from './title-types.ts';

export type ListQuery = NonNullable<
  NonNullable<RequestOf<'GET', '/api/v1/catalog/titles'>['params']>['query']
>;

const LIST_PAGE = 100;

export const titlesQuery = (query: ListQuery) =>
  infiniteQueryOptions({
    queryKey: ['titles', 'list', query],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const asked = { limit: LIST_PAGE, ...query, cursor };
      return (await api.GET('/api/v1/catalog/titles', { params: { query: asked }, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const titleQuery = (id: string) =>
  queryOptions({
    queryKey: ['titles', 'one', id],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/catalog/titles/{id}', { params: { path: { id } }, signal })).data,
  });

/** Parts of a title, in their order: all of them, since a series is edited as a whole. */
export const partsQuery = (parentId: string) =>
  queryOptions({
    queryKey: ['titles', 'parts', parentId],
    queryFn: async ({ signal }) => {
      const parts: Title[] = [];
      const query = { parentId, limit: 200 };
      for await (const part of api.items('/api/v1/catalog/titles', { params: { query }, signal }))
        parts.push(part);
      return parts;
    },
  });

export const foundTitlesQuery = (query: ListQuery) =>
  queryOptions({
    queryKey: ['titles', 'found', query],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/catalog/titles', { params: { query: { limit: 20, ...query } }, signal })).data
        .items,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id],
    staleTime: 300_000,
    queryFn: async ({ signal }): Promise<CatalogPerson> =>
      (await api.GET('/api/v1/catalog/people/{id}', { params: { path: { id } }, signal })).data,
  });

export const foundPeopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['people', 'found', q],
    queryFn: async ({ signal }) => {
      const query = q === '' ? { limit: 12 } : { q, limit: 12 };
      return (await api.GET('/api/v1/catalog/people', { params: { query }, signal })).data.items;
    },
  });

export const termsQuery = queryOptions({
  queryKey: ['terms'],
  staleTime: 300_000,
  queryFn: async ({ signal }) => {
    const terms: CatalogTerm[] = [];
    const query = { limit: 200 };
    for await (const term of api.items('/api/v1/catalog/terms', { params: { query }, signal })) {
      terms.push(term);
      if (terms.length >= 2_000) break;
    }
    return terms;
  },
});

export const imageQuery = (id: string) =>
  queryOptions({
    queryKey: ['images', id],
    // An image never changes.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<CatalogImage> =>
      (await api.GET('/api/v1/catalog/images/{id}', { params: { path: { id } }, signal })).data,
  });

/** Null where it was deleted. */
export const assetQuery = (id: string) =>
  queryOptions({
    queryKey: ['assets', 'one', id],
    queryFn: async ({ signal }): Promise<Asset | null> => {
      try {
        return (await api.GET('/api/v1/assets/{id}', { params: { path: { id } }, signal })).data;
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null;
        throw error;
      }
    },
  });

export const previewsQuery = (id: string) =>
  queryOptions({
    queryKey: ['titles', 'previews', id],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/catalog/titles/{id}/previews', { params: { path: { id } }, signal })).data
        .items,
  });

export const changesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['titles', 'changes', id],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const params = { path: { id }, query: { limit: 25, cursor } };
      return (await api.GET('/api/v1/catalog/titles/{id}/changes', { params, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const ifMatch = (revision: number) => ({ headers: { 'if-match': `"${revision}"` } });

/** Writes some fields over the revision that was read. */
export async function patchTitle(id: string, revision: number, fields: Partial<Fields>): Promise<Title> {
  const { data } = await api.PATCH('/api/v1/catalog/titles/{id}', {
    params: { path: { id } },
    body: fields,
    ...ifMatch(revision),
  });
  keepTitle(data);
  return data;
}

/** A fresh answer: what was kept of this title and of lists is out of date. */
export function keepTitle(title: Title): void {
  queries.setQueryData(titleQuery(title.id).queryKey, title);
  forgetLists();
  for (const name of ['changes', 'graph', 'availability'])
    void queries.invalidateQueries({ queryKey: ['titles', name, title.id] });
}

export function forgetLists(): void {
  for (const name of ['list', 'parts', 'found'])
    void queries.invalidateQueries({ queryKey: ['titles', name] });
}

export async function freshTitle(id: string): Promise<Title> {
  return (await api.GET('/api/v1/catalog/titles/{id}', { params: { path: { id } } })).data;
}
