// What accounts look like on the wire, what of a request counts for a session, and what all routes about accounts share.
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { clientOf } from './attempts.ts';
import type { Identity } from './identity.ts';
import { passwordLimits } from './library.ts';
import { TOKEN_PATTERN } from './links.ts';
import { staffRoles } from './permissions.ts';
import type { OpenedSession } from './sessions.ts';
import type { Account } from './store.ts';
import type { Visitor } from './visitor.ts';

/** Addresses are told apart without regard to case. RFC 5321 §4.5.3.1.3 allows 254 characters. */
export const emailInput = z
  .string()
  .max(254)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email());

export const nameInput = z.string().trim().min(1).max(100);

/** Length is what makes a password strong; NIST SP 800-63B §3.1.1.2 asks for no other rule. */
export const newPasswordInput = z.string().min(passwordLimits.min).max(passwordLimits.max);

/** The password of the account that is signed in, said again. */
export const passwordInput = z.string().min(1).max(passwordLimits.max);

/** Of an authenticator app, or for recovery, with the spaces and dashes that people put between. */
export const codeInput = z.string().min(6).max(40);

export const tokenInput = z.string().regex(TOKEN_PATTERN, 'Not a token of a link.');

export const accountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(staffRoles).nullable().describe('Null for a viewer.'),
  })
  .meta({ id: 'Account' });

export function toAccountAnswer(account: Account): z.infer<typeof accountSchema> {
  return { id: account.id, name: account.name, email: account.email, role: account.role };
}

/** Sets the session's cookies and shows whose it is. */
export async function answerSession(
  identity: Pick<Identity, 'account'>,
  reply: HttpReply,
  opened: OpenedSession,
): Promise<z.infer<typeof accountSchema>> {
  reply.header('set-cookie', [...opened.cookies]);
  return toAccountAnswer(await identity.account(opened.accountId));
}

export const toVisitor = (request: HttpRequest): Visitor => ({
  method: request.method,
  headers: request.headers,
  client: clientOf(request.ip),
  ip: request.ip,
  protocol: request.protocol,
});

const BODY_LIMIT_BYTES = 16_384;

/** Routes whose answers are for one reader: small bodies, nothing cached, nothing for other sites' pages. */
export function authRoutes(app: HttpApp, identity: Identity, register: (routes: HttpApp) => void): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      identity.checkOrigin(request);
    });
    register(scope as HttpApp);
    done();
  });
}

/** As {@link authRoutes}, for those who are signed in: nobody else gets as far as having their request read. */
export function signedInRoutes(app: HttpApp, identity: Identity, register: (routes: HttpApp) => void): void {
  authRoutes(app, identity, (routes) => {
    routes.addHook('onRequest', async (request) => void (await identity.requireSession(request)));
    register(routes);
  });
}
