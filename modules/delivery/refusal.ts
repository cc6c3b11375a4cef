// How delivery says no: problems that players on any page can read, and a retry where retrying helps.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemFor, writeProblem } from '@vitascope/platform/http';
import { type ErrorKind, isVitascopeError, type Logger, newId } from '@vitascope/platform/kernel';
import type { DeliveryCounters } from './counters.ts';
import { openHeaders } from './entity.ts';
import { deliveryError } from './errors.ts';

const ALLOWED = 'GET, HEAD, OPTIONS';
const openHeaderFields: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: openHeaders.length / 2 }, (_, n) => [openHeaders[2 * n], openHeaders[2 * n + 1]]),
);

export type Refuse = (request: IncomingMessage, response: ServerResponse, error: unknown) => void;

export function createRefuse({
  counters,
  logger,
}: {
  readonly counters: DeliveryCounters;
  readonly logger: Logger;
}): Refuse {
  return (request, response, error) => {
    const requestId = newId('rq');
    const answer = problemFor(error, { requestId });
    if (answer.status === 500) logger.error({ err: error, requestId }, 'A media request failed');
    counters.refusal(answer.problem.code);
    // A body that nobody reads would be taken for the next request.
    const { headers } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody) response.shouldKeepAlive = false;
    const allow = answer.status === 405 ? { allow: ALLOWED } : {};
    writeProblem(response, { ...answer, headers: { ...answer.headers, ...openHeaderFields, ...allow } });
  };
}

/** Answers a CORS preflight (Fetch standard §3.2.2). It says nothing about the address, so it asks for no token. */
export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, [
    ...openHeaders,
    'access-control-allow-methods',
    ALLOWED,
    'access-control-allow-headers',
    '*',
    'access-control-max-age',
    '86400',
    'allow',
    ALLOWED,
  ]);
  response.end();
}

const passedOn: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'forbidden',
  'not-found',
  'conflict',
  'gone',
  'rate-limited',
  'unavailable',
  'out-of-space',
]);

/** What a player is told when a segment does not come: ours to know why, its to try again. */
export function segmentProblem(error: unknown, logger: Logger, resource: string): unknown {
  if (isVitascopeError(error) && passedOn.has(error.kind)) return error;
  logger.warn({ err: error, resource }, 'A segment did not come');
  return deliveryError('segment-unavailable', 'The segment could not be made now. Try again shortly.', {
    cause: error,
    retryAfterSeconds: 2,
  });
}
