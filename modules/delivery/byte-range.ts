// Single byte ranges (rfc9110 §14.1.2).

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const single = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i;

/**
 * The range that a `Range` header asks for of `length` bytes; `unsatisfiable` when it lies outside (416); `null` when
 * the header is to be ignored: another unit, more than one range, or no valid range at all (§14.2 leaves us the choice).
 */
export function parseByteRange(header: string, length: number): ByteRange | 'unsatisfiable' | null {
  const match = single.exec(header);
  if (match === null) return null;
  if (match[3] !== undefined) {
    const suffix = Math.min(Number(match[3]), length);
    return suffix === 0 ? 'unsatisfiable' : { start: length - suffix, end: length };
  }
  const start = Number(match[1]);
  const last = match[2] === '' ? length - 1 : Number(match[2]);
  if (match[2] !== '' && last < start) return null;
  return start >= length ? 'unsatisfiable' : { start, end: Math.min(last + 1, length) };
}
