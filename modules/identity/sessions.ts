// Sessions: signing in and out, renewing, and ending them elsewhere. The library makes and signs them.
import { type Clock, createSemaphore, type Semaphore } from '@vitascope/platform/kernel';
import { isAPIError } from 'better-auth/api';
import type { Actors, AskingRequest } from './actor.ts';
import type { Attempts } from './attempts.ts';
import { identityError } from './errors.ts';
import { CLIENT_ADDRESS_HEADER, cookieNames, type Library } from './library.ts';
import type { IdentityStore, Session } from './store.ts';

/** A request, and what of it counts for a session. */
export interface Visitor extends AskingRequest {
  /** The client's address, as far as proxies that we trust tell. */
  readonly ip: string;
  /** Whose attempts are counted together: see `clientOf`. */
  readonly client: string;
  /** `https` where the client's side of the connection is. */
  readonly protocol: string;
}

export interface OpenedSession {
  readonly accountId: string;
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[];
}

export interface Sessions {
  /** Ends the session that the visitor came with. @throws `sign-in-failed`, `too-many-attempts`, `too-busy` */
  signIn(
    visitor: Visitor,
    given: { readonly email: string; readonly password: string; readonly isBrief: boolean },
  ): Promise<OpenedSession>;
  /** A session for somebody who has proved an account to be theirs in another way. */
  open(
    visitor: Visitor,
    accountId: string,
    isBrief?: boolean,
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
  /** For storing. @throws `too-busy` */
  hashPassword(password: string): Promise<string>;
  /** Whether the text is what was hashed. @throws `too-busy` */
  matchesHash(text: string, hash: string): Promise<boolean>;
}

export interface SessionsDeps {
  /** One for https and one for plain connections: they differ in their cookies. */
  readonly libraries: { readonly secure: Library; readonly plain: Library };
  readonly isPublicSecure: boolean;
  readonly store: IdentityStore;
  readonly actors: Actors;
  readonly attempts: Attempts;
  readonly clock: Clock;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { libraries, store, actors, attempts, clock } = deps;
  // A password costs some 50 ms and 32 MiB; more at once than this would take both from everybody else.
  const passwordWork: Semaphore = createSemaphore({ limit: 2, queueLimit: 64 });
  const isSecure = ({ protocol }: Visitor): boolean => deps.isPublicSecure || protocol === 'https';
  const libraryFor = (visitor: Visitor): Library => libraries[isSecure(visitor) ? 'secure' : 'plain'];

  async function endCurrent(visitor: Visitor): Promise<void> {
    const actor = await actors.actorOf({
      ...visitor,
      headers: { ...visitor.headers, authorization: undefined },
    });
    if (actor.kind !== 'staff' && actor.kind !== 'viewer') return;
    await store.endSessions(actor.accountId, { only: actor.sessionId });
  }

  /** `provedAt`: when the holder proved who they are, where that was not just now. */
  async function open(
    visitor: Visitor,
    accountId: string,
    { isBrief = false, provedAt }: { readonly isBrief?: boolean; readonly provedAt?: number | null } = {},
  ): Promise<OpenedSession & { readonly sessionId: string }> {
    const { headers, response } = await libraryFor(visitor).api.openSession({
      headers: libraryHeaders(visitor),
      body: { accountId, isBrief },
      returnHeaders: true,
    });
    if (response === null) throw identityError('account-not-found', 'The account is gone.');
    if (provedAt !== undefined) await store.setAuthenticatedAt(response.sessionId, provedAt);
    await endCurrent(visitor);
    return { accountId, sessionId: response.sessionId, cookies: headers.getSetCookie() };
  }

  return {
    open: (visitor, accountId, isBrief) => open(visitor, accountId, { isBrief: isBrief === true }),
    async signIn(visitor, { email, password, isBrief }) {
      const pair = { kind: 'sign-in-pair', of: `${visitor.client} ${email}` } as const;
      await attempts.count([
        { kind: 'sign-in-client', of: visitor.client },
        pair,
        { kind: 'sign-in-address', of: email },
      ]);
      const { headers, response } = await passwordWork.run(() =>
        libraryFor(visitor)
          .api.signInEmail({
            headers: libraryHeaders(visitor),
            body: { email, password, rememberMe: !isBrief },
            returnHeaders: true,
          })
          .catch(refuseSignIn),
      );
      await attempts.forget(pair);
      await endCurrent(visitor);
      return { accountId: response.user.id, cookies: headers.getSetCookie() };
    },
    async renew(visitor) {
      const { accountId, sessionId } = await actors.requireSession(visitor);
      return open(visitor, accountId, {
        isBrief: (visitor.headers.cookie ?? '').includes('vitascope.brief='),
        provedAt: await store.authenticatedAt(sessionId),
      });
    },
    async touch(visitor) {
      const { accountId } = await actors.requireSession(visitor);
      const { headers } = await libraryFor(visitor).api.getSession({
        headers: libraryHeaders(visitor),
        returnHeaders: true,
      });
      return { accountId, cookies: headers.getSetCookie() };
    },
    async signOut(visitor, from) {
      if (from === 'everywhere') {
        const { accountId } = await actors.requireSession(visitor);
        await store.endSessions(accountId);
      } else await endCurrent(visitor);
      return expiredCookies(isSecure(visitor));
    },
    list: (accountId) => store.sessionsOf(accountId, clock.now()),
    async end(accountId, sessionId) {
      if ((await store.endSessions(accountId, { only: sessionId })) > 0) return;
      throw identityError('session-not-found', `The account has no session ${sessionId}.`);
    },
    async checkPassword(visitor, password) {
      const { accountId } = await actors.requireSession(visitor);
      const attempt = { kind: 'password-account', of: accountId } as const;
      await attempts.count([attempt]);
      await passwordWork.run(() =>
        libraryFor(visitor)
          .api.verifyPassword({ headers: libraryHeaders(visitor), body: { password } })
          .catch(refusePassword),
      );
      await attempts.forget(attempt);
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
function libraryHeaders({ headers, ip }: Visitor): Headers {
  const { cookie, 'user-agent': userAgent } = headers;
  return new Headers({
    [CLIENT_ADDRESS_HEADER]: ip,
    ...(cookie === undefined ? {} : { cookie }),
    ...(userAgent === undefined ? {} : { 'user-agent': userAgent.slice(0, 300) }),
  });
}

/** Whatever the library has against it is one answer: it must not tell whether there is such an account. */
function refuseSignIn(error: unknown): never {
  if (isAPIError(error) && ['UNAUTHORIZED', 'FORBIDDEN', 'BAD_REQUEST'].includes(String(error.status)))
    throw identityError(
      'sign-in-failed',
      'There is no account with this address and this password. Choose a new password if you have forgotten it.',
    );
  throw error;
}

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
