/** Identifiers: a prefix that names the kind of thing, then a time-ordered random part. */
import { takeRandom } from './random.ts';

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const prefixPattern = /^[a-z][a-z0-9]{0,7}$/;

/**
 * A new identifier such as `as_01k9x…`: prefix, `_`, and 26 lower-case Crockford base32 characters that hold a
 * 48-bit time in milliseconds and 80 random bits (the layout of a ULID), so ids of one kind sort by time of creation.
 * `prefix` is 1 to 8 lower-case letters and digits.
 */
export function newId(prefix: string): string {
  if (!prefixPattern.test(prefix)) throw new TypeError(`Id prefix "${prefix}" must match ${prefixPattern}.`);
  let time = Date.now();
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = crockford.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  let bits = 0;
  let held = 0;
  for (const byte of takeRandom(10)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      tail += crockford.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return `${prefix}_${head}${tail}`;
}

/** Whether `value` has the form that {@link newId} gives for this prefix. Safe on hostile input. */
export function isId(prefix: string, value: string): boolean {
  return value.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(value.slice(prefix.length + 1));
}

/** When an identifier of the form that {@link newId} gives was made, in epoch milliseconds. */
export function timeOfId(id: string): number {
  let time = 0;
  for (const character of id.slice(id.indexOf('_') + 1).slice(0, 10))
    time = time * 32 + crockford.indexOf(character);
  return time;
}
