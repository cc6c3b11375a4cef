/** Who is signed in, as the server says. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Account } from '@vitascope/client';
import { api, isProblem } from './api.ts';

/** Null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 300_000,
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return (await api.GET('/api/v1/auth/session', { signal })).data;
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
});

export const useSession = () => useQuery(sessionQuery);
