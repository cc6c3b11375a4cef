// Consents over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Consent } from './consent-store.ts';
import type { Identity } from './identity.ts';
import { signedInRoutes } from './schemas.ts';

const keyInput = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Letters, digits, ".", "_" and "-", at most 64 characters.');

const consentSchema = z
  .object({
    id: z.string(),
    profileId: z.string().nullable().describe('Null: the account as a whole.'),
    document: z.string(),
    version: z.string(),
    givenAt: z.iso.datetime(),
    withdrawnAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Consent' });

const toAnswer = (consent: Consent): z.infer<typeof consentSchema> => ({
  id: consent.id,
  profileId: consent.profileId,
  document: consent.document,
  version: consent.version,
  givenAt: new Date(consent.givenAt).toISOString(),
  withdrawnAt: consent.withdrawnAt === null ? null : new Date(consent.withdrawnAt).toISOString(),
});

const tags = ['privacy'];

export function registerConsentRoutes(app: HttpApp, identity: Identity): void {
  signedInRoutes(app, identity, (routes) => {
    routes.get(
      '/api/v1/account/consents',
      {
        schema: {
          tags,
          summary: 'Lists what was agreed to, newest first',
          querystring: z.object({
            cursor: z.string().max(64).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: z.object({ items: z.array(consentSchema), nextCursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { cursor, limit } = request.query;
        const holder = await identity.requireSession(request);
        const items = await identity.consents.list(holder, { after: cursor ?? null, limit });
        const last = items.length === limit ? items.at(-1) : undefined;
        return { items: items.map(toAnswer), nextCursor: last?.id ?? null };
      },
    );
    routes.post(
      '/api/v1/account/consents',
      {
        schema: {
          tags,
          summary: 'Records that the account, or one of its profiles, agrees to a version of a document',
          body: z.object({
            document: keyInput.describe('For example `terms`, `privacy` or `analytics`.'),
            version: keyInput.describe('For example `2026-11`.'),
            profileId: z.string().max(64).nullable().default(null),
          }),
          response: { 201: consentSchema },
        },
      },
      async (request, reply) => {
        const holder = await identity.requireSession(request);
        return reply.code(201).send(toAnswer(await identity.consents.give(holder, request.body)));
      },
    );
    routes.post(
      '/api/v1/account/consents/:id/withdraw',
      {
        schema: {
          tags,
          summary: 'Takes a consent back; the record of it stays',
          params: z.object({ id: z.string().max(64) }),
          response: { 200: consentSchema },
        },
      },
      async (request) => {
        const holder = await identity.requireSession(request);
        return toAnswer(await identity.consents.withdraw(holder, request.params.id));
      },
    );
  });
}
