/** What the service says of itself to everybody. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './api.ts';

const serviceQuery = queryOptions({
  queryKey: ['service'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await api.GET('/api/v1/service', { signal })).data,
});

export const useService = () => useQuery(serviceQuery);

/** The name that stands in the header and in the titles of pages. */
export const useServiceName = (): string => useService().data?.name ?? 'Vitascope';
