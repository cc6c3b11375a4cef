/** What the pages of the system ask the server. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../session/api.ts';

export const statusQuery = queryOptions({
  queryKey: ['system', 'status'],
  refetchInterval: 5_000,
  queryFn: async ({ signal }) => (await api.GET('/api/v1/system/status', { signal })).data,
});
