/** What is asked of single titles, their children, their neighbours and their people. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ShownTitle } from '@vitascope/client';
import { api } from '../session/api.ts';
import { type Viewer, viewerKey } from '../session/viewer.ts';

export type TitleKind = ShownTitle['kind'];

export interface TitlePage {
  readonly items: readonly ShownTitle[];
  readonly nextCursor: string | null;
}

/** By id or slug. */
export const titleQuery = (viewer: Viewer, id: string) =>
  queryOptions({
    queryKey: [...viewerKey(viewer), 'title', id],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/browse/{id}', { params: { path: { id }, query: viewer.query }, signal })).data,
  });

/** The title of a preview link, which its holder may see before others do. */
export const previewQuery = ({ query: { language } }: Viewer, token: string) =>
  queryOptions({
    queryKey: ['preview', token, language],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const params = { path: { token }, query: { language } };
      return (await api.GET('/api/v1/catalog/previews/{token}', { params, signal })).data;
    },
  });

export const titleSorts = ['newest', 'name', 'year'] as const;
export type TitleSort = (typeof titleSorts)[number];

export interface TitleWish {
  readonly kind?: TitleKind;
  readonly parentId?: string;
  readonly collectionId?: string;
  readonly genre?: string;
  readonly mood?: string;
  readonly sort?: TitleSort;
}

const PAGE = 60;

/** Titles by what they are, page by page. */
export const titlesQuery = (viewer: Viewer, wish: TitleWish) =>
  infiniteQueryOptions({
    queryKey: [...viewerKey(viewer), 'titles', wish],
    staleTime: 60_000,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }): Promise<TitlePage> => {
      const query = {
        ...viewer.query,
        ...wish,
        limit: PAGE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      return (await api.GET('/api/v1/browse', { params: { query }, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The genres of which the profile may see something. */
export const genresQuery = (viewer: Viewer) =>
  queryOptions({
    queryKey: [...viewerKey(viewer), 'genres'],
    staleTime: 600_000,
    queryFn: async ({ signal }) => {
      const query = { ...viewer.query, kinds: 'genre' };
      return (await api.GET('/api/v1/terms', { params: { query }, signal })).data.items;
    },
  });

export const relatedQuery = (viewer: Viewer, id: string) =>
  queryOptions({
    queryKey: [...viewerKey(viewer), 'related', id],
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      const query = { ...viewer.query, limit: 30 };
      return (await api.GET('/api/v1/browse/{id}/related', { params: { path: { id }, query }, signal })).data
        .items;
    },
  });

/** Where a series goes on for this profile; null after its end. */
export const nextUpQuery = (viewer: Viewer, titleId: string) =>
  queryOptions({
    queryKey: [...viewerKey(viewer), 'next-up', titleId],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const path = { id: viewer.query.profileId, titleId };
      const query = { language: viewer.query.language };
      return (await api.GET('/api/v1/profiles/{id}/next-up/{titleId}', { params: { path, query }, signal }))
        .data.next;
    },
  });

/** A person and what the profile may see of them, page by page. */
export const personQuery = (viewer: Viewer, id: string) =>
  infiniteQueryOptions({
    queryKey: [...viewerKey(viewer), 'person', id],
    staleTime: 300_000,
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...viewer.query, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return (await api.GET('/api/v1/people/{id}', { params: { path: { id }, query }, signal })).data;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
