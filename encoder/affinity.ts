// Which idle process gets a job: the one that has most of what the job needs open already.
import { segmentRange } from './messages.ts';
import type { EncoderRequest } from './protocol.ts';

/** What a process has at hand after its last job. */
export interface Warmth {
  readonly source: string;
  /** What was made and where it ended, when the last job was video; null otherwise. */
  readonly continuation: string | null;
}

/** What a process is left with after this request. */
export function warmthAfter(request: EncoderRequest): Warmth | null {
  if (!('source' in request)) return null;
  const continuation =
    request.op === 'make-video' ? continuationAt(request, segmentRange(request).end) : null;
  return { source: request.source.id, continuation };
}

/**
 * The best of the idle processes: first the one that stopped where this video request begins, then one that has the
 * source open, then a fresh one, so that the others keep what they have. `candidates` stand in the order of their last
 * use, longest ago first.
 */
export function choose<T extends { readonly warmth: Warmth | null }>(
  candidates: readonly T[],
  request: EncoderRequest,
): T | undefined {
  const scores = candidates.map(({ warmth }) => score(warmth, request));
  return candidates[scores.indexOf(Math.max(...scores))];
}

function score(warmth: Warmth | null, request: EncoderRequest): number {
  if (!('source' in request)) return warmth === null ? 1 : 0;
  if (warmth === null) return 1;
  if (warmth.source !== request.source.id) return 0;
  if (request.op !== 'make-video' || warmth.continuation === null) return 2;
  return warmth.continuation === continuationAt(request, request.firstSegment) ? 3 : 2;
}

function continuationAt(request: EncoderRequest & { op: 'make-video' }, segment: number): string {
  const renditions = request.renditions.map(({ id }) => id).sort();
  return JSON.stringify([request.timeline.track, segment, renditions]);
}
