// Whether another job can be served in time: service times learned from what was done, waits foreseen from them.
import { tilesOnSheet } from '@vitascope/media/storyboard';
import type { EncoderRequest } from './protocol.ts';

/**
 * What a request costs, in units of about one 4 s segment at 720p: decoding half a unit, encoding half a unit for each
 * 720p worth of pixels. Measured at 360p, 720p and 1080p that is right within a tenth.
 */
export function workUnits(request: EncoderRequest): number {
  if (request.op === 'make-video') {
    const segments = segmentEquivalents(request.cuts, request.timeline.timescale);
    const encoded = request.renditions.flatMap(({ recipe }) =>
      recipe.kind === 'video-h264' ? [recipe] : [],
    );
    const pixels = encoded.reduce((sum, { width, height }) => sum + width * height, 0);
    const encoding = encoded.length === 0 ? 0 : 0.5 + (0.5 * pixels) / (1280 * 720);
    return segments * (encoding + 0.02 * (request.renditions.length - encoded.length));
  }
  if (request.op === 'make-audio') {
    return segmentEquivalents(request.cuts, request.timeline.timescale) * 0.1 * request.renditions.length;
  }
  if (request.op === 'draw-sheet') {
    // A seek and a key picture for each tile; of a source with few keys, all that lies between is decoded.
    const { first, end } = tilesOnSheet(request.plan, request.sheet);
    return (end - first) * (0.1 + (request.plan.intervalMs / 4000) * 0.5);
  }
  return 1;
}

/** How many 4 s segments the range is as long as; every segment counts at least as a quarter of one. */
function segmentEquivalents(cuts: readonly number[], timescale: number): number {
  const segments = Math.max(1, cuts.length - 1);
  const seconds = ((cuts.at(-1) ?? 0) - (cuts[0] ?? 0)) / timescale;
  return Math.max(segments / 4, Number.isFinite(seconds) ? seconds / 4 : segments);
}

/**
 * How long a request may run before its process is killed, in milliseconds. Thirty times what it should take, because
 * a slow machine is not a hang; fill runs on whatever processor time is left over.
 */
export function defaultDeadlineMs(request: EncoderRequest, isFill: boolean): number {
  if (request.op === 'examine' || request.op === 'read-texts') {
    // Containers without an index are scanned: allow for a disk that reads 10 MB a second.
    return 60_000 + request.source.location.sizeBytes / 10_000;
  }
  return (30_000 + 30_000 * workUnits(request)) * (isFill ? 4 : 1);
}

export interface ServiceTimes {
  /** Foreseen duration in milliseconds. */
  estimate(request: EncoderRequest): number;
  learn(request: EncoderRequest, tookMs: number): void;
}

/** Keeps an exponentially weighted mean of the milliseconds that a unit of each operation's work takes. */
export function createServiceTimes(): ServiceTimes {
  const msPerUnit = new Map<EncoderRequest['op'], number>();
  const known = (op: EncoderRequest['op']): number => msPerUnit.get(op) ?? 1000;
  return {
    estimate: (request) => known(request.op) * workUnits(request),
    learn(request, tookMs) {
      const measured = tookMs / Math.max(workUnits(request), 0.01);
      // A fifth: five jobs to believe in a change, and one odd source does not close the door.
      msPerUnit.set(request.op, known(request.op) * 0.8 + measured * 0.2);
    },
  };
}

/** What is left of a job in milliseconds. One that has overrun its estimate is believed to overrun by as much again. */
export function remainingMs(estimateMs: number, elapsedMs: number): number {
  return Math.abs(estimateMs - elapsedMs);
}

/**
 * How long a new job would wait, in milliseconds: `busy` holds for each process what is left of its work (zero when it
 * is free), `queued` the estimates of the jobs that come first, in order.
 */
export function expectedWaitMs(busy: readonly number[], queued: readonly number[]): number {
  const freeAt = [...busy];
  for (const estimate of queued) {
    const next = freeAt.indexOf(Math.min(...freeAt));
    freeAt[next] = (freeAt[next] ?? 0) + estimate;
  }
  return Math.min(...freeAt);
}
