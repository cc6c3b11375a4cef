/** The API of the page's own server, asked with the session's cookie, and what is kept of its answers. */

import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, createClient } from '@vitascope/client';
import { createSessionEnd } from '@vitascope/client/session-end';

type Words = (problem: ApiProblem) => string | null;
let wordsOf: Words = () => null;

/** What is said in place of the server's own words, which are for who writes programs; null where those do. */
export function sayProblems(words: Words): void {
  wordsOf = words;
}

export const sessionEnd = createSessionEnd();

export const api = createClient({
  credentials: 'same-origin',
  onProblem(problem) {
    problem.message = wordsOf(problem) ?? problem.message;
    sessionEnd.note(problem);
  },
});

/** The client tries again by itself where that is safe; a second layer would only multiply the attempts. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

export const isProblem = (error: unknown, ...codes: readonly string[]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));
