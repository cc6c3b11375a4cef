/** What strangers may know of this service: its name, whether it is set up, how one gets in. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../session/api.ts';

export const serviceQuery = queryOptions({
  queryKey: ['service'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await api.GET('/api/v1/service', { signal })).data,
});

export const useService = () => useQuery(serviceQuery);
