// Exact times: integers of ticks on a named timescale, never floating seconds.

/** A point in time or a duration: `ticks / timescale` seconds. Both are safe integers; timescale > 0. */
export interface Time {
  readonly ticks: number;
  readonly timescale: number;
}

/** A rational number, for example a frame rate of 30000/1001. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Seconds as a float, for display and for formats that ask for decimal seconds. */
export function toSeconds(time: Time): number {
  return time.ticks / time.timescale;
}

/** Milliseconds, rounded to the nearest. */
export function toMilliseconds(time: Time): number {
  return Math.round((time.ticks * 1000) / time.timescale);
}

/**
 * Moves ticks from one timescale to another, rounded to the nearest tick (halves away from zero).
 * Exact for every safe integer: falls back to BigInt where the product would not be.
 */
export function rescale(ticks: number, from: number, to: number): number {
  if (from === to) return ticks;
  const size = Math.abs(ticks);
  const dividend = size * to * 2 + from;
  const rounded = Number.isSafeInteger(dividend)
    ? Math.floor(dividend / (2 * from))
    : Number((BigInt(size) * BigInt(to) * 2n + BigInt(from)) / (2n * BigInt(from)));
  return ticks < 0 ? 0 - rounded : rounded; // never -0
}
