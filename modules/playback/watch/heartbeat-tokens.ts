// Heartbeat tokens: the right to say how one viewing goes, checked without asking anyone.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@vitascope/platform/kernel';
import { MAX_TOKEN_MS, type SigningKey, type SigningKeys } from '@vitascope/platform/signing-keys';
import type { Viewing } from './activity.ts';

/** Whose viewing of what. */
export interface HeartbeatGrant extends Viewing {
  readonly sessionId: string;
  readonly accountId: string;
  readonly profileId: string;
  readonly titleId: string;
  readonly assetId: string;
}

/** `unknown-key`: perhaps another process has just made the key; see `SigningKeys.learn`. */
export type HeartbeatVerdict = HeartbeatGrant | 'expired' | 'invalid' | 'unknown-key';

export interface HeartbeatTokens {
  /**
   * `<key id>.<grant>.<MAC, base64url>`. It lasts for 31 days from the start of the session, so that a device that was
   * offline for that long can still say what it has played.
   */
  issue(grant: HeartbeatGrant): string;
  /** Takes a token of the form that {@link HEARTBEAT_TOKEN} describes. */
  check(token: string): HeartbeatVerdict;
}

// As with playback tokens: 24 base64url characters without spare bits have one spelling; rfc2104 §5 allows truncation to
// no less than half the hash and 80 bits.
const MAC_BYTES = 18;
export const HEARTBEAT_TOKEN = /^[0-9a-z]{6}\.[A-Za-z0-9_~-]{1,400}\.[A-Za-z0-9_-]{24}$/;
const FIELD = /^[A-Za-z0-9_-]{1,64}$/;
/** Viewers of one process at the same time, at least; one more costs a MAC, not an error. */
const VERIFIED_LIMIT = 50_000;

interface Verified {
  readonly grant: HeartbeatGrant;
  readonly expiresAt: number;
}

export function createHeartbeatTokens({
  keys,
  clock,
}: {
  readonly keys: SigningKeys;
  readonly clock: Clock;
}): HeartbeatTokens {
  // What was not asked for while so many others were goes. To keep all in the order of their use costs twice as much.
  let verified = new Map<string, Verified>();
  let before: typeof verified = new Map();
  let generation = keys.generation;

  function verify(token: string): Verified | 'invalid' | 'unknown-key' {
    const [keyId = '', fields = '', mac = ''] = token.split('.');
    const key = keys.find(keyId);
    if (key === undefined) return 'unknown-key';
    const expected = Buffer.from(sign(key, fields), 'latin1');
    const given = Buffer.from(mac, 'latin1');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid';
    const grant = readGrant(fields);
    return { grant, expiresAt: Math.min(grant.startedAt + MAX_TOKEN_MS, key.retiresAt) };
  }

  function remember(token: string): Verified | 'invalid' | 'unknown-key' {
    // A part of a string keeps the whole string in memory, here everything that was read with a request.
    const own = Buffer.from(token, 'latin1').toString('latin1');
    const found = before.get(own) ?? verify(own);
    if (typeof found === 'string') return found;
    if (verified.size >= VERIFIED_LIMIT) [before, verified] = [verified, new Map()];
    verified.set(own, found);
    return found;
  }

  return {
    issue(grant) {
      const key = keys.signing();
      const fields = writeGrant(grant);
      return `${key.id}.${fields}.${sign(key, fields)}`;
    },
    check(token) {
      if (generation !== keys.generation) {
        generation = keys.generation;
        verified.clear();
        before.clear();
      }
      const found = verified.get(token) ?? remember(token);
      if (typeof found === 'string') return found;
      return clock.now() < found.expiresAt ? found.grant : 'expired';
    },
  };
}

/** No field may hold the mark between them, so two different grants never give the same text. */
function writeGrant(grant: HeartbeatGrant): string {
  const { sessionId, accountId, profileId, titleId, assetId, startedAt, creditsAtMs } = grant;
  for (const field of [sessionId, accountId, profileId, titleId, assetId])
    if (!FIELD.test(field)) throw new RangeError(`"${field}" cannot stand in a heartbeat token.`);
  const fields = [sessionId, accountId, profileId, titleId, assetId];
  return [...fields, startedAt.toString(36), creditsAtMs?.toString(36) ?? '-'].join('~');
}

function readGrant(text: string): HeartbeatGrant {
  const fields = text.split('~');
  const [
    sessionId = '',
    accountId = '',
    profileId = '',
    titleId = '',
    assetId = '',
    startedAt = '',
    credits,
  ] = fields;
  return {
    sessionId,
    accountId,
    profileId,
    titleId,
    assetId,
    startedAt: Number.parseInt(startedAt, 36),
    creditsAtMs: credits === undefined || credits === '-' ? null : Number.parseInt(credits, 36),
  };
}

// The key id stands in the text too: a grant that was signed by one key is not another's.
function sign(key: SigningKey, fields: string): string {
  return createHmac('sha256', key.secret)
    .update(`vitascope-heartbeat.${key.id}.${fields}`)
    .digest()
    .toString('base64url', 0, MAC_BYTES);
}
