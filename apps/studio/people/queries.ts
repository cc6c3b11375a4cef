/** What the page of people asks the server. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../session/api.ts';

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: async ({ signal }) => (await api.GET('/api/v1/staff', { signal })).data.items,
});

const MOST = 100;

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) =>
    (await api.GET('/api/v1/staff/invitations', { params: { query: { limit: MOST } }, signal })).data.items,
});
