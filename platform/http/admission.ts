/** Admission: so many requests at work, a few that wait a little, and a cheap refusal for the rest. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../kernel/index.ts';
import { httpError, problemFor } from './problem.ts';

export interface AdmissionLimits {
  /** Requests that are worked on at the same time. */
  readonly maxRunning: number;
  /** Requests that wait for a place. */
  readonly maxWaiting: number;
  /** Who has waited for longer is refused: its client has given up, or soon will. */
  readonly maxWaitMs: number;
}

export interface Admission {
  /** Runs `work` now, or when there is a place; or answers 503. The place is free again when the answer is over. */
  admit(request: IncomingMessage, response: ServerResponse, work: () => void): void;
  readonly running: number;
  readonly waiting: number;
  /** Refused so far. */
  readonly refused: number;
}

interface Waiting {
  readonly since: number;
  readonly response: ServerResponse;
  readonly work: () => void;
}

const RETRY_AFTER_SECONDS = 1;
/** Spread over this many seconds, so that those who were refused together do not come back together. */
const RETRY_SPREAD_SECONDS = 4;

/** Refusals are sent together: what they run through, and the client they wake, is paid once for many. */
const REFUSE_EVERY_MS = 20;

/** Made once: they are sent when there is no time for anything. */
const refusals = Array.from({ length: RETRY_SPREAD_SECONDS + 1 }, (_, more) => {
  const { status, headers, problem } = problemFor(
    httpError('overloaded', 'More is asked of this server than it can do. Try again shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS + more,
    }),
  );
  const body = JSON.stringify(problem);
  const fields = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).flat();
  return { status, fields, body };
});

export function createAdmission(limits: AdmissionLimits, clock: Clock): Admission {
  const { maxRunning, maxWaiting, maxWaitMs } = limits;
  // In the order in which they came; whoever hangs up is taken out at once.
  const queue = new Set<Waiting>();
  let leaving: ServerResponse[] = [];
  let running = 0;
  let refused = 0;

  function refuse(response: ServerResponse): void {
    refused += 1;
    if (leaving.length === 0) setTimeout(sendRefusals, REFUSE_EVERY_MS);
    leaving.push(response);
  }

  function sendRefusals(): void {
    for (const [number, response] of leaving.entries()) {
      if (response.destroyed) continue; // its client has hung up
      const { status, fields, body } = refusals[number % refusals.length] as (typeof refusals)[number];
      response.writeHead(status, fields);
      response.end(response.req.method === 'HEAD' ? undefined : body, 'latin1');
    }
    leaving = [];
  }

  function run(response: ServerResponse, work: () => void): void {
    running += 1;
    // `close` comes once, whether the answer was sent, cut off, or never begun.
    response.once('close', () => {
      running -= 1;
      takeNext();
    });
    work();
  }

  function takeNext(): void {
    while (running < maxRunning) {
      const first = queue.values().next();
      if (first.done) return;
      queue.delete(first.value);
      const { since, response, work } = first.value;
      if (clock.now() - since > maxWaitMs) refuse(response);
      else run(response, work);
    }
  }

  return {
    admit(_request, response, work) {
      if (running < maxRunning) return run(response, work);
      if (queue.size >= maxWaiting) return refuse(response);
      const place: Waiting = { since: clock.now(), response, work };
      queue.add(place);
      response.once('close', () => queue.delete(place));
    },
    get running() {
      return running;
    },
    get waiting() {
      return queue.size;
    },
    get refused() {
      return refused;
    },
  };
}
