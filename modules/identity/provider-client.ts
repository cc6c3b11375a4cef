// One provider of OpenID Connect: its description and keys, sign-ins begun and ended, and its word that somebody left.
import type { Clock } from '@vitascope/platform/kernel';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, customFetch as keysFetch } from 'jose';
import * as oidc from 'openid-client';
import type { ProviderConfig } from './config.ts';
import { identityError } from './errors.ts';
import { type Claims, type Person, readPerson } from './provider-claims.ts';
import { createProviderFetch, isSafeProviderUrl } from './provider-fetch.ts';

/** What a sign-in that is under way has to remember. */
export interface FlowChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface LogoutOrder {
  readonly issuer: string;
  readonly subject: string | null;
  readonly providerSession: string | null;
  readonly tokenId: string;
}

export interface ProviderClient {
  /** Where the browser goes to sign in. @throws `provider-unavailable` */
  begin(checks: FlowChecks): Promise<URL>;
  /** Who came back with this query. @throws `provider-refused`, `provider-answer-invalid`, `provider-unavailable` */
  finish(query: string, checks: FlowChecks): Promise<Person>;
  /** @throws `logout-token-invalid`, `provider-unavailable` */
  readLogoutToken(token: string): Promise<LogoutOrder>;
}

/** Signatures by a key that only the provider has. A client's secret is no such key, and no signature is none. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const DESCRIPTION_MS = 3_600_000;
/** After a failure others are told at once, for so long. */
const PAUSE_MS = 3_000;
const CLOCK_TOLERANCE_SECONDS = 30;
/** An ID token comes straight from the provider, as a logout token does. */
const MAX_AGE_SECONDS = 300;
/** At most so often an unknown key has us look whether the provider has new ones. */
const NEW_KEYS_MS = 5_000;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

interface Description {
  readonly configuration: oidc.Configuration;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

export function createProviderClient(deps: {
  readonly settings: ProviderConfig;
  /** Where the browser comes back to. */
  readonly redirectUri: () => string;
  readonly clock: Clock;
  readonly timeoutMs?: number | undefined;
  readonly newKeysMs?: number | undefined;
}): ProviderClient {
  const { settings, redirectUri, clock, timeoutMs } = deps;
  const issuer = new URL(settings.issuer);
  const fetch = createProviderFetch(issuer, timeoutMs === undefined ? {} : { timeoutMs });
  let known: { readonly description: Promise<Description>; readonly until: number } | null = null;
  let failedUntil = 0;

  async function discover(): Promise<Description> {
    const secret = settings.clientSecret?.reveal();
    const authentication = { basic: oidc.ClientSecretBasic, post: oidc.ClientSecretPost };
    const configuration = await oidc.discovery(
      issuer,
      settings.clientId,
      secret === undefined ? {} : { client_secret: secret },
      secret === undefined ? oidc.None() : authentication[settings.clientAuthentication](secret),
      {
        [oidc.customFetch]: fetch,
        execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
      },
    );
    const { jwks_uri: keysUrl } = configuration.serverMetadata();
    if (keysUrl === undefined) throw new Error('The provider does not say where its keys are.');
    const keys = createRemoteJWKSet(new URL(keysUrl), {
      [keysFetch]: fetch,
      cooldownDuration: deps.newKeysMs ?? NEW_KEYS_MS,
    });
    return { configuration, keys };
  }

  async function describe(): Promise<Description> {
    const now = clock.now();
    if (known === null || known.until <= now) {
      if (failedUntil > now)
        throw identityError('provider-unavailable', `${settings.name} does not answer. Try again shortly.`);
      known = { description: discover(), until: now + DESCRIPTION_MS };
    }
    try {
      return await known.description;
    } catch (error) {
      known = null;
      failedUntil = clock.now() + PAUSE_MS;
      throw unavailable(settings.name, error);
    }
  }

  /** The signature and everything around it; what an ID token must say beyond that, the caller has checked. */
  async function verify(token: string, types: readonly string[]): Promise<Claims> {
    const { keys, configuration } = await describe();
    const { typ } = decodeProtectedHeader(token);
    if (
      typ !== undefined &&
      !types.includes(
        String(typ)
          .toLowerCase()
          .replace(/^application\//, ''),
      )
    )
      throw new Error(`The token is a "${String(typ).slice(0, 40)}".`);
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer: configuration.serverMetadata().issuer,
      audience: settings.clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: MAX_AGE_SECONDS,
    });
    // Another audience could use the token here in this person's name.
    if (Array.isArray(payload.aud) && payload.aud.length !== 1)
      throw new Error('The token has other audiences.');
    if (payload['azp'] !== undefined && payload['azp'] !== settings.clientId)
      throw new Error('The token was made for another party.');
    return payload;
  }

  async function readUserinfo(
    configuration: oidc.Configuration,
    accessToken: string,
    sub: string,
    idToken: Claims,
  ) {
    const { roleClaim } = settings;
    const isMissing = [roleClaim, 'email', 'name'].some(
      (name) => name !== undefined && idToken[name] === undefined,
    );
    if (!isMissing || configuration.serverMetadata().userinfo_endpoint === undefined) return {};
    return oidc.fetchUserInfo(configuration, accessToken, sub);
  }

  return {
    async begin({ state, nonce, codeVerifier }) {
      const { configuration } = await describe();
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri(),
        scope: [...new Set(['openid', ...settings.scopes])].join(' '),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
      if (!isSafeProviderUrl(url, issuer))
        throw identityError(
          'provider-unavailable',
          `${settings.name} wants its users to go to ${url.origin}.`,
        );
      return url;
    },
    async finish(query, { state, nonce, codeVerifier }) {
      const { configuration } = await describe();
      try {
        const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${redirectUri()}${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (tokens.id_token === undefined || claims === undefined) throw new Error('There is no ID token.');
        // OpenID Connect Core §3.1.3.7 lets a client trust the connection instead. We do not.
        const signed = await verify(tokens.id_token, ['jwt']);
        const { iss, sub } = signed;
        if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '' || sub.length > 255)
          throw new Error('The token does not say who it is about.');
        if (signed['nonce'] !== nonce) throw new Error('The token is for another sign-in.');
        const userinfo = await readUserinfo(configuration, tokens.access_token, sub, signed);
        return readPerson(settings, { ...signed, iss, sub }, userinfo);
      } catch (error) {
        throw refusal(settings.name, error);
      }
    },
    async readLogoutToken(token) {
      await describe();
      try {
        const claims = await verify(token, ['logout+jwt', 'jwt']);
        const { iss, sub, sid, jti, events } = claims;
        const isOrder = typeof events === 'object' && events !== null && Object.hasOwn(events, LOGOUT_EVENT);
        // Back-Channel Logout §2.6
        if (!isOrder || claims['nonce'] !== undefined) throw new Error('This is not a logout token.');
        if (typeof iss !== 'string' || typeof jti !== 'string' || jti === '')
          throw new Error('It has no id.');
        const order = {
          issuer: iss,
          tokenId: jti,
          subject: typeof sub === 'string' ? sub : null,
          providerSession: typeof sid === 'string' ? sid : null,
        };
        if (order.subject === null && order.providerSession === null) throw new Error('It names nobody.');
        return order;
      } catch (cause) {
        if (isVitascopeError(cause, 'provider-unavailable')) throw cause;
        throw identityError('logout-token-invalid', 'The logout token was refused.', { cause });
      }
    },
  };
}

function unavailable(name: string, error: unknown): Error {
  const ours = oursWithin(error);
  if (ours !== null) return ours;
  return identityError('provider-unavailable', `${name} does not answer as it should. Try again shortly.`, {
    cause: error,
  });
}

function refusal(name: string, error: unknown): Error {
  const ours = oursWithin(error);
  if (ours !== null) return ours;
  if (error instanceof oidc.AuthorizationResponseError)
    return identityError('provider-refused', `${name} did not sign you in. Begin again if you want to.`, {
      cause: error,
    });
  return identityError('provider-answer-invalid', `What ${name} answered was refused. Begin again.`, {
    cause: error,
  });
}

/** The libraries wrap what our own fetch throws. */
function oursWithin(error: unknown): Error | null {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth++)
    if (isVitascopeError(inner)) return inner;
  return null;
}
