// better-auth as we use it: passwords and sessions on our tables. Nothing of it is reachable but through our routes.
import type { Database } from '@vitascope/platform/database';
import { newId } from '@vitascope/platform/kernel';
import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { proofKinds } from './proof.ts';

const DAY_SECONDS = 86_400;
/** A session ends when it has not been renewed for so long. */
const SESSION_SECONDS = 30 * DAY_SECONDS;

export const passwordLimits = { min: 10, max: 200 } as const;

/** Behind https a browser binds a cookie of this name to the very host (RFC 6265bis §4.1.3.2). */
export const cookieNames = {
  secure: '__Host-vitascope.session',
  secureBrief: '__Host-vitascope.brief',
  plain: 'vitascope.session',
  plainBrief: 'vitascope.brief',
} as const;

/** Where the library reads the client's address: a header that we write and no client can. */
export const CLIENT_ADDRESS_HEADER = 'x-vitascope-client';

const idPrefixes: Readonly<Record<string, string>> = {
  user: 'ac',
  session: 'se',
  account: 'cr',
  verification: 've',
};

/** The options, apart from the instance, so that a test can ask the library what tables it wants for them. */
export function libraryOptions(deps: {
  readonly database: Pick<Database, 'kysely'>;
  readonly secret: string;
  readonly isSecure: boolean;
}) {
  const { isSecure } = deps;
  const cookie = (name: string) => ({ name, attributes: { secure: isSecure } });
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;
  return {
    appName: 'Vitascope',
    // Nothing is made from it: the library sends no mail and redirects nowhere.
    baseURL: 'http://vitascope.invalid',
    basePath: '/api/v1/auth',
    // As a list, since the library lets an environment variable override a single one.
    secrets: [{ version: 1, value: deps.secret }],
    database: {
      db: deps.database.kysely,
      type: 'postgres' as const,
      schemaName: 'identity',
      transaction: true,
    },
    telemetry: { enabled: false },
    // It would log addresses.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      requireEmailVerification: true,
      minPasswordLength: passwordLimits.min,
      maxPasswordLength: passwordLimits.max,
    },
    user: { modelName: 'accounts', fields: { emailVerified: 'email_verified', ...times } },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'account_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
      additionalFields: {
        deviceId: { type: 'string' as const, required: false, input: false, fieldName: 'device_id' },
        proof: { type: 'string' as const, required: false, input: false },
        provedAt: { type: 'date' as const, required: false, input: false, fieldName: 'proved_at' },
      },
      expiresIn: SESSION_SECONDS,
      updateAge: DAY_SECONDS,
      // A session that was revoked is over at once, in every process.
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'credentials',
      fields: {
        userId: 'account_id',
        providerId: 'provider_id',
        accountId: 'provider_account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
    },
    verification: { modelName: 'verifications', fields: { expiresAt: 'expires_at', ...times } },
    advanced: {
      // Its own prefix is the weaker `__Secure-`; the names below carry ours.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isSecure },
      cookies: {
        session_token: cookie(isSecure ? cookieNames.secure : cookieNames.plain),
        // Says that the session is to end with the browser.
        dont_remember: cookie(isSecure ? cookieNames.secureBrief : cookieNames.plainBrief),
      },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: {
        generateId: ({ model }: { model: string }) => newId(idPrefixes[model] ?? 'id'),
        // A test compares the tables with what the library wants; at run time they are what the migrations made.
        validateSchema: false,
      },
    },
    plugins: [sessionPlugin],
  };
}

/** Two things that the library can do and has no call for. Callable from here only: its router is never mounted. */
const sessionPlugin = {
  id: 'vitascope-sessions',
  endpoints: {
    /**
     * Whose address and password they are; null for every mistake. The library's own call would open a session, which only
     * whoever has a second factor may be given. As there, the work is the same where there is no account.
     */
    checkCredentials: createAuthEndpoint(
      '/vitascope/check-credentials',
      { method: 'POST', body: z.object({ email: z.string(), password: z.string() }) },
      async (ctx) => {
        const { email, password } = ctx.body;
        const found = await ctx.context.internalAdapter.findUserByEmail(email, { includeAccounts: true });
        const hash = found?.accounts.find((account) => account.providerId === 'credential')?.password;
        // The same work: whoever is found costs a question more.
        if (found === null) await ctx.context.internalAdapter.findAccounts('nobody');
        if (found === null || hash === undefined || hash === null) {
          await ctx.context.password.hash(password);
          return ctx.json(null);
        }
        const isRight = await ctx.context.password.verify({ hash, password });
        return ctx.json(isRight && found.user.emailVerified ? { accountId: found.user.id } : null);
      },
    ),
    /** A new session for an account that has proved itself. */
    openSession: createAuthEndpoint(
      '/vitascope/open-session',
      {
        method: 'POST',
        body: z.object({
          accountId: z.string(),
          isBrief: z.boolean(),
          deviceId: z.string(),
          proof: z.enum(proofKinds).nullable(),
          provedAt: z.date().nullable(),
        }),
      },
      async (ctx) => {
        const { accountId, isBrief, ...of } = ctx.body;
        const user = await ctx.context.internalAdapter.findUserById(accountId);
        if (user === null) return ctx.json(null);
        const session = await ctx.context.internalAdapter.createSession(accountId, isBrief, of);
        await setSessionCookie(ctx, { session, user }, isBrief);
        return ctx.json({ sessionId: session.id });
      },
    ),
  },
};

export type Library = ReturnType<typeof createLibrary>;

/** One for https and one for plain connections, since they differ in their cookies; made anew when another secret signs. */
export function createLibraries(deps: {
  readonly database: Pick<Database, 'kysely'>;
  readonly secret: { readonly text: string };
}): { readonly secure: Library; readonly plain: Library } {
  const make = (secret: string) => ({
    by: secret,
    secure: createLibrary({ database: deps.database, secret, isSecure: true }),
    plain: createLibrary({ database: deps.database, secret, isSecure: false }),
  });
  let made = make(deps.secret.text);
  const current = () => {
    if (made.by !== deps.secret.text) made = make(deps.secret.text);
    return made;
  };
  return {
    get secure() {
      return current().secure;
    },
    get plain() {
      return current().plain;
    },
  };
}

function createLibrary(deps: Parameters<typeof libraryOptions>[0]) {
  return betterAuth(libraryOptions(deps));
}
