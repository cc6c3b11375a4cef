// Playback tokens: the right to fetch one asset until a moment in time, checked without asking anyone.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@vitascope/platform/kernel';
import { MAX_TOKEN_MS, type SigningKey, type SigningKeys } from '@vitascope/platform/signing-keys';
import { LRUCache } from 'lru-cache';

/** `unknown-key`: perhaps another process has just made the key; see {@link SigningKeys.learn}. */
export type TokenVerdict = 'valid' | 'expired' | 'invalid' | 'unknown-key';

/** A right. With `segments` only to those of every rendition, both included, beside manifests and init segments. */
export interface TokenGrant {
  readonly assetId: string;
  readonly expiresAt: number;
  readonly segments?: SegmentSpan;
}

interface SegmentSpan {
  readonly first: number;
  readonly last: number;
}

export interface PlaybackTokens {
  /**
   * `<key id>.<expiry, base 36 seconds>[.<first>-<last>].<MAC, base64url>`, segments in base 36. `expiresAt` in epoch milliseconds, rounded down to the second
   * so that no token outlives what was granted. Throws a `RangeError` past {@link MAX_TOKEN_MS} from now.
   */
  issue(grant: TokenGrant): string;
  /** Takes a token of the form that {@link TOKEN_PATTERN} describes. `segment`: which one is asked for; -1 for what is none. */
  check(token: string, assetId: string, segment?: number): TokenVerdict;
  readonly size: number;
}

// 18 bytes are 24 base64url characters without spare bits: there is one spelling only. rfc2104 §5 allows truncation
// to no less than half the hash and 80 bits.
const MAC_BYTES = 18;
export const TOKEN_PATTERN =
  '[0-9a-z]{6}\\.[1-9a-z][0-9a-z]{0,7}(?:\\.[0-9a-z]{1,6}-[0-9a-z]{1,6})?\\.[A-Za-z0-9_-]{24}';
/** Viewers of one process at the same time, roughly; one more costs a MAC, not an error. */
const VERIFIED_LIMIT = 20_000;

interface VerifiedToken {
  readonly assetId: string;
  readonly expiresAt: number;
  readonly segments: SegmentSpan | null;
}

export function createPlaybackTokens({
  keys,
  clock,
}: {
  readonly keys: SigningKeys;
  readonly clock: Clock;
}): PlaybackTokens {
  const verified = new LRUCache<string, VerifiedToken>({ max: VERIFIED_LIMIT });
  let generation = keys.generation;

  function verify(token: string, assetId: string): VerifiedToken | 'invalid' | 'unknown-key' {
    const parts = token.split('.');
    const [keyId = '', expiry = ''] = parts;
    const mac = parts.at(-1) ?? '';
    const span = parts.length === 4 ? (parts[2] ?? '') : null;
    const key = keys.find(keyId);
    if (key === undefined) return 'unknown-key';
    const expected = Buffer.from(sign(key, withSpan(expiry, span), assetId), 'latin1');
    const given = Buffer.from(mac, 'latin1');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
    return {
      assetId,
      expiresAt: Number.parseInt(expiry, 36) * 1000,
      segments: span === null ? null : spanOf(span),
    };
  }

  return {
    issue({ assetId, expiresAt, segments }) {
      if (!(expiresAt <= clock.now() + MAX_TOKEN_MS)) {
        throw new RangeError(
          `A playback token may last ${MAX_TOKEN_MS} ms; it should expire at ${expiresAt}.`,
        );
      }
      const key = keys.signing();
      const seconds = Math.max(1, Math.floor(Math.min(expiresAt, key.retiresAt) / 1000));
      const span =
        segments === undefined ? null : `${segments.first.toString(36)}-${segments.last.toString(36)}`;
      const expiry = withSpan(seconds.toString(36), span);
      return `${key.id}.${expiry}.${sign(key, expiry, assetId)}`;
    },
    check(token, assetId, segment = -1) {
      if (generation !== keys.generation) {
        generation = keys.generation;
        verified.clear();
      }
      let found = verified.get(token);
      if (found === undefined) {
        const result = verify(token, assetId);
        if (typeof result === 'string') return result;
        found = { ...result, assetId: ownCopy(assetId) };
        verified.set(ownCopy(token), found);
      }
      if (found.assetId !== assetId || !holds(found.segments, segment)) return 'invalid';
      return clock.now() < found.expiresAt ? 'valid' : 'expired';
    },
    get size() {
      return verified.size;
    },
  };
}

/** A part of a string keeps the whole string in memory, here everything that was read with a request. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

const withSpan = (expiry: string, span: string | null): string =>
  span === null ? expiry : `${expiry}.${span}`;

function spanOf(text: string): SegmentSpan {
  const [first = '', last = ''] = text.split('-');
  return { first: Number.parseInt(first, 36), last: Number.parseInt(last, 36) };
}

const holds = (span: SegmentSpan | null, segment: number): boolean =>
  span === null || segment < 0 || (span.first <= segment && segment <= span.last);

// No field may hold a dot, and with a span there is one more, so two different grants never give the same text.
function sign(key: SigningKey, expiry: string, assetId: string): string {
  return createHmac('sha256', key.secret)
    .update(`vitascope-playback.${key.id}.${expiry}.${assetId}`)
    .digest()
    .toString('base64url', 0, MAC_BYTES);
}
