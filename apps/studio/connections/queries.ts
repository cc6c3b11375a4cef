/** What the pages of connections ask the server. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../session/api.ts';

const MOST = 100;

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await api.GET('/api/v1/api-keys', { signal })).data.items,
});

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) =>
    (await api.GET('/api/v1/webhooks', { params: { query: { limit: MOST } }, signal })).data.items,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/v1/webhooks/{id}', { params: { path: { id } }, signal })).data,
  });
