// Cuts a video track into segments, at the source's own random access points where they are good enough.

import type { VideoIndex } from './source-index.ts';
import type { VideoTimeline } from './timeline.ts';

/** How long a segment aims to be. */
export const TARGET_SECONDS = 4;

/** A last segment shorter than this is joined to the one before it. */
const MIN_TAIL_SECONDS = 1;

export interface VideoCutOptions {
  /** Source timestamp (ticks) that becomes presentation time zero. */
  readonly originTicks: number;
  /** Cuts follow the source's closed random access points when none is farther from the next than this. */
  readonly maxKeyGapSeconds: number;
}

/**
 * Presentation times (ticks, ascending) of the packets at which decoding can begin with nothing shown before them:
 * a packet marked as key, none of whose followers up to the next key is shown earlier (a closed GOP).
 */
export function closedKeyTimes(index: VideoIndex): number[] {
  const times: number[] = [];
  const { pts, keys } = index;
  let key = -1;
  let isClosed = false;
  for (let i = 0; i < pts.length; i++) {
    const time = pts[i] as number;
    if (keys[i] === 1) {
      if (key >= 0 && isClosed) times.push(pts[key] as number);
      key = i;
      isClosed = true;
    } else if (key >= 0 && time < (pts[key] as number)) {
      isClosed = false;
    }
  }
  if (key >= 0 && isClosed) times.push(pts[key] as number);
  return times.sort((a, b) => a - b);
}

/** Computes where a video track is cut. The track must hold at least one packet. */
export function cutVideo(index: VideoIndex, options: VideoCutOptions): VideoTimeline {
  const { timescale } = index;
  const times = Float64Array.from(index.pts).sort();
  const first = times[0];
  const last = times[times.length - 1];
  if (first === undefined || last === undefined)
    throw new RangeError('a video track without packets has no timeline');
  const end = last + Math.max(1, index.lastDuration);
  const keys = index.timesAreExact ? closedKeyTimes(index) : [];
  const cutsAtKeys = keysAreEnough(keys, { first, end, maxGap: options.maxKeyGapSeconds * timescale });
  const inside = cutsAtKeys
    ? groupKeys(keys, end, timescale)
    : gridCuts(times, { origin: options.originTicks, end, timescale });
  const cuts = [options.originTicks, ...inside, end];
  return {
    track: index.track,
    timescale,
    originTicks: options.originTicks,
    cuts: cuts.map((ticks) => ticks - options.originTicks),
    frames: countFrames(times, cuts),
    cutsAtKeys,
    compositionShift: compositionShift(index.pts, times, timescale),
  };
}

/** Pictures that x264 moves ahead of one that is shown before them, with its pyramid of three B pictures. */
const ENCODER_REORDERING = 2;

/** Where pictures come faster than 60 a second some are dropped: two that stay may be this far apart. */
const DROPPED_GAP_SECONDS = 2 / 30;

/** The deepest a picture is shown before its decode time (the times in order), in the source or once encoded. */
function compositionShift(pts: Float64Array, times: Float64Array, timescale: number): number {
  let shift = 0;
  let isFast = false;
  for (let i = 0; i < pts.length; i++) {
    const here = times[i] as number;
    shift = Math.max(shift, here - (pts[i] as number), (times[i + ENCODER_REORDERING] ?? here) - here);
    isFast ||= ((times[i + 1] ?? Number.POSITIVE_INFINITY) - here) * 60.5 < timescale;
  }
  return isFast ? Math.max(shift, Math.ceil(DROPPED_GAP_SECONDS * timescale)) : shift;
}

function keysAreEnough(
  keys: readonly number[],
  span: { readonly first: number; readonly end: number; readonly maxGap: number },
): boolean {
  if (keys[0] !== span.first) return false;
  for (let i = 0; i < keys.length; i++) {
    const next = keys[i + 1] ?? span.end;
    if (next - (keys[i] as number) > span.maxGap) return false;
  }
  return true;
}

/** From one cut to the key nearest to four seconds later (the later one when two are as near), unless the end is nearer. */
function groupKeys(keys: readonly number[], end: number, timescale: number): number[] {
  const cuts: number[] = [];
  let previous = keys[0] as number;
  let i = 1;
  while (i < keys.length) {
    const target = previous + TARGET_SECONDS * timescale;
    while (
      i + 1 < keys.length &&
      Math.abs((keys[i + 1] as number) - target) <= Math.abs((keys[i] as number) - target)
    )
      i++;
    const cut = keys[i] as number;
    const endIsNearer = Math.abs(end - target) <= Math.abs(cut - target);
    if (endIsNearer || end - cut < MIN_TAIL_SECONDS * timescale) break;
    cuts.push(cut);
    previous = cut;
    i++;
  }
  return cuts;
}

/** The first frame at or after each multiple of four seconds. */
function gridCuts(
  times: Float64Array,
  span: { readonly origin: number; readonly end: number; readonly timescale: number },
): number[] {
  const cuts: number[] = [];
  const step = TARGET_SECONDS * span.timescale;
  let boundary = span.origin + step;
  for (const time of times) {
    if (time < boundary) continue;
    if (span.end - time < MIN_TAIL_SECONDS * span.timescale) break;
    cuts.push(time);
    boundary = span.origin + (Math.floor((time - span.origin) / step) + 1) * step;
  }
  return cuts;
}

function countFrames(times: Float64Array, cuts: readonly number[]): number[] {
  const counts = new Array<number>(cuts.length - 1).fill(0);
  let segment = 0;
  for (const time of times) {
    while (segment < counts.length - 1 && time >= (cuts[segment + 1] as number)) segment++;
    counts[segment] = (counts[segment] as number) + 1;
  }
  return counts;
}
