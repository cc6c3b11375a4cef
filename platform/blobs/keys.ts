// What a key, a prefix and a range may be; everything else is refused before the store sees it.
import type { ByteRange } from './blob-store.ts';
import { blobError } from './errors.ts';

const MAX_KEY_LENGTH = 512;
const SEGMENT = '[a-z0-9][a-zA-Z0-9._-]*';
const KEY = new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`);
const PREFIX = new RegExp(`^(?:${SEGMENT}/)*(?:${SEGMENT})?$`);

/** @throws `blob-bad-key` */
export function assertKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key)) throw badKey('key', key);
}

/** @throws `blob-bad-key` */
export function assertPrefix(prefix: string): void {
  if (prefix.length > MAX_KEY_LENGTH || !PREFIX.test(prefix)) throw badKey('prefix', prefix);
}

/** A prefix that cannot mean the whole store. @throws `blob-bad-key` */
export function assertDeletablePrefix(prefix: string): void {
  if (prefix === '') throw blobError('blob-bad-key', 'The empty prefix would delete every object; name one.');
  assertPrefix(prefix);
}

/** The range itself, or the whole object. @throws `blob-bad-range` */
export function resolveRange(key: string, sizeBytes: number, range: ByteRange | undefined): ByteRange {
  if (range === undefined) return { start: 0, end: sizeBytes };
  const { start, end } = range;
  const whole = Number.isSafeInteger(start) && Number.isSafeInteger(end);
  if (!whole || start < 0 || end < start || end > sizeBytes) {
    throw blobError(
      'blob-bad-range',
      `Bytes [${start}, ${end}) do not lie within the ${sizeBytes} of ${key}.`,
      {
        details: { key, start, end, sizeBytes },
      },
    );
  }
  return range;
}

function badKey(what: 'key' | 'prefix', value: string): Error {
  const shown = JSON.stringify(value.slice(0, 100));
  return blobError(
    'blob-bad-key',
    `${shown} is not a valid object ${what}: use segments of letters, digits, '.', '_' and '-' that begin with ` +
      `a lower-case letter or digit, joined by '/', at most ${MAX_KEY_LENGTH} characters.`,
  );
}
