/** How fast bytes move and how long the rest will take, from what was really moved lately. */

/** The rate is taken over this long: short enough to follow a change, long enough to be calm. */
const windowMs = 6000;
/** Before this, a rate would be a guess. */
const settleMs = 1500;

export interface TransferMeter {
  add(doneBytes: number, nowMs: number): void;
  /** Bytes a second over the last seconds, or null while it is too early to say. */
  rate(): number | null;
  /** Seconds for the rest at that rate, or null when nobody can know. */
  secondsLeft(totalBytes: number): number | null;
}

/** Bytes that are there at the first `add` were sent earlier and do not count. */
export function createTransferMeter(): TransferMeter {
  let samples: { atMs: number; bytes: number }[] = [];
  const rate = (): number | null => {
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < settleMs) return null;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs));
  };
  return {
    add(doneBytes, nowMs) {
      const last = samples.at(-1);
      // Fewer bytes than before: the server took less than was sent, and the count begins anew.
      if (last !== undefined && doneBytes < last.bytes) samples = [];
      samples.push({ atMs: nowMs, bytes: doneBytes });
      samples = samples.filter(({ atMs }, index) => index === samples.length - 1 || nowMs - atMs <= windowMs);
    },
    rate,
    secondsLeft(totalBytes) {
      const now = rate();
      const last = samples.at(-1);
      if (now === null || now <= 0 || last === undefined) return null;
      return Math.max(0, totalBytes - last.bytes) / now;
    },
  };
}
