// Accounts over HTTP for the staff who help their holders. Every look is recorded.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { deviceKinds } from './device.ts';
import type { Identity } from './identity.ts';
import { staffRoles } from './permissions.ts';
import { accountSchema } from './schemas.ts';
import type { Support } from './support.ts';
import type { FoundAccount } from './support-store.ts';

const tags = ['support'];
const params = z.object({ id: z.string().regex(/^ac_[0-9a-z]{26}$/) });

const summaryFields = {
  ...accountSchema.shape,
  role: z.enum(staffRoles).nullable().describe('Null for a viewer.'),
  state: z.enum(['active', 'deleting']).describe('`deleting`: its holder has asked for its end.'),
  eraseAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  lastSignInAt: z.iso.datetime().nullable().describe('Null once no session of it is left.'),
  lastSeenAt: z.iso.datetime().nullable(),
};
const summarySchema = z.object(summaryFields).meta({ id: 'SupportAccountSummary' });
const accountInFullSchema = z
  .object({
    ...summaryFields,
    hasSecondFactor: z.boolean(),
    sessions: z.int().describe('How many are open.'),
    profiles: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        avatar: z.string().nullable(),
        language: z.string().nullable(),
        maturityLimit: z.int().nullable(),
        isKids: z.boolean(),
        hasPin: z.boolean(),
      }),
    ),
    devices: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.enum(deviceKinds),
        createdAt: z.iso.datetime(),
        seenAt: z.iso.datetime(),
        revokedAt: z.iso.datetime().nullable(),
      }),
    ),
    entitlements: z.string().describe('Where what it holds is listed.'),
    decisions: z.string().describe('Where it is listed what it was let play, and what not.'),
  })
  .meta({ id: 'SupportAccount' });

export function registerSupportRoutes(app: HttpApp, identity: Identity): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    registerLooking(scope as HttpApp, identity);
    registerSigningOut(scope as HttpApp, identity);
    done();
  });
}

function registerLooking(app: HttpApp, identity: Identity): void {
  const onRequest = async (request: Parameters<Identity['actorOf']>[0]) =>
    void (await identity.requirePermission(request, 'accounts.read'));
  app.get(
    '/api/v1/accounts',
    {
      config: { audit: 'reading' },
      onRequest,
      schema: {
        tags,
        summary: 'Finds accounts, newest first',
        querystring: z.object({
          q: z
            .string()
            .trim()
            .min(1)
            .max(254)
            .optional()
            .describe('The beginning of an address, a part of a name, or an id.'),
          cursor: params.shape.id.optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        response: { 200: z.object({ items: z.array(summarySchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query: { q = null, cursor = null, limit } }) => {
      const items = await identity.support.search(q, { after: cursor, limit });
      return {
        items: items.map(toSummary),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.get(
    '/api/v1/accounts/:id',
    {
      config: { audit: 'reading' },
      onRequest,
      schema: {
        tags,
        summary: 'Shows an account with its profiles and devices',
        params,
        response: { 200: accountInFullSchema },
      },
    },
    async (request) => toAccount(await identity.support.look(request.params.id)),
  );
}

function registerSigningOut(app: HttpApp, identity: Identity): void {
  app.post(
    '/api/v1/accounts/:id/sign-out-everywhere',
    {
      onRequest: async (request) => void (await identity.requirePermission(request, 'accounts.write')),
      schema: {
        tags,
        summary: 'Ends every session of an account; of the staff, only those above end them',
        params,
        response: { 200: z.object({ ended: z.int().describe('How many sessions there were.') }) },
      },
    },
    async (request) => ({
      ended: await identity.support.signOut(await identity.actorOf(request), request.params.id),
    }),
  );
}

function toSummary(account: FoundAccount): z.output<typeof summarySchema> {
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    role: account.role,
    state: account.eraseAt === null ? 'active' : 'deleting',
    eraseAt: account.eraseAt?.toISOString() ?? null,
    createdAt: account.createdAt.toISOString(),
    lastSignInAt: account.lastSignInAt?.toISOString() ?? null,
    lastSeenAt: account.lastSeenAt?.toISOString() ?? null,
  };
}

function toAccount({
  account,
  profiles,
  devices,
}: Awaited<ReturnType<Support['look']>>): z.output<typeof accountInFullSchema> {
  return {
    ...toSummary(account),
    hasSecondFactor: account.hasSecondFactor,
    sessions: account.sessions,
    profiles: profiles.map(({ id, name, avatar, language, maturityLimit, isKids, hasPin }) => ({
      id,
      name,
      avatar,
      language,
      maturityLimit,
      isKids,
      hasPin,
    })),
    devices: devices.map((device) => ({
      id: device.id,
      name: device.name,
      kind: device.kind,
      createdAt: new Date(device.createdAt).toISOString(),
      seenAt: new Date(device.seenAt).toISOString(),
      revokedAt: device.revokedAt === null ? null : new Date(device.revokedAt).toISOString(),
    })),
    entitlements: `/api/v1/entitlements?accountId=${account.id}`,
    decisions: `/api/v1/playback-decisions?accountId=${account.id}`,
  };
}
