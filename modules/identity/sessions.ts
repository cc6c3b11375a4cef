// Sessions: signing in and out, renewing, and ending them elsewhere. The library makes and signs them.
import { type Clock, createSemaphore, type Semaphore } from '@vitascope/platform/kernel';
import { isAPIError } from 'better-auth/api';
import type { Actors } from './actor.ts';
import type { Attempts } from './attempts.ts';
import type { DeviceRecognition, DeviceWords } from './devices.ts';
import { identityError } from './errors.ts';
import { CLIENT_ADDRESS_HEADER, cookieNames, type Library } from './library.ts';
import type { Holder } from './permissions.ts';
import { isFresh, type Proof, type ProofKind } from './proof.ts';
import type { IdentitySecret } from './secret.ts';
import type { IdentityStore, Session } from './store.ts';
import type { Visitor } from './visitor.ts';

export type { Visitor } from './visitor.ts';

export interface OpenedSession {
  readonly accountId: string;
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[];
}

export interface Opening {
  /** Whether it ends with the browser. */
  readonly isBrief?: boolean;
  /** What was shown just now, `link` without it; or what was shown when a session was opened that this one follows. */
  readonly proof?: ProofKind | Proof | null;
  /** What the device calls itself. */
  readonly called?: DeviceWords | undefined;
}

export interface Sessions {
  /** The account with this address and password. @throws `sign-in-failed`, `too-many-attempts`, `too-busy` */
  checkCredentials(
    visitor: Visitor,
    given: { readonly email: string; readonly password: string },
  ): Promise<string>;
  /** A session for somebody who has proved an account to be theirs. Ends the one that the visitor came with. */
  open(
    visitor: Visitor,
    accountId: string,
    how?: Opening,
  ): Promise<OpenedSession & { readonly sessionId: string }>;
  /** Another session instead of the one that the visitor came with. @throws `sign-in-needed` */
  renew(visitor: Visitor): Promise<OpenedSession>;
  /** Lengthens the session where it is time. @throws `sign-in-needed` */
  touch(visitor: Visitor): Promise<OpenedSession>;
  /** Ends the visitor's session, or every session of the account. Values of `Set-Cookie` that take the cookies away. */
  signOut(visitor: Visitor, from: 'here' | 'everywhere'): Promise<readonly string[]>;
  list(accountId: string): Promise<readonly Session[]>;
  /** @throws `session-not-found` */
  end(accountId: string, sessionId: string): Promise<void>;
  /** Whether it is the password of the visitor's account. @throws `password-wrong`, `too-many-attempts`, `too-busy` */
  checkPassword(visitor: Visitor, password: string): Promise<void>;
  /**
   * That it is the holder who asks, and not whoever found the session open: by the password, or without one by having signed in
   * within ten minutes. What somebody else has approved cannot. @throws `password-needed` and what `checkPassword` throws
   */
  confirm(visitor: Visitor, password: string | undefined): Promise<void>;
  /** For storing. @throws `too-busy` */
  hashPassword(password: string): Promise<string>;
  /** Whether the text is what was hashed. @throws `too-busy` */
  matchesHash(text: string, hash: string): Promise<boolean>;
}

export interface SessionsDeps {
  /** One for https and one for plain connections: they differ in their cookies. */
  readonly libraries: { readonly secure: Library; readonly plain: Library };
  readonly secret: Pick<IdentitySecret, 'signAnew'>;
  readonly isPublicSecure: boolean;
  readonly store: IdentityStore;
  readonly actors: Actors;
  readonly devices: DeviceRecognition;
  readonly attempts: Attempts;
  readonly clock: Clock;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { libraries, store, actors, devices, attempts, clock } = deps;
  // A password costs some 50 ms and 32 MiB; more at once than this would take both from everybody else.
  const passwordWork: Semaphore = createSemaphore({ limit: 2, queueLimit: 64 });
  const isSecure = ({ protocol }: Visitor): boolean => deps.isPublicSecure || protocol === 'https';
  const libraryFor = (visitor: Visitor): Library => libraries[isSecure(visitor) ? 'secure' : 'plain'];

  /** Whose session the visitor comes with, whatever key there is beside it. */
  async function currentOf(visitor: Visitor): Promise<Holder | null> {
    const actor = await actors.actorOf({
      ...visitor,
      headers: { ...visitor.headers, authorization: undefined },
    });
    return actor.kind === 'staff' || actor.kind === 'viewer' ? actor : null;
  }

  async function end(holder: Holder | null): Promise<void> {
    if (holder !== null) await store.endSessions(holder.accountId, { only: holder.sessionId });
  }

  async function open(
    visitor: Visitor,
    accountId: string,
    how: Opening = {},
  ): Promise<OpenedSession & { readonly sessionId: string }> {
    const { isBrief = false, proof = 'link', called } = how;
    const shown = typeof proof === 'string' ? { by: proof, at: clock.now() } : proof;
    const as = { isSecure: isSecure(visitor), isBrief, called };
    const current = await currentOf(visitor);
    // Some clients keep the session's cookie only.
    const same = current?.accountId === accountId ? current.deviceId : null;
    const { deviceId, cookie } =
      same === null
        ? await devices.recognize(visitor, accountId, as)
        : { deviceId: same, cookie: devices.prolong(visitor, as) };
    const { headers, response } = await libraryFor(visitor).api.openSession({
      headers: libraryHeaders(visitor, deps.secret),
      body: {
        accountId,
        isBrief,
        deviceId,
        proof: shown?.by ?? null,
        provedAt: shown === null ? null : new Date(shown.at),
      },
      returnHeaders: true,
    });
    if (response === null) throw identityError('account-not-found', 'The account is gone.');
    await end(current);
    return { accountId, sessionId: response.sessionId, cookies: withDevice(headers, cookie) };
  }

  async function checkPassword(visitor: Visitor, password: string): Promise<void> {
    const { accountId } = await actors.requireSession(visitor);
    const attempt = { kind: 'password-account', of: accountId } as const;
    await attempts.count([attempt]);
    await passwordWork.run(() =>
      libraryFor(visitor)
        .api.verifyPassword({ headers: libraryHeaders(visitor, deps.secret), body: { password } })
        .catch(refusePassword),
    );
    await attempts.forget(attempt);
  }

  return {
    open,
    checkPassword,
    async confirm(visitor, password) {
      const proof = await store.proofOf((await actors.requireSession(visitor)).sessionId);
      // A password beside it would stand for the second factor as well.
      if (proof?.by === 'device-code')
        throw identityError('password-needed', 'Do it where you have signed in yourself.');
      if (password !== undefined) await checkPassword(visitor, password);
      else if (!isFresh(proof, clock.now()))
        throw identityError('password-needed', 'Say the password again, or sign in anew.');
    },
    async checkCredentials(visitor, { email, password }) {
      const pair = { kind: 'sign-in-pair', of: `${visitor.client} ${email}` } as const;
      await attempts.count([
        { kind: 'sign-in-client', of: visitor.client },
        pair,
        { kind: 'sign-in-address', of: email },
      ]);
      const found = await passwordWork.run(() =>
        libraryFor(visitor).api.checkCredentials({ body: { email, password } }),
      );
      if (found === null)
        throw identityError(
          'sign-in-failed',
          'There is no account with this address and this password. Choose a new password if you have forgotten it.',
        );
      await attempts.forget(pair);
      return found.accountId;
    },
    async renew(visitor) {
      const { accountId, sessionId } = await actors.requireSession(visitor);
      const proof = await store.proofOf(sessionId);
      return open(visitor, accountId, { isBrief: isBrief(visitor), proof });
    },
    async touch(visitor) {
      const { accountId, sessionId, deviceId } = await actors.requireSession(visitor);
      const as = { isSecure: isSecure(visitor), isBrief: isBrief(visitor) };
      const cookie =
        deviceId === null
          ? await devices.adopt(visitor, { accountId, sessionId }, as)
          : devices.prolong(visitor, as);
      const { headers } = await libraryFor(visitor).api.getSession({
        headers: libraryHeaders(visitor, deps.secret),
        returnHeaders: true,
      });
      return { accountId, cookies: withDevice(headers, cookie) };
    },
    async signOut(visitor, from) {
      if (from === 'everywhere') {
        const { accountId } = await actors.requireSession(visitor);
        await store.endSessions(accountId);
      } else await end(await currentOf(visitor));
      return expiredCookies(isSecure(visitor));
    },
    list: (accountId) => store.sessionsOf(accountId, clock.now()),
    async end(accountId, sessionId) {
      if ((await store.endSessions(accountId, { only: sessionId })) > 0) return;
      throw identityError('session-not-found', `The account has no session ${sessionId}.`);
    },
    hashPassword: (password) =>
      passwordWork.run(async () => (await libraries.plain.$context).password.hash(password)),
    matchesHash: (text, hash) =>
      passwordWork.run(async () =>
        (await libraries.plain.$context).password.verify({ password: text, hash }),
      ),
  };
}

/** All that the library gets to see of a request: nothing that a client could use to steer it. */
function libraryHeaders({ headers, ip }: Visitor, secret: Pick<IdentitySecret, 'signAnew'>): Headers {
  const { cookie, 'user-agent': userAgent } = headers;
  return new Headers({
    [CLIENT_ADDRESS_HEADER]: ip,
    ...(cookie === undefined ? {} : { cookie: secret.signAnew(cookie) }),
    ...(userAgent === undefined ? {} : { 'user-agent': userAgent.slice(0, 300) }),
  });
}

/** What the library sets, and after it what we do. */
const withDevice = (headers: Headers, cookie: string | null): string[] =>
  cookie === null ? headers.getSetCookie() : [...headers.getSetCookie(), cookie];

const isBrief = ({ headers }: Visitor): boolean => (headers.cookie ?? '').includes('vitascope.brief=');

function refusePassword(error: unknown): never {
  if (isAPIError(error) && error.body?.code === 'INVALID_PASSWORD')
    throw identityError('password-wrong', 'This is not the current password of the account.');
  if (isAPIError(error) && error.status === 'UNAUTHORIZED')
    throw identityError('sign-in-needed', 'The session is over. Sign in again.');
  throw error;
}

function expiredCookies(isSecure: boolean): string[] {
  const names = isSecure
    ? [cookieNames.secure, cookieNames.secureBrief]
    : [cookieNames.plain, cookieNames.plainBrief];
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=0${isSecure ? '; Secure' : ''}`;
  return names.map((name) => `${name}=; ${attributes}`);
}
