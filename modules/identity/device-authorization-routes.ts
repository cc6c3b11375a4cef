// Signing in a television over HTTP: what it asks for and polls in the words of RFC 8628, and what a person answers in ours.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { deviceKinds } from './device.ts';
import type { AskingDevice } from './device-authorization-store.ts';
import type { PollRefusal } from './device-authorizations.ts';
import type { Identity } from './identity.ts';
import { qrCode } from './qr-code.ts';
import { accountSchema, answerSession, nameInput, toVisitor } from './schemas.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code';

const begunSchema = z.object({
  device_code: z.string(),
  user_code: z.string().describe('To be shown.'),
  verification_uri: z.string().describe('Where to enter the code; to be shown.'),
  verification_uri_complete: z.string().describe('The same with the code in it.'),
  qr_code: z.string().describe('The complete address as a picture: SVG.'),
  expires_in: z.int().describe('Seconds.'),
  interval: z.int().describe('Seconds to wait between two polls; five more after each `slow_down`.'),
});

const refusals: Readonly<Record<PollRefusal | 'invalid_request' | 'unsupported_grant_type', string>> = {
  authorization_pending: 'Nobody has answered yet. Poll again.',
  slow_down: 'Wait five seconds longer between polls from now on.',
  access_denied: 'Somebody has refused it.',
  expired_token: 'Nobody has answered in time. Ask for another code.',
  invalid_grant: 'This device code was never given out, or has been used. Ask for another one.',
  invalid_request: 'Send device_code, once.',
  unsupported_grant_type: `The grant_type is ${GRANT_TYPE}.`,
};
type RefusalCode = keyof typeof refusals;
const refusalSchema = z
  .object({
    error: z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]),
    error_description: z.string(),
  })
  .describe('RFC 6749 §5.2.');

const askingSchema = z
  .object({
    name: z.string().describe('What it calls itself.'),
    kind: z.enum(deviceKinds),
    clientAddress: z.string(),
    isSameNetwork: z
      .boolean()
      .describe('Whether it asks from the network that you are in. Be wary where it does not.'),
    askedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'AskingDevice' });

const toAnswer = (device: AskingDevice, client: string): z.infer<typeof askingSchema> => ({
  name: device.name,
  kind: device.kind,
  clientAddress: device.clientAddress,
  isSameNetwork: device.client === client,
  askedAt: new Date(device.createdAt).toISOString(),
  expiresAt: new Date(device.expiresAt).toISOString(),
});

const tags = ['devices'];
const userCodeInput = z.object({ userCode: z.string().min(8).max(20) });
const BODY_LIMIT_BYTES = 16_384;

export function registerDeviceAuthorizationRoutes(app: HttpApp, identity: Identity): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      identity.checkOrigin(request);
    });
    // RFC 8628 §3.1 and §3.4 have forms; JSON is for those who like it.
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, parsed) => parsed(null, readForm(String(body))),
    );
    registerAsking(scope as HttpApp, identity);
    scope.register((own, _ownOptions, ownDone) => {
      own.addHook('onRequest', async (request) => void (await identity.requireSession(request)));
      registerAnswering(own as HttpApp, identity);
      ownDone();
    });
    done();
  });
}

function registerAsking(app: HttpApp, identity: Identity): void {
  const { deviceAuthorizations } = identity;
  const addressOf = (request: HttpRequest): string =>
    `${identity.publicOrigin ?? `${request.protocol}://${request.host}`}/account/device`;
  app.post(
    '/api/v1/auth/device/code',
    {
      schema: {
        tags,
        summary: 'Gives a television a code to show, so that somebody signs it in from elsewhere',
        body: z
          .object({ name: nameInput.optional(), kind: z.enum(deviceKinds).optional() })
          .nullish()
          .describe('What it calls itself; guessed from its user agent without it.'),
        response: { 200: begunSchema },
      },
    },
    async (request) => {
      const { name, kind } = request.body ?? {};
      const said = { ...(name === undefined ? {} : { name }), ...(kind === undefined ? {} : { kind }) };
      const begun = await deviceAuthorizations.begin(toVisitor(request), said);
      const address = addressOf(request);
      // In the fragment, which no log on the way gets to see.
      const complete = `${address}#code=${begun.userCode}`;
      return {
        device_code: begun.deviceCode,
        user_code: begun.userCode,
        verification_uri: address,
        verification_uri_complete: complete,
        qr_code: qrCode(complete),
        expires_in: begun.expiresInSeconds,
        interval: begun.intervalSeconds,
      };
    },
  );
  app.post(
    '/api/v1/auth/device/token',
    {
      // What is wrong with the body is said in the words of the RFC, too.
      attachValidation: true,
      schema: {
        tags,
        summary: 'Tells the television what was answered; when it was approved, its session is in a cookie',
        body: z.object({
          grant_type: z.string().max(200).optional().describe(`\`${GRANT_TYPE}\``),
          device_code: z.string().max(200).optional(),
        }),
        response: { 200: accountSchema, 400: refusalSchema },
      },
    },
    async (request, reply) => {
      const refuse = (error: RefusalCode) =>
        reply.code(400).send({ error, error_description: refusals[error] });
      if (request.validationError !== undefined) return refuse('invalid_request');
      const { grant_type: grantType, device_code: deviceCode } = request.body;
      if (grantType === undefined || deviceCode === undefined) return refuse('invalid_request');
      if (grantType !== GRANT_TYPE) return refuse('unsupported_grant_type');
      const polled = await deviceAuthorizations.poll(toVisitor(request), deviceCode);
      return typeof polled === 'string' ? refuse(polled) : answerSession(identity, reply, polled);
    },
  );
}

function registerAnswering(app: HttpApp, { deviceAuthorizations, requireSession }: Identity): void {
  app.post(
    '/api/v1/auth/device/look-up',
    {
      schema: {
        tags,
        summary: 'Shows what asks with a code',
        body: userCodeInput,
        response: { 200: askingSchema },
      },
    },
    async (request) => {
      const visitor = toVisitor(request);
      const holder = await requireSession(request);
      const device = await deviceAuthorizations.lookUp(visitor, holder, request.body.userCode);
      return toAnswer(device, visitor.client);
    },
  );
  for (const [action, state, summary] of [
    ['approve', 'approved', 'Signs the device that shows this code in to the account'],
    ['deny', 'denied', 'Refuses the device that shows this code'],
  ] as const)
    app.post(
      `/api/v1/auth/device/${action}`,
      { schema: { tags, summary, body: userCodeInput, response: { 204: z.null() } } },
      async (request, reply) => {
        const decision = { userCode: request.body.userCode, state };
        await deviceAuthorizations.decide(toVisitor(request), await requireSession(request), decision);
        return reply.code(204).send(null);
      },
    );
}

/** A field that is there more than once (RFC 8628 §3.1 forbids it) becomes a list, which no schema takes. */
function readForm(text: string): Record<string, string | string[]> {
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}
