// The audit log over HTTP, for owners and administrators.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Audit } from './audit.ts';
import { type AuditEntry, actorKinds } from './chain.ts';

export interface AuditRoutesDeps {
  readonly audit: Pick<Audit, 'list' | 'head'>;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'audit.read'): Promise<void>;
  /** What accounts and API keys are called now; those that are gone have no name. */
  actorNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const hash = z.string().describe('SHA-256 in hexadecimal.');

const entrySchema = z
  .object({
    seq: z.int(),
    at: z.iso.datetime(),
    actor: z.object({
      kind: z.enum(actorKinds),
      id: z.string().nullable().describe('Null for the owner key.'),
      name: z.string().nullable().describe('As it is called now; not part of the chain.'),
    }),
    action: z.string().describe('Method and route.'),
    subjects: z.array(z.string()).describe('Ids of what it was done to.'),
    status: z.int().nullable().describe('Null: the process died before there was an answer.'),
    code: z.string().nullable(),
    requestId: z.string(),
    network: z.string().nullable().describe('24 bits of an IPv4 address, 48 of an IPv6 address.'),
    previousHash: hash,
    hash,
  })
  .meta({ id: 'AuditEntry' });

const time = z.iso
  .datetime()
  .transform((text) => Date.parse(text))
  .optional();

export function registerAuditRoutes(app: HttpApp, { audit, authorize, actorNames }: AuditRoutesDeps): void {
  const onRequest = (request: HttpRequest): Promise<void> => authorize(request, 'audit.read');
  app.get(
    '/api/v1/audit',
    {
      onRequest,
      schema: {
        tags: ['audit'],
        summary: 'Lists what the staff has done',
        querystring: z.object({
          order: z.enum(['oldest', 'newest']).default('newest'),
          actorId: z.string().max(64).optional(),
          subject: z.string().max(100).optional().describe('Id of what it was done to.'),
          from: time,
          until: time,
          cursor: z
            .string()
            .regex(/^\d{1,15}$/)
            .optional(),
          limit: z.coerce.number().int().min(1).max(1_000).default(50),
        }),
        response: { 200: z.object({ items: z.array(entrySchema), nextCursor: z.string().nullable() }) },
      },
    },
    async (request, reply) => {
      const { order, cursor, limit, actorId, subject, from, until } = request.query;
      const entries = await audit.list(
        { actorId, subject, from, until },
        { order, after: cursor === undefined ? null : Number(cursor), limit },
      );
      const ids = new Set(entries.flatMap((entry) => (entry.actorId === null ? [] : [entry.actorId])));
      const names = await actorNames([...ids]);
      reply.header('cache-control', 'no-store');
      return {
        items: entries.map((entry) => toAnswer(entry, names)),
        nextCursor: entries.length === limit ? String(entries.at(-1)?.seq) : null,
      };
    },
  );
  app.get(
    '/api/v1/audit/head',
    {
      onRequest,
      schema: {
        tags: ['audit'],
        summary: 'Shows the end of the chain',
        response: { 200: z.object({ seq: z.int(), hash }) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      const { seq, hash: last } = await audit.head();
      return { seq, hash: last };
    },
  );
}

function toAnswer(entry: AuditEntry, names: ReadonlyMap<string, string>): z.infer<typeof entrySchema> {
  return {
    seq: entry.seq,
    at: new Date(entry.at).toISOString(),
    actor: {
      kind: entry.actorKind,
      id: entry.actorId,
      name: entry.actorId === null ? null : (names.get(entry.actorId) ?? null),
    },
    action: entry.action,
    subjects: [...entry.subjects],
    status: entry.status,
    code: entry.code,
    requestId: entry.requestId,
    network: entry.network,
    previousHash: entry.previousHash,
    hash: entry.hash,
  };
}
