// Sign-in through providers over HTTP.
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { isVitascopeError, type VitascopeError } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { identityError } from './errors.ts';
import type { Identity } from './identity.ts';
import { passwordLimits } from './library.ts';
import { FLOW_SECONDS } from './provider-sign-in.ts';
import type { ExternalIdentity } from './provider-store.ts';
import { authRoutes, signedInRoutes, toVisitor } from './schemas.ts';

const tags = ['accounts'];
const provider = z.object({ provider: z.string().max(40) });
const NO_BASE = 'http://vitascope.invalid';

/** Says in words why somebody was not let in; what it says is by the code alone. */
const REFUSED_PAGE = '/account/not-signed-in';

/** A browser that shows what it gets to somebody, who cannot read a problem in JSON. What failed here is still an error. */
function isForPerson(request: HttpRequest, error: unknown): error is VitascopeError {
  return (
    isVitascopeError(error) &&
    error.kind !== 'internal' &&
    /\btext\/html\b/.test(request.headers.accept ?? '')
  );
}

/** A place of our own: whatever a browser would take for another site is refused. */
const returnTo = z
  .string()
  .max(500)
  .transform((text, context) => {
    const url = text.startsWith('/') ? URL.parse(text, NO_BASE) : null;
    const path = url === null ? '' : `${url.pathname}${url.search}${url.hash}`;
    if (url?.origin === NO_BASE && !path.startsWith('//')) return path;
    context.addIssue({ code: 'custom', message: 'Not a path of this system.' });
    return z.NEVER;
  });

const identitySchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    email: z.string().nullable().describe('As the provider said when it was last used.'),
    linkedAt: z.iso.datetime(),
    usedAt: z.iso.datetime(),
  })
  .meta({ id: 'ExternalIdentity' });

const toAnswer = (identity: ExternalIdentity): z.infer<typeof identitySchema> => ({
  id: identity.id,
  provider: identity.provider,
  email: identity.email,
  linkedAt: new Date(identity.linkedAt).toISOString(),
  usedAt: new Date(identity.usedAt).toISOString(),
});

export function registerProviderRoutes(app: HttpApp, identity: Identity): void {
  authRoutes(app, identity, (routes) => {
    registerSigningIn(routes, identity);
    registerLogout(routes, identity);
  });
  signedInRoutes(app, identity, (routes) => registerLinking(routes, identity));
}

function registerSigningIn(routes: HttpApp, identity: Identity): void {
  const { providers } = identity;
  routes.get(
    '/api/v1/auth/providers',
    {
      schema: {
        tags,
        summary: 'Lists the providers that one can sign in through',
        response: { 200: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }) },
      },
    },
    async () => ({ items: [...providers.list()] }),
  );
  routes.get(
    '/api/v1/auth/providers/:provider/start',
    {
      schema: {
        tags,
        summary: 'Sends the browser to the provider',
        params: provider,
        querystring: z.object({
          returnTo: returnTo.default('/'),
          remember: z.enum(['true', 'false']).default('true'),
        }),
        response: { 303: z.null() },
      },
    },
    async (request, reply) => {
      // Another site's page must not sign its visitors in here.
      if (request.headers['sec-fetch-site'] === 'cross-site')
        throw identityError('origin-refused', 'Begin to sign in on a page of this system.');
      const begun = await providers.begin(toVisitor(request), {
        provider: request.params.provider,
        returnTo: request.query.returnTo,
        isBrief: request.query.remember === 'false',
        sessionId: null,
        browser: readBrowser(request),
      });
      setBrowser(identity, request, { reply, browser: begun.browser });
      return reply.redirect(begun.url, 303);
    },
  );
  routes.get(
    '/api/v1/auth/providers/:provider/callback',
    {
      schema: {
        tags,
        summary: 'Where the provider sends the browser back to; signs in, or links',
        params: provider,
        // RFC 6749 §4.1.2 and RFC 9207; each once.
        querystring: z.looseObject({
          state: z.string().max(100).describe('What the start gave.'),
          code: z.string().max(4_000).optional(),
          iss: z.string().max(1_000).optional(),
          error: z.string().max(200).optional(),
        }),
        response: { 303: z.null() },
      },
    },
    async (request, reply) => {
      const finished = await providers
        .finish(toVisitor(request), {
          provider: request.params.provider,
          state: request.query.state,
          query: new URL(request.url, NO_BASE).search,
          browser: readBrowser(request),
        })
        .catch((error: unknown) => {
          if (!isForPerson(request, error)) throw error;
          request.log.info({ code: error.code }, 'Somebody who came from a provider was not let in.');
          return error;
        });
      if (isVitascopeError(finished)) return reply.redirect(`${REFUSED_PAGE}#refusal=${finished.code}`, 303);
      const { opened, returnTo: path } = finished;
      if (opened !== null) reply.header('set-cookie', [...opened.cookies]);
      return reply.redirect(path, 303);
    },
  );
}

function registerLogout(routes: HttpApp, identity: Identity): void {
  routes.register((scope, _options, done) => {
    // Back-Channel Logout §2.5: the token comes as of a form.
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, end) => end(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    (scope as HttpApp).post(
      '/api/v1/auth/providers/:provider/backchannel-logout',
      {
        schema: {
          tags,
          summary: "Ends the sessions that the provider's logout token names",
          params: provider,
          body: z.object({ logout_token: z.string().max(12_000) }),
          response: { 200: z.null() },
        },
      },
      async (request, reply) => {
        await identity.providers.logOut(request.params.provider, request.body.logout_token);
        return reply.code(200).send(null);
      },
    );
    done();
  });
}

function registerLinking(routes: HttpApp, identity: Identity): void {
  const { providers } = identity;
  const approval = {
    password: z
      .string()
      .min(1)
      .max(passwordLimits.max)
      .optional()
      .describe('Not needed within ten minutes of signing in.'),
  };
  routes.post(
    '/api/v1/auth/providers/:provider/link',
    {
      schema: {
        tags,
        summary: 'Begins to make a provider another way into the account; the browser goes to the address',
        params: provider,
        body: z.object({ ...approval, returnTo: returnTo.default('/') }),
        response: { 200: z.object({ url: z.string() }) },
      },
    },
    async (request, reply) => {
      const holder = await identity.requireSession(request);
      const visitor = toVisitor(request);
      await identity.sessions.confirm(visitor, request.body.password);
      const begun = await providers.begin(visitor, {
        provider: request.params.provider,
        returnTo: request.body.returnTo,
        isBrief: false,
        sessionId: holder.sessionId,
        browser: readBrowser(request),
      });
      setBrowser(identity, request, { reply, browser: begun.browser });
      return { url: begun.url };
    },
  );
  routes.get(
    '/api/v1/account/identities',
    {
      schema: {
        tags,
        summary: 'Lists the providers through which one gets into the account',
        response: { 200: z.object({ items: z.array(identitySchema) }) },
      },
    },
    async (request) => {
      const { accountId } = await identity.requireSession(request);
      return { items: (await providers.identities(accountId)).map(toAnswer) };
    },
  );
  routes.post(
    '/api/v1/account/identities/:id/unlink',
    {
      schema: {
        tags,
        summary: 'Takes a way into the account away; a password by mail always remains one',
        params: z.object({ id: z.string().max(64) }),
        body: z.object(approval),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const holder = await identity.requireSession(request);
      await identity.sessions.confirm(toVisitor(request), request.body.password);
      await providers.unlink(holder.accountId, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

const cookieNames = { secure: '__Host-vitascope.flow', plain: 'vitascope.flow' } as const;

function readBrowser(request: HttpRequest): string | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  for (const name of [cookieNames.secure, cookieNames.plain]) {
    const found = cookies.find((part) => part.startsWith(`${name}=`));
    if (found !== undefined) return found.slice(name.length + 1);
  }
  return undefined;
}

function setBrowser(
  identity: Identity,
  request: HttpRequest,
  { reply, browser }: { readonly reply: HttpReply; readonly browser: string },
): void {
  const isSecure = identity.isSecure(request);
  const name = isSecure ? cookieNames.secure : cookieNames.plain;
  const secure = isSecure ? '; Secure' : '';
  // Lax, since it has to come along when the provider sends the browser back.
  reply.header(
    'set-cookie',
    `${name}=${browser}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${FLOW_SECONDS}${secure}`,
  );
}
