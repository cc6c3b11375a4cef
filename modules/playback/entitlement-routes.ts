// Entitlements over HTTP, for staff and for billing.
import { can, type Identity, type Permission } from '@vitascope/identity';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import type { Clock } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Entitlements, Grantor } from './entitlements.ts';
import { type Grant, type GrantScope, grantSources } from './grant.ts';

export interface EntitlementRoutesDeps {
  readonly entitlements: Entitlements;
  readonly identity: Pick<Identity, 'actorOf'>;
  readonly clock: Clock;
  /** Throws what a client without the right is to be told. */
  authorize(
    request: HttpRequest,
    permission: Extract<Permission, 'entitlements.read' | 'entitlements.write' | 'promotions.write'>,
  ): Promise<void>;
  /** Who the client is, for the record. */
  actorOf(request: HttpRequest): string;
}

const grantId = z.string().regex(/^en_[0-9a-z]{26}$/);
const accountId = z.string().min(1).max(64);
const titleId = z.string().regex(/^ti_[0-9a-z]{26}$/);
const plan = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not of the form `premium-4k`');
const time = z.iso
  .datetime({ offset: true })
  .refine((text) => text >= '1970' && text < '3000', 'is not between the years 1970 and 3000');
/** No control characters, and nothing that reorders other text. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'has control characters');

const scopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan'), plan }),
  z.strictObject({ kind: z.literal('title'), titleId }),
  z.strictObject({ kind: z.literal('everything') }),
]);

const grantBody = z
  .strictObject({
    accountId,
    source: z.enum(grantSources),
    scope: scopeSchema.describe('A title is held with all below it.'),
    startsAt: time.optional().describe('Now without it.'),
    endsAt: time.nullable().default(null).describe('The first moment that no longer belongs to it.'),
    screens: z
      .int()
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('Screens at once that it brings; the setting without it.'),
    externalRef: line(200)
      .min(1)
      .nullable()
      .default(null)
      .describe('Names it in your system. Sent again with the same content, it changes nothing.'),
    note: line(500).default(''),
  })
  .refine(
    ({ source, scope }) => scope.kind === 'title' || (source !== 'purchase' && source !== 'rental'),
    'sells something other than a title',
  )
  .refine(
    ({ source, endsAt }) => source !== 'rental' || endsAt !== null,
    'lets a title without an end (endsAt)',
  );

const grantSchema = z
  .object({
    id: z.string(),
    accountId: z.string(),
    source: z.enum(grantSources),
    scope: scopeSchema,
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime().nullable(),
    screens: z.int().nullable(),
    externalRef: z.string().nullable(),
    note: z.string(),
    actor: z.string(),
    createdAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
    revokedBy: z.string().nullable(),
  })
  .meta({ id: 'Entitlement' });

const tags = ['entitlements'];
const params = z.object({ id: grantId });
const path = '/api/v1/entitlements';

export function registerEntitlementRoutes(app: HttpApp, deps: EntitlementRoutesDeps): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await deps.authorize(request, 'entitlements.read');
    });
    registerReading(scope as HttpApp, deps);
    done();
  });
  app.register((scope, _options, done) => {
    const narrow = new WeakSet<HttpRequest>();
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const actor = await deps.identity.actorOf(request);
      const isNarrow = !can(actor, 'entitlements.write') && can(actor, 'promotions.write');
      if (isNarrow) narrow.add(request);
      await deps.authorize(request, isNarrow ? 'promotions.write' : 'entitlements.write');
    });
    registerWriting(scope as HttpApp, deps, (request) => ({
      name: deps.actorOf(request),
      rights: narrow.has(request) ? 'promotions' : 'all',
    }));
    done();
  });
}

function registerReading(app: HttpApp, { entitlements, clock }: EntitlementRoutesDeps): void {
  app.get(
    path,
    {
      config: { audit: 'reading' },
      schema: {
        tags,
        summary: 'Lists what accounts hold, newest first',
        querystring: z.object({
          accountId: accountId.optional(),
          titleId: titleId.optional(),
          externalRef: z.string().max(200).optional(),
          validOnly: z.stringbool().default(false).describe('Only what counts now.'),
          cursor: grantId.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ items: z.array(grantSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query: { cursor, limit, validOnly, ...filter } }) => {
      const validAt = validOnly ? clock.now() : undefined;
      const items = await entitlements.list({ ...filter, validAt }, { after: cursor ?? null, limit });
      return {
        items: items.map(toAnswer),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.get(
    `${path}/:id`,
    {
      config: { audit: 'reading' },
      schema: { tags, summary: 'Shows a grant', params, response: { 200: grantSchema } },
    },
    async (request) => toAnswer(await entitlements.get(request.params.id)),
  );
}

function registerWriting(
  app: HttpApp,
  { entitlements }: EntitlementRoutesDeps,
  grantorOf: (request: HttpRequest) => Grantor,
): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Grants an account a plan, a title or everything',
        body: grantBody,
        response: { 200: grantSchema, 201: grantSchema },
      },
    },
    async (request, reply) => {
      const { startsAt, endsAt, ...wish } = request.body;
      const times = {
        startsAt: startsAt === undefined ? null : Date.parse(startsAt),
        endsAt: endsAt === null ? null : Date.parse(endsAt),
      };
      const { grant, isNew } = await entitlements.grant({ ...wish, ...times }, grantorOf(request));
      reply.header('location', `${path}/${grant.id}`);
      return reply.code(isNew ? 201 : 200).send(toAnswer(grant));
    },
  );
  app.post(
    `${path}/:id/revoke`,
    {
      schema: {
        tags,
        summary:
          'Revokes a grant: at once for what begins, and for what plays when its addresses are renewed',
        params,
        response: { 200: grantSchema },
      },
    },
    async (request) => toAnswer(await entitlements.revoke(request.params.id, grantorOf(request))),
  );
}

function toAnswer(grant: Grant): z.output<typeof grantSchema> {
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    id: grant.id,
    accountId: grant.accountId,
    source: grant.source,
    scope: toScope(grant.scope),
    startsAt: iso(grant.startsAt),
    endsAt: grant.endsAt === null ? null : iso(grant.endsAt),
    screens: grant.screens,
    externalRef: grant.externalRef,
    note: grant.note,
    actor: grant.actor,
    createdAt: iso(grant.createdAt),
    revokedAt: grant.revokedAt === null ? null : iso(grant.revokedAt),
    revokedBy: grant.revokedBy,
  };
}

function toScope(scope: GrantScope): z.output<typeof scopeSchema> {
  if (scope.kind === 'plan') return { kind: 'plan', plan: scope.plan };
  return scope.kind === 'title' ? { kind: 'title', titleId: scope.titleId } : { kind: 'everything' };
}
