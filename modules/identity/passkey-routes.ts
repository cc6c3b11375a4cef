// Passkeys over HTTP: what browsers are asked for and what they answer, as WebAuthn Level 3 §5.1.8 puts them in JSON.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import type { Passkey } from './passkey-store.ts';
import { accountSchema, answerSession, nameInput, passwordInput, toVisitor } from './schemas.ts';

const passkeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    isBackedUp: z.boolean().describe('Whether a service keeps it as well, so that it outlives the device.'),
    createdAt: z.iso.datetime(),
    usedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Passkey' });

const toAnswer = (passkey: Passkey): z.infer<typeof passkeySchema> => ({
  id: passkey.id,
  name: passkey.name,
  isBackedUp: passkey.isBackedUp,
  createdAt: new Date(passkey.createdAt).toISOString(),
  usedAt: passkey.usedAt === null ? null : new Date(passkey.usedAt).toISOString(),
});

const descriptors = z.array(
  z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()).optional() }),
);
const creationOptions = z
  .object({
    rp: z.object({ id: z.string().optional(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int().optional(),
    excludeCredentials: descriptors.optional(),
    authenticatorSelection: z
      .object({
        residentKey: z.string().optional(),
        requireResidentKey: z.boolean().optional(),
        userVerification: z.string().optional(),
      })
      .optional(),
    attestation: z.string().optional(),
    extensions: z.object({ credProps: z.boolean().optional() }).optional(),
  })
  .describe('For `PublicKeyCredential.parseCreationOptionsFromJSON`.');
const requestOptions = z
  .object({
    challenge: z.string(),
    timeout: z.int().optional(),
    rpId: z.string().optional(),
    allowCredentials: descriptors.optional(),
    userVerification: z.string().optional(),
  })
  .describe('For `PublicKeyCredential.parseRequestOptionsFromJSON`.');

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'Not base64url.');
/** WebAuthn Level 3 §4: a credential's id has 1,023 bytes at most. */
const credentialId = base64url(1_364);
const answered = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };
const registration = z
  .object({
    ...answered,
    response: z.object({
      clientDataJSON: base64url(8_192),
      attestationObject: base64url(16_384),
      transports: z.array(z.string().max(32)).max(10).optional(),
    }),
  })
  .describe('What `toJSON()` of the credential gives.');
const assertion = z
  .object({
    ...answered,
    response: z.object({
      clientDataJSON: base64url(8_192),
      authenticatorData: base64url(8_192),
      signature: base64url(8_192),
      userHandle: base64url(128).nullish(),
    }),
  })
  .describe('What `toJSON()` of the credential gives.');

const tags = ['passkeys'];
const params = z.object({ id: z.string().max(64) });
const confirmation = z.object({
  password: passwordInput.optional().describe('Not needed within ten minutes of signing in.'),
});
const BODY_LIMIT_BYTES = 49_152;

export function registerPasskeyRoutes(app: HttpApp, identity: Identity): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      identity.checkOrigin(request);
    });
    registerSigningIn(scope as HttpApp, identity);
    scope.register((own, _ownOptions, ownDone) => {
      own.addHook('onRequest', async (request) => void (await identity.requireSession(request)));
      registerAdding(own as HttpApp, identity);
      registerKeeping(own as HttpApp, identity);
      ownDone();
    });
    done();
  });
}

function registerSigningIn(app: HttpApp, identity: Identity): void {
  const { passkeys } = identity;
  app.post(
    '/api/v1/auth/sign-in/passkey/options',
    {
      schema: {
        tags,
        summary: 'Begins to sign in with a passkey, whosever it will be',
        response: { 200: requestOptions },
      },
    },
    async (request) => passkeys.beginToSignIn(toVisitor(request)) as Promise<z.infer<typeof requestOptions>>,
  );
  app.post(
    '/api/v1/auth/sign-in/passkey',
    {
      schema: {
        tags,
        summary: 'Signs in with a passkey; there is no code to say after it',
        body: z.object({
          response: assertion,
          remember: z.boolean().default(true).describe('False: the session ends with the browser.'),
        }),
        response: { 200: accountSchema },
      },
    },
    async (request, reply) => {
      const { response, remember } = request.body;
      const { userHandle, ...signed } = response.response;
      const given = {
        ...response,
        clientExtensionResults: {},
        response: { ...signed, ...(userHandle == null ? {} : { userHandle }) },
      };
      const opened = await passkeys.signIn(toVisitor(request), { response: given, isBrief: !remember });
      return answerSession(identity, reply, opened);
    },
  );
}

function registerAdding(app: HttpApp, { passkeys, requireSession }: Identity): void {
  app.post(
    '/api/v1/auth/passkeys/options',
    {
      schema: {
        tags,
        summary: 'Begins to make a passkey for the account',
        body: confirmation,
        response: { 200: creationOptions },
      },
    },
    async (request) => {
      const holder = await requireSession(request);
      const options = await passkeys.beginToAdd(toVisitor(request), holder, request.body.password);
      return options as z.infer<typeof creationOptions>;
    },
  );
  app.post(
    '/api/v1/auth/passkeys',
    {
      schema: {
        tags,
        summary: 'Keeps the passkey that a browser has made',
        body: z.object({ name: nameInput.optional(), response: registration }),
        response: { 201: passkeySchema },
      },
    },
    async (request, reply) => {
      const { name, response } = request.body;
      const { transports, ...signed } = response.response;
      const given = {
        ...response,
        clientExtensionResults: {},
        response: { ...signed, ...(transports === undefined ? {} : { transports }) },
      };
      const holder = await requireSession(request);
      const passkey = await passkeys.add(toVisitor(request), holder, { response: given, name });
      return reply.code(201).send(toAnswer(passkey));
    },
  );
}

function registerKeeping(app: HttpApp, { passkeys, requireSession }: Identity): void {
  app.get(
    '/api/v1/auth/passkeys',
    {
      schema: {
        tags,
        summary: 'Lists the passkeys of the account, newest first',
        response: { 200: z.object({ items: z.array(passkeySchema) }) },
      },
    },
    async (request) => {
      const { accountId } = await requireSession(request);
      return { items: (await passkeys.list(accountId)).map(toAnswer) };
    },
  );
  app.patch(
    '/api/v1/auth/passkeys/:id',
    {
      schema: {
        tags,
        summary: 'Renames a passkey',
        params,
        body: z.object({ name: nameInput }),
        response: { 200: passkeySchema },
      },
    },
    async (request) => {
      const { accountId } = await requireSession(request);
      return toAnswer(await passkeys.rename(accountId, request.params.id, request.body.name));
    },
  );
  app.post(
    '/api/v1/auth/passkeys/:id/remove',
    {
      schema: {
        tags,
        summary: 'Removes a passkey: nobody signs in with it again',
        params,
        body: confirmation,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const holder = await requireSession(request);
      const given = { id: request.params.id, password: request.body.password };
      await passkeys.remove(toVisitor(request), holder, given);
      return reply.code(204).send(null);
    },
  );
}
