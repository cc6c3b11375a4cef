// Who asks: the owner key, a program's key, a member of the staff, a viewer, or nobody.
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@vitascope/platform/kernel';
import type { ApiKeys } from './api-keys.ts';
import type { AskingViewer } from './asking-viewer.ts';
import { readCookie } from './cookie.ts';
import { identityError } from './errors.ts';
import { cookieNames } from './library.ts';
import { type Actor, can, type Holder, type Permission } from './permissions.ts';
import { hasTwoFactors } from './proof.ts';
import type { IdentitySecret } from './secret.ts';
import type { IdentityStore } from './store.ts';

/** The least of a request that tells who sent it. Fastify's fits, and so does Node's own. */
export interface AskingRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A permission that a request was asked for, and who asked; it may have been refused. */
export interface Asked {
  readonly actor: Actor;
  readonly permission: Permission;
}

type FoundSession = Pick<AskingViewer, 'accountId' | 'sessionId' | 'role' | 'proof'> & {
  readonly device: { readonly id: string; readonly seenAt: number } | null;
};

export interface Actors {
  /** What `requirePermission` was last called for with this very request; null where it was not. */
  askedFor(request: AskingRequest): Asked | null;
  /** @throws `key-wrong`, `api-key-wrong` for a wrong key, `origin-refused` for a session that another site makes use of */
  actorOf(request: AskingRequest): Promise<Actor>;
  /** The actor, if it may do that. @throws `sign-in-needed`, `device-revoked`, `permission-missing`, `second-factor-needed` and what `actorOf` throws */
  requirePermission(request: AskingRequest, permission: Permission): Promise<Actor>;
  /** The session and account of a viewer or a member of the staff. @throws `sign-in-needed`, `device-revoked` and what `actorOf` throws */
  requireSession(request: AskingRequest): Promise<Holder>;
  /**
   * The token of the session that the request shows, for `askingViewer`; null where there is none that we signed, or a key
   * beside it. @throws `origin-refused` for a session that another site makes use of
   */
  sessionTokenOf(request: AskingRequest): Promise<string | null>;
  /** Hands over what `askingViewer` found with the token of `sessionTokenOf`: `actorOf` asks for this request no more. */
  recognize(request: AskingRequest, session: FoundSession): Promise<Actor>;
  /** @throws `origin-refused` where a browser says that the request comes from another site */
  checkOrigin(request: AskingRequest): void;
}

export function createActors(deps: {
  readonly store: Pick<IdentityStore, 'sessionByToken'>;
  readonly secret: Pick<IdentitySecret, 'isSignedAnywhere'>;
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
  /** Whether a role counts only where two factors were shown. */
  readonly staffSecondFactor: boolean;
  /** Called for each request of a session that has a device. */
  readonly noticeDevice: (device: { readonly id: string; readonly seenAt: number }) => Promise<void>;
  readonly apiKeys: Pick<ApiKeys, 'actorOf'>;
  /** @throws `key-missing`, `key-wrong` */
  readonly checkOwnerKey: (headers: { readonly authorization?: string | undefined }) => void;
}): Actors {
  const publicUrl = deps.publicUrl === undefined ? null : new URL(deps.publicUrl);
  // Under https a cookie without the prefix may have been planted by another host of the same domain.
  const names =
    publicUrl?.protocol === 'https:' ? [cookieNames.secure] : [cookieNames.secure, cookieNames.plain];

  function checkOrigin({ method, headers }: AskingRequest): void {
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
    const site = headers['sec-fetch-site'];
    const origin = headers.origin;
    const isOurs =
      site === undefined
        ? origin === undefined || isOwnOrigin(origin, [publicUrl?.host, headers.host])
        : site === 'same-origin' || site === 'none';
    if (!isOurs)
      throw identityError(
        'origin-refused',
        `A page of ${origin ?? 'another site'} may not do this in the name of who is signed in here. Use an API key.`,
      );
  }

  // Several ask for the same request: limits, permissions, handlers, the audit log. What it shows does not change meanwhile.
  const found = new WeakMap<AskingRequest, Promise<Actor>>();
  const asked = new WeakMap<AskingRequest, Asked>();

  function actorOf(request: AskingRequest): Promise<Actor> {
    let actor = found.get(request);
    if (actor === undefined) {
      actor = findActor(request);
      found.set(request, actor);
    }
    return actor;
  }

  async function findActor(request: AskingRequest): Promise<Actor> {
    const { headers } = request;
    if (headers.authorization !== undefined && headers.authorization !== '') {
      const key = /^Bearer +(\S{1,300})$/i.exec(headers.authorization)?.[1];
      const program = key === undefined ? null : await deps.apiKeys.actorOf(key);
      if (program !== null) return program;
      deps.checkOwnerKey(headers);
      return { kind: 'owner-key' };
    }
    const token = await readSessionToken(headers.cookie, names, deps.secret);
    const session = token === null ? null : await deps.store.sessionByToken(token, deps.clock.now());
    if (session === null) return { kind: 'nobody' };
    if (session === 'device-revoked') return { kind: 'nobody', reason: 'device-revoked' };
    checkOrigin(request);
    return actorIn(session);
  }

  async function actorIn(session: FoundSession): Promise<Actor> {
    const { accountId, sessionId, device, role, proof } = session;
    if (device !== null) await deps.noticeDevice(device);
    const holder = { accountId, sessionId, deviceId: device?.id ?? null };
    if (role === null) return { kind: 'viewer', ...holder };
    if (proof === 'device-code') return { kind: 'viewer', ...holder, withheld: 'device-code' };
    if (deps.staffSecondFactor && !hasTwoFactors(proof))
      return { kind: 'viewer', ...holder, withheld: 'second-factor' };
    return { kind: 'staff', ...holder, role };
  }

  return {
    actorOf,
    checkOrigin,
    askedFor: (request) => asked.get(request) ?? null,
    recognize(request, session) {
      const actor = found.get(request) ?? actorIn(session);
      found.set(request, actor);
      return actor;
    },
    async sessionTokenOf(request) {
      const { authorization, cookie } = request.headers;
      if (authorization !== undefined && authorization !== '') return null;
      const token = await readSessionToken(cookie, names, deps.secret);
      if (token !== null) checkOrigin(request);
      return token;
    },
    async requirePermission(request, permission) {
      const actor = await actorOf(request);
      asked.set(request, { actor, permission });
      if (can(actor, permission)) return actor;
      if (actor.kind === 'nobody')
        throw unauthenticated(
          actor,
          'Sign in, or send the owner key as "Authorization: Bearer vk_…". It is in the file owner.key of the data folder.',
        );
      if (actor.kind === 'viewer' && actor.withheld === 'second-factor')
        throw identityError(
          'second-factor-needed',
          'Your role counts only in a session that was opened with a second factor. Set up an authenticator app or a passkey, or sign in with the one that you have.',
        );
      throw identityError(
        'permission-missing',
        `This needs the permission "${permission}". Ask an owner for a role that has it.`,
      );
    },
    async requireSession(request) {
      const actor = await actorOf(request);
      if (actor.kind === 'staff' || actor.kind === 'viewer') return actor;
      throw unauthenticated(
        actor,
        'Sign in with POST /api/v1/auth/sign-in and send the cookie that it sets.',
      );
    },
  };
}

function unauthenticated(actor: Actor, remedy: string): Error {
  return actor.kind === 'nobody' && actor.reason === 'device-revoked'
    ? identityError('device-revoked', 'The account has signed this device out for good. Sign in again.')
    : identityError('sign-in-needed', remedy);
}

function isOwnOrigin(origin: string, hosts: readonly (string | undefined)[]): boolean {
  const host = URL.parse(origin)?.host;
  return host !== undefined && host !== '' && hosts.includes(host);
}

/**
 * The token in the first of the cookies that is signed by us, else null. The library writes `token.signature`, the signature
 * an HMAC-SHA256 in base64, all of it percent-encoded.
 */
async function readSessionToken(
  header: string | undefined,
  names: readonly string[],
  secret: Pick<IdentitySecret, 'isSignedAnywhere'>,
): Promise<string | null> {
  for (const name of names) {
    const match = /^([A-Za-z0-9]{16,128})\.([A-Za-z0-9+/]{43}=)$/.exec(readCookie(header, name) ?? '');
    if (match === null) continue;
    const [, token = '', signature = ''] = match;
    if (await secret.isSignedAnywhere(token, signature)) return token;
  }
  return null;
}
