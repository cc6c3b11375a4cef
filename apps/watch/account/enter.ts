/** What happens once somebody is signed in: everything known of nobody is forgotten, and they go where they wanted to. */

import { useNavigate } from '@tanstack/react-router';
import type { Account } from '@vitascope/client';
import { queries } from '../session/api.ts';
import { safeNext } from '../session/safe-next.ts';
import { sessionQuery } from '../session/session.ts';

export function useEnter(): (account: Account, next: string | null) => void {
  const navigate = useNavigate();
  return (account, wanted) => {
    const next = safeNext(wanted);
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, account);
    // Studio is another app: the browser has to load it.
    if (next?.startsWith('/studio') === true) window.location.assign(next);
    else void navigate({ href: next ?? '/', replace: true });
  };
}
