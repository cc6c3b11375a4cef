/** Limits on how often one client may ask, told in `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers-10). */
import type { HttpApp, HttpReply, HttpRequest } from './app.ts';
import { httpError } from './problem.ts';
import type { RateCounters } from './rate-counters.ts';

/** Who is counted, and against which limit. */
export interface RateSubject {
  /** Of the policy, as the headers name it. */
  readonly policy: 'actor' | 'address';
  /** Whose requests are added up. */
  readonly key: string;
}

export interface RateLimitOptions {
  readonly counters: RateCounters;
  readonly windowSeconds: number;
  /** Requests in a window, by policy; 0 for no limit. */
  readonly quotas: Readonly<Record<RateSubject['policy'], number>>;
  subjectOf(request: HttpRequest): Promise<RateSubject>;
  /** Requests that are not counted. */
  isExempt(request: HttpRequest): boolean;
}

/** Counts a request. @throws `rate-limited` */
export type CountRequest = (request: HttpRequest, reply: HttpReply) => Promise<void>;

/**
 * Call it before routes are added; `config.rateLimit: false` exempts a route. One with `handler` calls the returned function
 * itself, when it has learnt who asks by a question that it asks anyway.
 */
export function limitRates(app: HttpApp, options: RateLimitOptions): CountRequest {
  const { counters, windowSeconds, quotas } = options;

  async function count(request: HttpRequest, reply: HttpReply): Promise<void> {
    const { policy, key } = await options.subjectOf(request);
    const quota = quotas[policy];
    if (quota === 0) return;
    const used = counters.count(`${policy} ${key}`);
    const seconds = Math.max(1, Math.ceil(counters.remainingMs / 1000));
    // On the bare response, so that handlers which answer by themselves carry them too.
    reply.raw.setHeader('ratelimit-policy', `"${policy}";q=${quota};w=${windowSeconds}`);
    reply.raw.setHeader('ratelimit', `"${policy}";r=${Math.max(0, quota - used)};t=${seconds}`);
    if (used <= quota) return;
    throw httpError(
      'rate-limited',
      `More than ${quota} requests in ${windowSeconds} s. Try again in ${seconds} s.`,
      { retryAfterSeconds: seconds, details: { policy, quota, windowSeconds } },
    );
  }

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.rateLimit === undefined && !options.isExempt(request))
      await count(request, reply);
  });
  return count;
}
