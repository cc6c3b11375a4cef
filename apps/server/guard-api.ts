// What every request of the API passes before its route: limits, keys of requests that are done once, the audit log.
import type { IncomingMessage } from 'node:http';
import { recordActions } from '@vitascope/audit';
import { type Actor, clientOf } from '@vitascope/identity';
import {
  type CountRequest,
  compressAnswers,
  type HttpApp,
  type HttpRequest,
  heedIdempotencyKeys,
  limitRates,
  type RateSubject,
} from '@vitascope/platform/http';
import type { Logger } from '@vitascope/platform/kernel';
import type { Config } from './config.ts';
import { type Parts, RATE_WINDOW_SECONDS } from './wiring.ts';

const API = '/api/v1/';
const UPLOADS = '/api/v1/uploads';
/** Events of one asset or of all, or an asset once it has got somewhere. Nothing else, or anybody could pass by the limit. */
const LASTING = /^\/api\/v1\/assets\/(?:events(?:\?|$)|[^/?]+(?:\/events(?:\?|$)|\?(?:.*&)?wait=))/;

/**
 * Whether a request of the API takes one of the places for work. Those that wait for something to happen, or that last as
 * long as their client's line is slow, would keep others out without doing anything.
 */
export function needsPlace({ url = '' }: IncomingMessage): boolean {
  if (!url.startsWith(API) || url.startsWith(UPLOADS)) return false;
  return !LASTING.test(url);
}

/** Players beat on their own, numbered, and within limits of their own. */
const isHeartbeat = (url: string): boolean =>
  /^\/api\/v1\/playback-sessions\/[^/?]+\/heartbeats(?:\?|$)/.test(url);

/** Call it before the routes are added. What it returns counts the requests of routes that do so themselves. */
export function guardApi(
  app: HttpApp,
  deps: { readonly config: Config; readonly parts: Parts; readonly logger: Logger },
): CountRequest {
  const { config, parts, logger } = deps;
  const { identity, audit } = parts;

  /** A wrong key is nobody's; the route says so. */
  const actorOf = (request: HttpRequest): Promise<Actor> =>
    identity.actorOf(request).catch((error: { kind?: string }) => {
      if (error.kind === 'unauthenticated' || error.kind === 'forbidden') return { kind: 'nobody' as const };
      throw error;
    });

  const countRequest = limitRates(app, {
    counters: parts.rateCounters,
    windowSeconds: RATE_WINDOW_SECONDS,
    quotas: { actor: config.http.actorRequestsPerMinute, address: config.http.addressRequestsPerMinute },
    isExempt: ({ url }) => !url.startsWith(API) || isHeartbeat(url),
    subjectOf: async (request): Promise<RateSubject> => {
      const actor = ownerOf(await actorOf(request));
      return actor === null
        ? { policy: 'address', key: clientOf(request.ip) }
        : { policy: 'actor', key: actor };
    },
  });
  heedIdempotencyKeys(app, {
    store: parts.idempotency,
    ownerOf: async (request) => (isHeartbeat(request.url) ? null : ownerOf(await actorOf(request))),
    logger,
  });
  compressAnswers(app);
  recordActions(app, {
    audit,
    logger,
    async staffOf(request) {
      const asked = identity.askedFor(request)?.actor;
      // Uploads ask for their permission themselves, when they answer.
      const isOwnAnswer = request.routeOptions.config.audit === 'always';
      const actor = asked ?? (isOwnAnswer ? await actorOf(request) : undefined);
      if (actor?.kind === 'owner-key') return { kind: 'owner-key', id: null };
      if (actor?.kind === 'api-key') return { kind: 'api-key', id: actor.keyId };
      return actor?.kind === 'staff' ? { kind: 'staff', id: actor.accountId } : null;
    },
  });
  return countRequest;
}

/** Whose limits and keys they are. */
function ownerOf(actor: Actor): string | null {
  if (actor.kind === 'nobody') return null;
  if (actor.kind === 'owner-key') return 'owner';
  return actor.kind === 'api-key' ? actor.keyId : actor.accountId;
}
