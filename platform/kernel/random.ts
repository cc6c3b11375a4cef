/** Random bytes for what is made often: a system call for many of them. */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Cryptographically random bytes, at most 64 of them, as a view that holds them until the next call: read them at once.
 * No byte is given twice.
 */
export function takeRandom(size: number): Uint8Array {
  if (size > 64) throw new RangeError(`${size} bytes are more than the 64 that are given at once.`);
  if (used + size > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const taken = pool.subarray(used, used + size);
  used += size;
  return taken;
}
