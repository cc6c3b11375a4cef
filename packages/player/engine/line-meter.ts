/** How much the line carries, of the bytes that arrive by it, however many requests share it. */

/** Seconds of fetching after which half of what was seen before is forgotten. */
const halfLives = [3, 9] as const;
/** Less says more about the way there and back than about the line: bytes of a request. */
const LEAST_BYTES = 16_000;
/** A whole file within this time came from the browser's own store: milliseconds. */
const STORED_MS = 5;

export interface LineMeter {
  /** To be told of each piece of a request; of the first with the time since it was sent. */
  request(startedAt?: number): (bytes: number, now?: number) => void;
  /** Bits a second; null before anything was measured. */
  bits(): number | null;
}

/**
 * Time in which two requests are under way counts once: each of them gets only a part of the line, and a mean of those
 * parts would be that of a line half as wide. The slower of a quick and a slow mean is believed, as by hls.js and Shaka.
 */
export function createLineMeter(): LineMeter {
  const means = halfLives.map((seconds) => ({ seconds, bits: 0, time: 0 }));
  let coveredUntil = Number.NEGATIVE_INFINITY;
  const add = (bytes: number, from: number, until: number): void => {
    const time = Math.max(0, until - Math.max(from, coveredUntil)) / 1000;
    coveredUntil = Math.max(coveredUntil, until);
    for (const mean of means) {
      const kept = 0.5 ** (time / mean.seconds);
      mean.bits = mean.bits * kept + bytes * 8;
      mean.time = mean.time * kept + time;
    }
  };
  return {
    request(startedAt = performance.now()) {
      let waiting = 0;
      let total = 0;
      let from = startedAt;
      return (bytes, now = performance.now()) => {
        waiting += bytes;
        total += bytes;
        if (total < LEAST_BYTES || now - startedAt < STORED_MS) return;
        add(waiting, from, now);
        waiting = 0;
        from = now;
      };
    },
    bits: () => {
      const seen = means.filter(({ time }) => time > 0).map(({ bits, time }) => bits / time);
      return seen.length === 0 ? null : Math.min(...seen);
    },
  };
}
