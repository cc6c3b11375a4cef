// Medians and percentiles of a handful of measurements.

/** The value below which `share` of the values lie, by linear interpolation; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Median and 95th percentile, for a table: `12.3 / 15.0`. */
export function spread(values: readonly number[], digits = 2): string {
  return `${median(values).toFixed(digits)} / ${percentile(values, 0.95).toFixed(digits)}`;
}
