/** The API of the page's own server, asked with the session's cookie, and what is kept of its answers. */

import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, createClient } from '@vitascope/client';
import { createSessionEnd } from '@vitascope/client/session-end';

export const sessionEnd = createSessionEnd();

export const api = createClient({
  credentials: 'same-origin',
  onProblem: sessionEnd.note,
});

/** The client tries again by itself where that is safe; a second layer would only multiply the attempts. */
export const queries = new QueryClient({
  defaultOptions: {
    // Without a network the answer is an error at once, with a way to try again, and not a wait without end.
    queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export const isProblem = (error: unknown, ...codes: readonly string[]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));
