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

/** What a role may do, as far as pages differ by it. The server decides. */
const roles = {
  /** Upload, edit, delete. */
  write: ['owner', 'admin', 'editor'],
  /** Fill the system with the sample library. */
  own: ['owner'],
} as const satisfies Record<string, readonly Account['role'][]>;

export const may = (account: Account | null | undefined, what: keyof typeof roles): boolean =>
  roles[what].some((role) => role === account?.role);

export const useMay = (what: keyof typeof roles): boolean => may(useSession().data, what);
