// Packet indexes as sources have them, for tests.
import type { AudioIndex, VideoIndex } from '../index.ts';

/** The same sequence for the same seed, each number below the one asked for. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes' generator
    return Math.floor((state / 2 ** 32) * below);
  };
}

export interface VideoSpec {
  /** Presentation times in ticks, ascending. */
  readonly times: readonly number[];
  /** Which of them are key pictures, by number. */
  readonly keys: readonly number[];
  readonly timescale?: number;
  readonly lastDuration?: number;
  /** Pictures shown before the one that they need, 0 to 3, as x264's B pictures are. */
  readonly bPictures?: number;
  /** Of each key but the first, pictures that are decoded after it and shown before it. */
  readonly leading?: number;
}

/** A video track in decode order. */
export function videoIndex(spec: VideoSpec): VideoIndex {
  const { times, keys, timescale = 1_000, lastDuration = 40, bPictures = 0, leading = 0 } = spec;
  const order: number[] = [];
  keys.forEach((key, i) => {
    const from = i === 0 || leading === 0 ? key : key - leading;
    const to = (keys[i + 1] ?? times.length + leading) - leading;
    order.push(key);
    for (let n = from; n < key; n++) order.push(n);
    order.push(...reordered(key + 1, to, bPictures));
  });
  const isKey = new Set(keys);
  return {
    track: 0,
    timescale,
    pts: Float64Array.from(order, (n) => times[n] as number),
    keys: Uint8Array.from(order, (n) => (isKey.has(n) ? 1 : 0)),
    sizes: new Uint32Array(order.length).fill(1_000),
    lastDuration,
    timesAreExact: true,
  };
}

/** Numbers from `from` to before `to`, each group's last one first; of three B pictures the middle one leads. */
function reordered(from: number, to: number, bPictures: number): number[] {
  const order: number[] = [];
  for (let n = from; n < to; n += bPictures + 1) {
    const last = Math.min(n + bPictures, to - 1);
    order.push(last);
    const between = Array.from({ length: last - n }, (_, i) => n + i);
    const middle = between.length === 3 ? between.splice(1, 1) : [];
    order.push(...middle, ...between);
  }
  return order;
}

/** Evenly spaced times, the first one at `start`. */
export function evenTimes(count: number, step: number, start = 0): number[] {
  return Array.from({ length: count }, (_, i) => start + i * step);
}

/** Every `step`-th number below `count`. */
export function every(step: number, count: number): number[] {
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
}

export interface AudioSpec {
  readonly packets: number;
  readonly rate?: number;
  readonly timescale?: number;
  /** Position of the first packet's first sample. */
  readonly start?: number;
  readonly skipSamples?: number;
  readonly samples?: number;
  /** Before which packet how many samples are missing. */
  readonly gap?: { readonly before: number; readonly samples: number };
}

/** A sound track of packets of 1,024 samples, timestamps rounded as the timescale makes them. */
export function audioIndex(spec: AudioSpec): AudioIndex {
  const { packets, rate = 48_000, timescale = rate, start = 0, samples = 1_024, gap } = spec;
  const position = (i: number): number =>
    start + i * samples + (gap !== undefined && i >= gap.before ? gap.samples : 0);
  return {
    track: 1,
    timescale,
    rate,
    pts: Float64Array.from({ length: packets }, (_, i) => Math.round((position(i) * timescale) / rate)),
    samples: new Uint32Array(packets).fill(samples),
    sizes: new Uint32Array(packets).fill(300),
    skipSamples: spec.skipSamples ?? 0,
    firstPacket: null,
  };
}
