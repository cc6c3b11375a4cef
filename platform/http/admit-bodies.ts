/** Which place a request takes, and when: whoever sends a body slowly must not keep those out who do not. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../kernel/index.ts';
import { type AdmissionLimits, createAdmission } from './admission.ts';
import type { HttpApp } from './app.ts';

/** A whole body of this size is no burden, on as many connections as there may be. */
const SMALL_BODY_BYTES = 16_384;

export interface Places {
  /** Runs `work`: now, or when there is a place for it; or answers 503. */
  admit(request: IncomingMessage, response: ServerResponse, work: () => void): void;
  /** Requests with small bodies take their place once these are whole. Call it before any route is added. */
  watch(app: HttpApp): void;
  readonly running: number;
  readonly waiting: number;
  readonly refused: number;
}

/**
 * Three ways: what has no body takes one of the places for work at once; a small body is read first; a large one, or one of
 * unknown length, has places of its own, as many again, since it is read into memory while it holds one.
 */
export function createPlaces(limits: AdmissionLimits, clock: Clock): Places {
  const work = createAdmission(limits, clock);
  const large = createAdmission(limits, clock);
  const reading = new WeakSet<IncomingMessage>();
  return {
    admit(request, response, run) {
      const bytes = bodyBytes(request);
      if (bytes === 0) work.admit(request, response, run);
      else if (bytes > SMALL_BODY_BYTES) large.admit(request, response, run);
      else {
        reading.add(request);
        run();
      }
    },
    watch(app) {
      app.addHook('preValidation', (request, reply, done) => {
        if (reading.delete(request.raw)) work.admit(request.raw, reply.raw, done);
        else done();
      });
    },
    get running() {
      return work.running + large.running;
    },
    get waiting() {
      return work.waiting + large.waiting;
    },
    get refused() {
      return work.refused + large.refused;
    },
  };
}

/** What it says of its length (RFC 9112 section 6.3); infinite where it says nothing. */
function bodyBytes({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(headers['content-length'] ?? 0);
}
