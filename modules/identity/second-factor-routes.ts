// The second factor of the account that is signed in, over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { accountSchema, answerSession, codeInput, emailInput, passwordInput, toVisitor } from './schemas.ts';

const stateSchema = z
  .object({
    since: z.iso.datetime().nullable().describe('Null where signing in takes a password alone.'),
    recoveryCodesLeft: z.int(),
  })
  .meta({ id: 'SecondFactor' });

const enrolmentSchema = z.object({
  secret: z.string().describe('For apps without a camera: base 32.'),
  uri: z.string().describe('`otpauth://…`'),
  qrCode: z.string().describe('The address as a picture: SVG.'),
});

const recoveryCodesSchema = z
  .array(z.string())
  .describe('Each works once in the place of a code. They are not shown again.');

const tags = ['accounts'];
const bothFactors = z.object({ password: passwordInput, code: codeInput });
const BODY_LIMIT_BYTES = 16_384;

export function registerSecondFactorRoutes(app: HttpApp, identity: Identity): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await identity.requireSession(request);
    });
    registerSettingUp(scope as HttpApp, identity);
    registerChanging(scope as HttpApp, identity);
    done();
  });
  app.post(
    '/api/v1/staff/forget-second-factor',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      onRequest: async (request) => void (await identity.requirePermission(request, 'owners.write')),
      schema: {
        tags: ['staff'],
        summary:
          'Takes the app and the recovery codes of an account that has lost both, and ends its sessions',
        body: z.object({ email: emailInput }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await identity.secondFactors.forget(request.body.email);
      return reply.code(204).send(null);
    },
  );
}

function registerSettingUp(app: HttpApp, identity: Identity): void {
  const { secondFactors, requireSession } = identity;
  app.get(
    '/api/v1/auth/second-factor',
    {
      schema: { tags, summary: 'Shows whether signing in takes a code', response: { 200: stateSchema } },
    },
    async (request) => {
      const { since, recoveryCodesLeft } = await secondFactors.state(
        (await requireSession(request)).accountId,
      );
      return { since: since === null ? null : new Date(since).toISOString(), recoveryCodesLeft };
    },
  );
  app.post(
    '/api/v1/auth/second-factor/enrol',
    {
      schema: {
        tags,
        summary: 'Begins to set up an authenticator app; it counts once a code of it has been sent',
        body: z.object({ password: passwordInput }),
        response: { 200: enrolmentSchema },
      },
    },
    async (request) =>
      secondFactors.enrol(toVisitor(request), await requireSession(request), request.body.password),
  );
  app.post(
    '/api/v1/auth/second-factor/confirm',
    {
      schema: {
        tags,
        summary: 'Has signing in take a code from now on, replaces this session and ends the others',
        body: z.object({ code: codeInput }),
        response: { 200: z.object({ account: accountSchema, recoveryCodes: recoveryCodesSchema }) },
      },
    },
    async (request, reply) => {
      const holder = await requireSession(request);
      const done = await secondFactors.confirm(toVisitor(request), holder, request.body.code);
      const account = await answerSession(identity, reply, done.opened);
      return { account, recoveryCodes: [...done.recoveryCodes] };
    },
  );
}

function registerChanging(app: HttpApp, identity: Identity): void {
  const { secondFactors, requireSession } = identity;
  app.post(
    '/api/v1/auth/second-factor/recovery-codes',
    {
      schema: {
        tags,
        summary: 'Makes other recovery codes instead of those that are left',
        body: bothFactors,
        response: { 200: z.object({ recoveryCodes: recoveryCodesSchema }) },
      },
    },
    async (request) => {
      const holder = await requireSession(request);
      const codes = await secondFactors.renewRecoveryCodes(toVisitor(request), holder, request.body);
      return { recoveryCodes: [...codes] };
    },
  );
  app.post(
    '/api/v1/auth/second-factor/remove',
    {
      schema: {
        tags,
        summary: 'Has signing in take a password alone again, and replaces this session',
        body: bothFactors,
        response: { 200: accountSchema },
      },
    },
    async (request, reply) => {
      const holder = await requireSession(request);
      const opened = await secondFactors.remove(toVisitor(request), holder, request.body);
      return answerSession(identity, reply, opened);
    },
  );
}
