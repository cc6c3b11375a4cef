// Numbers that are the same again for the same seed.

export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** From `low` to `high`, both included. */
  whole(low: number, high: number): number;
  pick<T>(values: readonly T[]): T | undefined;
}

/** Marsaglia's xorshift32: plenty for choosing moments and victims. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return { next, whole, pick: (values) => values[whole(0, values.length - 1)] };
}
