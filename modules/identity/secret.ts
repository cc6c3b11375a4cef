// The secret that sessions and links are signed with: made at first use, shared by all processes, replaced on demand.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@vitascope/platform/kernel';
import { cookieNames } from './library.ts';
import { SECRET_NAME, type SecretStore } from './secret-store.ts';
import type { IdentityStore } from './store.ts';

export interface IdentitySecret {
  /** What signs at present, for the library that signs session cookies. Never log it. */
  readonly text: string;
  /** HMAC-SHA256 of the text for one use; another use gives another value. */
  derive(use: 'set-up' | 'attempt', text: string): Buffer;
  /** Whether one of the secrets that verify has signed the token. */
  isSigned(token: string, signature: string): boolean;
  /** As `isSigned`; for what is not, looks whether another process has made a new secret, at most every few seconds. */
  isSignedAnywhere(token: string, signature: string): Promise<boolean>;
  /** A header `Cookie` in which what a retired secret has signed is signed by the present one. */
  signAnew(cookie: string): string;
  /**
   * Makes another secret, which signs from now on. The old one verifies for as long as a session lasts, or, when sessions are
   * to end, nothing any more, and there are none.
   */
  rotate(options: { readonly endSessions: boolean }): Promise<void>;
  /** Reads the secrets again; also done in the background. */
  refresh(): Promise<void>;
}

/** A session that is shown again within this time is signed anew by then. */
const VERIFIES_FOR_MS = 31 * 86_400_000;
const LEARN_EVERY_MS = 5_000;
/** `value.signature`, percent-encoded: see `readSessionToken`. */
const SIGNED = /^([A-Za-z0-9]{1,128})\.([A-Za-z0-9+/]{43}=)$/;

const sign = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64');

/** Two processes that start at once end up with the same secret. */
export async function createIdentitySecret({
  store,
  clock,
}: {
  readonly store: SecretStore & Pick<IdentityStore, 'secret'>;
  readonly clock: Clock;
}): Promise<IdentitySecret> {
  let current: Buffer = await store.secret(SECRET_NAME, randomBytes(32));
  let retired: readonly string[] = [];
  let learnedAt = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<void> {
    const found = await store.read(clock.now());
    current = found.current;
    retired = found.retired.map((secret) => secret.toString('base64url'));
  }

  const text = (): string => current.toString('base64url');

  function isSigned(token: string, signature: string): boolean {
    const given = Buffer.from(signature);
    return [text(), ...retired].some((secret) => {
      // As text: base64 has several spellings of the same bytes.
      const expected = Buffer.from(sign(secret, token));
      return expected.length === given.length && timingSafeEqual(expected, given);
    });
  }

  await refresh();
  return {
    get text() {
      return text();
    },
    derive: (use, of) => createHmac('sha256', current).update(`${use}\0${of}`).digest(),
    isSigned,
    async isSignedAnywhere(token, signature) {
      if (isSigned(token, signature)) return true;
      if (Math.abs(clock.now() - learnedAt) < LEARN_EVERY_MS) return false;
      learnedAt = clock.now();
      await refresh();
      return isSigned(token, signature);
    },
    signAnew(cookie) {
      if (retired.length === 0) return cookie;
      const names = new Set<string>(Object.values(cookieNames));
      const parts = cookie.split(';').map((part) => {
        const name = part.trim().split('=', 1)[0] ?? '';
        const value = part.slice(part.indexOf('=') + 1).trim();
        const [, token, signature] = SIGNED.exec(decode(value)) ?? [];
        if (!names.has(name) || token === undefined || signature === undefined) return part;
        if (!isSigned(token, signature)) return part;
        return `${name}=${encodeURIComponent(`${token}.${sign(text(), token)}`)}`;
      });
      return parts.join('; ');
    },
    async rotate({ endSessions }) {
      const verifiesUntil = endSessions ? null : clock.now() + VERIFIES_FOR_MS;
      await store.replace(randomBytes(32), verifiesUntil);
      await refresh();
    },
    refresh,
  };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
