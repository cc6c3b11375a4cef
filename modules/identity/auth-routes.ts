// Signing up, in and out, sessions and passwords over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { passwordLimits } from './library.ts';
import {
  accountSchema,
  answerSession,
  authRoutes,
  codeInput,
  emailInput,
  nameInput,
  newPasswordInput,
  tokenInput,
  toVisitor,
} from './schemas.ts';
import type { Session } from './store.ts';

const sessionSchema = z
  .object({
    id: z.string(),
    isThis: z.boolean().describe('Whether it is the one that asks.'),
    deviceId: z.string().nullable().describe('Null for a session from before there were devices.'),
    userAgent: z.string().nullable(),
    clientAddress: z.string().nullable(),
    createdAt: z.iso.datetime(),
    seenAt: z.iso.datetime().describe('To the day.'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Session' });

const codeNeededSchema = z
  .object({
    status: z.literal('code-needed'),
    challenge: z.string().describe('Goes to /api/v1/auth/sign-in/code with the code, once.'),
    expiresAt: z.iso.datetime(),
  })
  .describe('The password is right, and the account has a second factor.');
const mailSent = z.object({ status: z.literal('mail-sent') });
const linkAnswer = { token: tokenInput, password: newPasswordInput };

export function registerAuthRoutes(app: HttpApp, identity: Identity): void {
  authRoutes(app, identity, (routes) => {
    registerSigningUp(routes, identity);
    registerSigningIn(routes, identity);
    registerSessions(routes, identity);
    registerPasswords(routes, identity);
  });
}

const tags = ['accounts'];

function registerSigningUp(app: HttpApp, identity: Identity): void {
  const { accounts } = identity;
  app.post(
    '/api/v1/auth/sign-up',
    {
      schema: {
        tags,
        summary: 'Sends a link by which an account is made; the same answer whether there is one',
        body: z.object({ email: emailInput, name: nameInput }),
        response: { 202: mailSent },
      },
    },
    async (request, reply) => {
      await accounts.askToSignUp(toVisitor(request), request.body);
      return reply.code(202).send({ status: 'mail-sent' as const });
    },
  );
  app.post(
    '/api/v1/auth/sign-up/complete',
    {
      schema: {
        tags,
        summary: 'Makes the account that a link is for, and signs in',
        body: z.object(linkAnswer),
        response: { 201: accountSchema },
      },
    },
    async (request, reply) => {
      const opened = await accounts.completeSignUp(toVisitor(request), request.body);
      return reply.code(201).send(await answerSession(identity, reply, opened));
    },
  );
  app.post(
    '/api/v1/auth/set-up',
    {
      schema: {
        tags,
        summary: 'Makes the first owner by the link that the server prints at its start, and signs in',
        body: z.object({ ...linkAnswer, email: emailInput, name: nameInput }),
        response: { 201: accountSchema },
      },
    },
    async (request, reply) => {
      const opened = await accounts.setUp(toVisitor(request), request.body);
      return reply.code(201).send(await answerSession(identity, reply, opened));
    },
  );
}

function registerSigningIn(app: HttpApp, identity: Identity): void {
  const { sessions } = identity;
  app.post(
    '/api/v1/auth/sign-in',
    {
      schema: {
        tags,
        summary: 'Signs in; the session is in a cookie',
        body: z.object({
          email: emailInput,
          password: z.string().min(1).max(passwordLimits.max),
          remember: z.boolean().default(true).describe('False: the session ends with the browser.'),
        }),
        response: { 200: accountSchema, 202: codeNeededSchema },
      },
    },
    async (request, reply) => {
      const { email, password, remember } = request.body;
      const given = { email, password, isBrief: !remember };
      const outcome = await identity.signIn.withPassword(toVisitor(request), given);
      if ('accountId' in outcome) return answerSession(identity, reply, outcome);
      const expiresAt = new Date(outcome.expiresAt).toISOString();
      return reply.code(202).send({ status: 'code-needed', challenge: outcome.challenge, expiresAt });
    },
  );
  app.post(
    '/api/v1/auth/sign-in/code',
    {
      schema: {
        tags,
        summary: 'Finishes a sign-in that needs a code',
        body: z.object({ challenge: tokenInput, code: codeInput }),
        response: { 200: accountSchema },
      },
    },
    async (request, reply) =>
      answerSession(identity, reply, await identity.signIn.withCode(toVisitor(request), request.body)),
  );
  app.post(
    '/api/v1/auth/sign-out',
    { schema: { tags, summary: 'Ends this session', response: { 204: z.null() } } },
    async (request, reply) => {
      reply.header('set-cookie', [...(await sessions.signOut(toVisitor(request), 'here'))]);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/auth/sign-out-everywhere',
    { schema: { tags, summary: 'Ends every session of the account', response: { 204: z.null() } } },
    async (request, reply) => {
      reply.header('set-cookie', [...(await sessions.signOut(toVisitor(request), 'everywhere'))]);
      return reply.code(204).send(null);
    },
  );
}

function registerSessions(app: HttpApp, identity: Identity): void {
  const { sessions } = identity;
  app.get(
    '/api/v1/auth/session',
    {
      schema: {
        tags,
        summary: 'Shows who is signed in, and lengthens the session',
        response: { 200: accountSchema },
      },
    },
    async (request, reply) => answerSession(identity, reply, await sessions.touch(toVisitor(request))),
  );
  app.post(
    '/api/v1/auth/session/renew',
    {
      schema: { tags, summary: 'Replaces the session by a new one', response: { 200: accountSchema } },
    },
    async (request, reply) => answerSession(identity, reply, await sessions.renew(toVisitor(request))),
  );
  app.get(
    '/api/v1/auth/sessions',
    {
      schema: {
        tags,
        summary: 'Lists the sessions of the account, newest first',
        response: { 200: z.object({ items: z.array(sessionSchema) }) },
      },
    },
    async (request) => {
      const { accountId, sessionId } = await identity.requireSession(request);
      const items = await sessions.list(accountId);
      return { items: items.map((session) => toSessionAnswer(session, sessionId)) };
    },
  );
  app.delete(
    '/api/v1/auth/sessions/:id',
    {
      schema: {
        tags,
        summary: 'Ends a session of the account',
        params: z.object({ id: z.string().max(64) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { accountId } = await identity.requireSession(request);
      await sessions.end(accountId, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function toSessionAnswer(session: Session, thisId: string): z.infer<typeof sessionSchema> {
  return {
    id: session.id,
    isThis: session.id === thisId,
    deviceId: session.deviceId,
    userAgent: session.userAgent,
    clientAddress: session.clientAddress,
    createdAt: new Date(session.createdAt).toISOString(),
    seenAt: new Date(session.seenAt).toISOString(),
    expiresAt: new Date(session.expiresAt).toISOString(),
  };
}

function registerPasswords(app: HttpApp, identity: Identity): void {
  const { accounts } = identity;
  app.post(
    '/api/v1/auth/password-reset',
    {
      schema: {
        tags,
        summary: 'Sends a link for a new password; the same answer whether there is an account',
        body: z.object({ email: emailInput }),
        response: { 202: mailSent },
      },
    },
    async (request, reply) => {
      await accounts.askToReset(toVisitor(request), request.body.email);
      return reply.code(202).send({ status: 'mail-sent' as const });
    },
  );
  app.post(
    '/api/v1/auth/password-reset/complete',
    {
      schema: {
        tags,
        summary: 'Sets the password that a link allows to set, and ends every session',
        body: z.object(linkAnswer),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await accounts.completeReset(toVisitor(request), request.body);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/auth/password',
    {
      schema: {
        tags,
        summary: 'Changes the password, replaces this session and ends the others',
        body: z.object({ current: z.string().min(1).max(passwordLimits.max), password: newPasswordInput }),
        response: { 200: accountSchema },
      },
    },
    async (request, reply) => {
      const { accountId, sessionId } = await identity.requireSession(request);
      const given = { accountId, sessionId, ...request.body };
      const opened = await accounts.changePassword(toVisitor(request), given);
      return answerSession(identity, reply, opened);
    },
  );
}
