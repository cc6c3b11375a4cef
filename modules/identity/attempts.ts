// How often somebody may try: counted in PostgreSQL, so that many processes count together and a restart forgets nothing.
import { isIPv6 } from 'node:net';
import type { Database } from '@vitascope/platform/database';
import { CompiledQuery } from 'kysely';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import { identityError } from './errors.ts';
import type { IdentitySecret } from './secret.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Attempts in a time, and for how long there are none afterwards. Whether an account exists makes no difference. */
const limits = {
  /** Passwords that one client tries on one address. */
  'sign-in-pair': { points: 5, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** Passwords that everybody together tries on one address; high, since it shuts the owner of it out, too. */
  'sign-in-address': { points: 50, duration: HOUR, blockDuration: HOUR },
  /** Passwords that one client tries on any address. */
  'sign-in-client': { points: 60, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** Mails that one address gets, whoever asks for them. */
  'mail-address': { points: 4, duration: HOUR, blockDuration: 0 },
  /** Mails that one client causes. */
  'mail-client': { points: 20, duration: HOUR, blockDuration: 0 },
  /** Tokens of links that one client tries. */
  'link-client': { points: 30, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** Sign-ins through providers that one client begins or ends. */
  'provider-client': { points: 120, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** PINs that are tried on one profile. */
  'pin-profile': { points: 5, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** Codes of a second factor that are tried on one account, by whoever knows its password. */
  'code-account': { points: 10, duration: HOUR, blockDuration: HOUR },
  /** Sign-ins with a passkey that one client begins and finishes. */
  'passkey-client': { points: 120, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** Codes that one client has televisions show. */
  'device-code-client': { points: 30, duration: 15 * MINUTE, blockDuration: 0 },
  /** Codes of televisions that one account, or one client, tries, right ones included. */
  'user-code-account': { points: 20, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  'user-code-client': { points: 60, duration: 15 * MINUTE, blockDuration: 15 * MINUTE },
  /** Current passwords that are tried from within a session. */
  'password-account': { points: 10, duration: HOUR, blockDuration: HOUR },
} as const;

export type AttemptKind = keyof typeof limits;

export interface Attempt {
  readonly kind: AttemptKind;
  /** Whose: an address, a client, or both. Only an HMAC of it is kept. */
  readonly of: string;
}

export interface Attempts {
  /** Counts each attempt before it is made. @throws `too-many-attempts` when there have been too many of one kind */
  count(attempts: readonly Attempt[]): Promise<void>;
  /** Forgets the attempts of that kind, because one has succeeded. */
  forget(attempt: Attempt): Promise<void>;
  /** Removes counters that are over at `now` (epoch ms). */
  removeExpired(now: number): Promise<void>;
}

/**
 * What counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that a provider gives to one customer
 * (RFC 6177 §2), whose other 64 the customer may choose anew for each attempt.
 */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const bare = address.split('%', 1)[0] ?? '';
  if (!isIPv6(bare)) return address;
  // The URL parser writes an address in one way only (RFC 5952).
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

export function createAttempts(deps: {
  readonly database: Database;
  readonly secret: IdentitySecret;
}): Attempts {
  const { database, secret } = deps;
  // What the library calls of a client of node-postgres, on the pool that all others use.
  const storeClient = {
    async query({ text, values }: { text: string; values: unknown[] }) {
      const { rows } = await database.kysely.executeQuery(CompiledQuery.raw(text, values));
      return { rows, rowCount: rows.length };
    },
  };
  const make = (kind: AttemptKind): RateLimiterPostgres =>
    new RateLimiterPostgres({
      ...limits[kind],
      storeClient,
      storeType: 'client',
      schemaName: 'identity',
      tableName: 'attempts',
      tableCreated: true,
      keyPrefix: kind,
      clearExpiredByTimeout: false,
    });
  const limiters = new Map((Object.keys(limits) as AttemptKind[]).map((kind) => [kind, make(kind)]));
  const limiter = (kind: AttemptKind) => limiters.get(kind) as RateLimiterPostgres;
  const keyOf = ({ kind, of }: Attempt): string =>
    secret.derive('attempt', `${kind}\0${of}`).toString('base64url');

  return {
    async count(attempts) {
      for (const attempt of attempts) {
        try {
          await limiter(attempt.kind).consume(keyOf(attempt));
        } catch (error) {
          if (error instanceof Error) throw error;
          const seconds = Math.max(1, Math.ceil((error as RateLimiterRes).msBeforeNext / 1000));
          throw identityError('too-many-attempts', `Too many attempts. Try again in ${seconds} s.`, {
            retryAfterSeconds: seconds,
          });
        }
      }
    },
    async forget(attempt) {
      await limiter(attempt.kind).delete(keyOf(attempt));
    },
    async removeExpired(now) {
      await database.kysely.executeQuery(
        CompiledQuery.raw('delete from identity.attempts where expire < $1', [now]),
      );
    },
  };
}
