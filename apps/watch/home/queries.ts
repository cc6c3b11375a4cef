/** What the home page is filled with. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AnswerOf, ShownRow } from '@vitascope/client';
import { api } from '../session/api.ts';
import { type Viewer, viewerKey } from '../session/viewer.ts';
import type { TitlePage } from '../titles/queries.ts';

export type ContinuedTitle = AnswerOf<'GET', '/api/v1/profiles/{id}/continue-watching'>['items'][number];

/** Of a row: as many as the widest screen shows before it is moved, and some beside them. */
const FIRST = 16;

export const homeQuery = (viewer: Viewer) =>
  queryOptions({
    queryKey: [...viewerKey(viewer), 'home'],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<readonly ShownRow[]> =>
      (await api.GET('/api/v1/home', { params: { query: { ...viewer.query, titles: FIRST } }, signal })).data
        .items,
  });

const PAGE = 40;

/** A row from its beginning. On the home page it begins with what came with the page. */
export const rowQuery = (viewer: Viewer, row: Pick<ShownRow, 'id'> & Partial<ShownRow>) =>
  infiniteQueryOptions({
    queryKey: [...viewerKey(viewer), 'row', row.id, row.items?.map(({ id }) => id).join() ?? ''],
    staleTime: Number.POSITIVE_INFINITY,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<TitlePage> => {
      const query = { ...viewer.query, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) };
      const params = { path: { id: row.id }, query };
      return (await api.GET('/api/v1/home/rows/{id}', { params, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    ...(row.items === undefined
      ? {}
      : {
          initialData: {
            pages: [{ items: row.items, nextCursor: row.nextCursor ?? null }],
            pageParams: [null],
          },
        }),
  });

export const continueQuery = (viewer: Viewer) =>
  queryOptions({
    queryKey: [...viewerKey(viewer), 'continue-watching'],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<readonly ContinuedTitle[]> => {
      const params = {
        path: { id: viewer.query.profileId },
        query: { language: viewer.query.language, limit: 40 },
      };
      return (await api.GET('/api/v1/profiles/{id}/continue-watching', { params, signal })).data.items;
    },
  });
