/** Whether a request is worth another attempt, and after how long. */
import type { ApiProblem } from './problem.ts';

export interface RetryPolicy {
  /** Attempts beside the first. */
  readonly retries: number;
  /** Where the server asks for more patience than this, its refusal is passed on at once. */
  readonly longestWaitMs: number;
}

export const defaultPolicy: RetryPolicy = { retries: 2, longestWaitMs: 10_000 };

const firstPauseMs = 250;

/** RFC 9110 §9.2.2. */
const idempotentMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export interface Attempt {
  readonly method: string;
  readonly hasKey: boolean;
  /** A stream can be sent once only. */
  readonly isRepeatable: boolean;
  readonly retriesLeft: number;
}

/**
 * How long to wait before the next attempt; null when there should be none. Where nothing is known of the first attempt
 * (nobody answered), only what may be done twice is: the server may have done it already.
 */
export function pauseBefore(attempt: Attempt, problem: ApiProblem, policy: RetryPolicy): number | null {
  if (attempt.retriesLeft < 1 || !attempt.isRepeatable) return null;
  const isIdempotent = idempotentMethods.has(attempt.method);
  const isBusy = problem.status === 429 || problem.status === 503;
  if (isBusy ? !isIdempotent && !attempt.hasKey : !isIdempotent || problem.code !== 'server-unreachable')
    return null;
  if (isBusy && problem.retryAfterSeconds !== null) {
    const asked = problem.retryAfterSeconds * 1000;
    return asked <= policy.longestWaitMs ? asked : null;
  }
  const tries = policy.retries - attempt.retriesLeft;
  // Many clients that lost the same server do not all come back in the same moment.
  return Math.min(policy.longestWaitMs, firstPauseMs * 2 ** tries * (1 + Math.random()));
}
