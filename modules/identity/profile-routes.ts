// Profiles over HTTP, for the account that is signed in.
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  requireIfMatch,
  revisionTag,
} from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { passwordLimits } from './library.ts';
import { maturityLimitOf, type Profile } from './profile.ts';
import { nameInput, toVisitor } from './schemas.ts';

/** RFC 5646 §4.4.1: 35 characters hold every tag that is registered. */
const language = z
  .string()
  .max(35)
  .transform((text, context) => {
    try {
      return Intl.getCanonicalLocales(text)[0] ?? z.NEVER;
    } catch {
      context.addIssue({ code: 'custom', message: 'Not a language tag (BCP 47), such as `de` or `pt-BR`.' });
      return z.NEVER;
    }
  });
const languages = z.array(language).max(10);
const captions = z.enum(['off', 'forced', 'on']);
const avatar = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Not the key of a picture.');

const tastes = {
  name: nameInput,
  avatar: avatar.nullable(),
  language: language.nullable(),
  audioLanguages: languages,
  captionLanguages: languages,
  captions,
};
const limits = {
  maturityLimit: z.int().min(0).max(21).nullable().describe('Age in years; null for no limit.'),
  isKids: z.boolean(),
};
const password = z
  .string()
  .min(1)
  .max(passwordLimits.max)
  .describe("The account's, so that whoever watches cannot lift their own limits.");
const pin = z.string().regex(/^\d{4,8}$/, 'A PIN has four to eight digits.');

const profileSchema = z
  .object({
    id: z.string(),
    revision: z.int().describe('One more with each change; in quotes, it is the ETag.'),
    name: z.string(),
    avatar: z.string().nullable(),
    language: z.string().nullable(),
    audioLanguages: z.array(z.string()),
    captionLanguages: z.array(z.string()),
    captions,
    ...limits,
    effectiveMaturityLimit: z.int().nullable().describe('With kids mode taken into account.'),
    hasPin: z.boolean(),
    isLocked: z.boolean().describe('Whether this session has yet to say the PIN.'),
  })
  .meta({ id: 'Profile' });

function toAnswer(profile: Profile): z.infer<typeof profileSchema> {
  return {
    id: profile.id,
    revision: profile.revision,
    name: profile.name,
    avatar: profile.avatar,
    language: profile.language,
    audioLanguages: [...profile.audioLanguages],
    captionLanguages: [...profile.captionLanguages],
    captions: profile.captions,
    maturityLimit: profile.maturityLimit,
    isKids: profile.isKids,
    effectiveMaturityLimit: maturityLimitOf(profile),
    hasPin: profile.hasPin,
    isLocked: profile.isLocked,
  };
}

/** The answer about one profile, with the tag that the next change of it has to name. */
function send(reply: HttpReply, profile: Profile): z.infer<typeof profileSchema> {
  reply.header('etag', revisionTag(profile.revision));
  return toAnswer(profile);
}

const IF_MATCH = 'Wants `If-Match` with the ETag that was read: 428 without, 412 when it has changed since.';
const tags = ['profiles'];
const params = z.object({ id: z.string().max(64) });
const response = { 200: profileSchema };
const BODY_LIMIT_BYTES = 16_384;

export function registerProfileRoutes(app: HttpApp, identity: Identity): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await identity.requireSession(request);
    });
    registerReading(scope as HttpApp, identity);
    registerChanging(scope as HttpApp, identity);
    registerPins(scope as HttpApp, identity);
    done();
  });
}

const approval = (request: HttpRequest, given: string) => ({
  visitor: toVisitor(request),
  password: given,
});

function registerReading(app: HttpApp, { profiles, requireSession }: Identity): void {
  app.get(
    '/api/v1/profiles',
    {
      schema: {
        tags,
        summary: 'Lists the profiles of the account, the oldest first',
        response: { 200: z.object({ items: z.array(profileSchema) }) },
      },
    },
    async (request) => ({ items: (await profiles.list(await requireSession(request))).map(toAnswer) }),
  );
  app.get(
    '/api/v1/profiles/:id',
    { schema: { tags, summary: 'Shows a profile', params, response } },
    async (request, reply) =>
      send(reply, await profiles.get(await requireSession(request), request.params.id)),
  );
}

function registerChanging(app: HttpApp, { profiles, requireSession }: Identity): void {
  app.post(
    '/api/v1/profiles',
    {
      schema: {
        tags,
        summary: 'Makes a profile',
        body: z.object({
          password,
          name: tastes.name,
          avatar: tastes.avatar.default(null),
          language: tastes.language.default(null),
          audioLanguages: languages.default([]),
          captionLanguages: languages.default([]),
          captions: captions.default('forced'),
          maturityLimit: limits.maturityLimit.default(null),
          isKids: limits.isKids.default(false),
        }),
        response: { 201: profileSchema },
      },
    },
    async (request, reply) => {
      const { password: given, ...profile } = request.body;
      const holder = await requireSession(request);
      const made = await profiles.create(holder, profile, approval(request, given));
      reply.code(201);
      return send(reply, made);
    },
  );
  app.patch(
    '/api/v1/profiles/:id',
    {
      schema: {
        tags,
        summary: 'Changes what a profile likes',
        description: IF_MATCH,
        params,
        body: z.strictObject(tastes).partial(),
        response,
      },
    },
    async (request, reply) => {
      const expect = requireIfMatch(request.headers['if-match']);
      const holder = await requireSession(request);
      const change = Object.fromEntries(
        Object.entries(request.body).filter(([, value]) => value !== undefined),
      );
      return send(reply, await profiles.changeTastes(holder, request.params.id, { change, expect }));
    },
  );
  app.put(
    '/api/v1/profiles/:id/limits',
    {
      schema: {
        tags,
        summary: 'Sets what a profile may see',
        description: IF_MATCH,
        params,
        body: z.object({ password, ...limits }),
        response,
      },
    },
    async (request, reply) => {
      const expect = requireIfMatch(request.headers['if-match']);
      const { password: given, maturityLimit, isKids } = request.body;
      const holder = await requireSession(request);
      const change = { maturityLimit, isKids, expect, approval: approval(request, given) };
      return send(reply, await profiles.changeLimits(holder, request.params.id, change));
    },
  );
  app.post(
    '/api/v1/profiles/:id/delete',
    {
      schema: {
        tags,
        summary: 'Deletes a profile with all that belongs to it',
        params,
        body: z.object({ password }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const holder = await requireSession(request);
      await profiles.remove(holder, request.params.id, approval(request, request.body.password));
      return reply.code(204).send(null);
    },
  );
}

function registerPins(app: HttpApp, { profiles, requireSession }: Identity): void {
  app.put(
    '/api/v1/profiles/:id/pin',
    {
      schema: {
        tags,
        summary: 'Sets the PIN of a profile, or takes it away with null; every session has to say it again',
        params,
        body: z.object({ password, pin: pin.nullable() }),
        response,
      },
    },
    async (request, reply) => {
      const holder = await requireSession(request);
      const given = { pin: request.body.pin, approval: approval(request, request.body.password) };
      return send(reply, await profiles.setPin(holder, request.params.id, given));
    },
  );
  app.post(
    '/api/v1/profiles/:id/unlock',
    {
      schema: {
        tags,
        summary: 'Opens a profile for this session by its PIN',
        params,
        body: z.object({ pin }),
        response,
      },
    },
    async (request, reply) =>
      send(reply, await profiles.unlock(await requireSession(request), request.params.id, request.body.pin)),
  );
  app.post(
    '/api/v1/profiles/:id/lock',
    { schema: { tags, summary: 'Asks for the PIN again', params, response } },
    async (request, reply) =>
      send(reply, await profiles.lock(await requireSession(request), request.params.id)),
  );
}
