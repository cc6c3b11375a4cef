// The record of decisions over HTTP, for support: who was let play what, and why others were not.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { refusalReasons } from './decide.ts';
import type { DecisionStore, RecordedDecision } from './decision-store.ts';

export interface DecisionRoutesDeps {
  readonly decisions: Pick<DecisionStore, 'list'>;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'playback.read'): Promise<void>;
}

const decisionSchema = z
  .object({
    id: z.string(),
    decidedAt: z.iso.datetime(),
    action: z.enum(['start', 'renew']),
    allowed: z.boolean(),
    reason: z.enum(refusalReasons).nullable(),
    accountId: z.string(),
    profileId: z.string().nullable(),
    sessionId: z.string().nullable(),
    titleId: z.string().nullable(),
    assetId: z.string().nullable(),
    deviceId: z.string().nullable(),
    device: z.string().nullable(),
    territory: z.string().nullable(),
    address: z.string().nullable().describe('The network that the request came from, not the address.'),
    facts: z.record(z.string(), z.unknown()).describe('What it was decided by.'),
  })
  .meta({ id: 'PlaybackDecision' });

export function registerDecisionRoutes(app: HttpApp, deps: DecisionRoutesDeps): void {
  app.get(
    '/api/v1/playback-decisions',
    {
      config: { audit: 'reading' },
      onRequest: async (request, reply) => {
        reply.header('cache-control', 'no-store');
        await deps.authorize(request, 'playback.read');
      },
      schema: {
        tags: ['playback'],
        summary: 'Lists past decisions to let play or not, newest first',
        querystring: z.object({
          id: z.string().max(64).optional().describe('The `decisionId` of a refusal.'),
          accountId: z.string().max(64).optional(),
          profileId: z.string().max(64).optional(),
          titleId: z.string().max(64).optional(),
          allowed: z.stringbool().optional(),
          from: z.iso.datetime({ offset: true }).optional(),
          until: z.iso.datetime({ offset: true }).optional().describe('Excluded.'),
          cursor: z
            .string()
            .regex(/^pd_[0-9a-z]{26}$/)
            .optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ items: z.array(decisionSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const { cursor, limit, allowed, from, until } = query;
      const filter = {
        id: query.id,
        accountId: query.accountId,
        profileId: query.profileId,
        titleId: query.titleId,
        isAllowed: allowed,
        from: from === undefined ? undefined : Date.parse(from),
        until: until === undefined ? undefined : Date.parse(until),
      };
      const items = await deps.decisions.list(filter, { after: cursor ?? null, limit });
      return {
        items: items.map(toAnswer),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
}

function toAnswer(decision: RecordedDecision): z.output<typeof decisionSchema> {
  return {
    id: decision.id,
    decidedAt: new Date(decision.decidedAt).toISOString(),
    action: decision.action,
    allowed: decision.reason === null,
    reason: decision.reason,
    accountId: decision.accountId,
    profileId: decision.profileId,
    sessionId: decision.sessionId,
    titleId: decision.titleId,
    assetId: decision.assetId,
    deviceId: decision.deviceId,
    device: decision.deviceKind,
    territory: decision.territory,
    address: decision.address,
    facts: { ...decision.facts },
  };
}
