// Time-based one-time passwords: RFC 6238 over RFC 4226, as authenticator apps make them (SHA-1, six digits, 30 seconds).
import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
/** Clocks of telephones are off by a little, and typing takes its time (RFC 6238 §5.2). */
const DRIFT_STEPS = 1;
const totpDigits = 6;
/** As long as the hash (RFC 4226 §4, R6). */
export const TOTP_SECRET_BYTES = 20;

export const totpStepAt = (now: number): number => Math.floor(now / STEP_MS);

/** The code of one step. RFC 4226 §5.3. */
export function totpCode(secret: Buffer, step: number, digits = totpDigits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step whose code this is, among those that may count now; null when it is none of them. */
export function totpStepOf(secret: Buffer, code: string, now: number): number | null {
  const given = Buffer.from(code);
  const current = totpStepAt(now);
  let found: number | null = null;
  // All of them are looked at, so that the time it takes tells nothing.
  for (let step = current - DRIFT_STEPS; step <= current + DRIFT_STEPS; step++) {
    const expected = Buffer.from(totpCode(secret, step));
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = step;
  }
  return found;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6, without padding: the form in which authenticator apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32.charAt((held >> (bits - 5)) & 31);
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31);
}

/** What the picture for authenticator apps says. The rest is what they take for granted, and some know nothing else. */
export function otpauthUri(secret: Buffer, { issuer, account }: { issuer: string; account: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
