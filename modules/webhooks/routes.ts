// Webhooks over HTTP, for owners and administrators.
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  requireIfMatch,
  revisionTag,
} from '@vitascope/platform/http';
import { z } from 'zod';
import { eventTypes, typePatterns } from './event-types.ts';
import { type Delivery, deliveryStates, type Webhook } from './webhook.ts';
import type { Webhooks } from './webhooks.ts';

export interface WebhookRoutesDeps {
  readonly webhooks: Webhooks;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'webhooks.read' | 'webhooks.write'): Promise<void>;
}

const types = z
  .array(z.enum(typePatterns))
  .min(1)
  .max(typePatterns.length)
  .describe(`\`*\`, all of a kind (\`vitascope.title.*\`), or some of: ${eventTypes.join(', ')}.`);
const given = {
  url: z.string().min(1).max(2_000),
  description: z.string().trim().max(200),
  types,
  isEnabled: z.boolean(),
};
const fields = {
  id: z.string(),
  revision: z.int().describe('One more with each edit; in quotes, it is the ETag.'),
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()),
  isEnabled: z.boolean(),
  disabledReason: z.string().nullable().describe('Why it was disabled by the server.'),
  failingSince: z.iso.datetime().nullable().describe('The first failure since the last success.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
const webhookSchema = z.object(fields).meta({ id: 'Webhook' });
const withSecret = z
  .object({ ...fields, secret: z.string().describe('Shown this once.') })
  .meta({ id: 'WebhookWithSecret' });
const deliverySchema = z
  .object({
    id: z.string(),
    eventId: z.string().describe('`webhook-id` and the `id` of the CloudEvent.'),
    type: z.string(),
    subject: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    excerpt: z.string().nullable().describe('The beginning of the last answer.'),
    lastAttemptAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' });

const toIso = (time: number): string => new Date(time).toISOString();
const toIsoOrNull = (time: number | null): string | null => (time === null ? null : toIso(time));

function toAnswer(webhook: Webhook): z.infer<typeof webhookSchema> {
  return {
    id: webhook.id,
    revision: webhook.revision,
    url: webhook.url,
    description: webhook.description,
    types: [...webhook.types],
    isEnabled: webhook.isEnabled,
    disabledReason: webhook.disabledReason,
    failingSince: toIsoOrNull(webhook.failingSince),
    createdAt: toIso(webhook.createdAt),
    updatedAt: toIso(webhook.updatedAt),
  };
}

function toDeliveryAnswer(delivery: Delivery): z.infer<typeof deliverySchema> {
  return {
    id: delivery.id,
    eventId: delivery.messageId,
    type: delivery.type,
    subject: delivery.subject,
    state: delivery.state,
    attempts: delivery.attempts,
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastError,
    excerpt: delivery.excerpt,
    lastAttemptAt: toIsoOrNull(delivery.lastAttemptAt),
    createdAt: toIso(delivery.createdAt),
  };
}

const PATH = '/api/v1/webhooks';
const tags = ['webhooks'];
const params = z.object({ id: z.string().max(64) });
const page = z.object({
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export function registerWebhookRoutes(app: HttpApp, deps: WebhookRoutesDeps): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await deps.authorize(request, request.method === 'GET' ? 'webhooks.read' : 'webhooks.write');
    });
    registerWebhooks(scope as HttpApp, deps.webhooks);
    registerEditing(scope as HttpApp, deps.webhooks);
    registerDeliveries(scope as HttpApp, deps.webhooks);
    done();
  });
}

function send(reply: HttpReply, webhook: Webhook): z.infer<typeof webhookSchema> {
  reply.header('etag', revisionTag(webhook.revision));
  return toAnswer(webhook);
}

function registerWebhooks(app: HttpApp, webhooks: Webhooks): void {
  app.get(
    PATH,
    {
      schema: {
        tags,
        summary: 'Lists webhooks, newest first',
        querystring: page,
        response: { 200: z.object({ items: z.array(webhookSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const items = await webhooks.list({ after: cursor ?? null, limit });
      return {
        items: items.map(toAnswer),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.post(
    PATH,
    {
      schema: {
        tags,
        summary: 'Has a server told of events',
        body: z.strictObject({
          url: given.url,
          types,
          description: given.description.default(''),
          isEnabled: given.isEnabled.default(true),
        }),
        response: { 201: withSecret },
      },
    },
    async (request, reply) => {
      const { webhook, secret } = await webhooks.create(request.body);
      reply.code(201).header('location', `${PATH}/${webhook.id}`);
      return { ...send(reply, webhook), secret };
    },
  );
  app.get(
    `${PATH}/:id`,
    { schema: { tags, summary: 'Shows a webhook', params, response: { 200: webhookSchema } } },
    async (request, reply) => send(reply, await webhooks.get(request.params.id)),
  );
}

function registerEditing(app: HttpApp, webhooks: Webhooks): void {
  app.patch(
    `${PATH}/:id`,
    {
      schema: {
        tags,
        summary: 'Replaces the given fields of a webhook',
        description:
          'Wants `If-Match` with the ETag that was read: 428 without, 412 when it has changed since.',
        params,
        body: z.strictObject(given).partial(),
        response: { 200: webhookSchema },
      },
    },
    async (request, reply) => {
      const expect = requireIfMatch(request.headers['if-match']);
      const { url, description, types: wanted, isEnabled } = request.body;
      const wish = {
        ...(url === undefined ? {} : { url }),
        ...(description === undefined ? {} : { description }),
        ...(wanted === undefined ? {} : { types: wanted }),
        ...(isEnabled === undefined ? {} : { isEnabled }),
      };
      return send(reply, await webhooks.edit(request.params.id, wish, expect));
    },
  );
  app.delete(
    `${PATH}/:id`,
    {
      schema: {
        tags,
        summary: 'Deletes a webhook with its deliveries',
        description: 'Wants `If-Match`.',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await webhooks.remove(request.params.id, requireIfMatch(request.headers['if-match']));
      return reply.code(204).send(null);
    },
  );
  app.post(
    `${PATH}/:id/secret`,
    {
      schema: {
        tags,
        summary: 'Makes a new secret; the one before goes on signing beside it for a day',
        params,
        response: { 200: withSecret },
      },
    },
    async (request, reply) => {
      const { webhook, secret } = await webhooks.rotateSecret(request.params.id);
      return { ...send(reply, webhook), secret };
    },
  );
}

function registerDeliveries(app: HttpApp, webhooks: Webhooks): void {
  app.post(
    `${PATH}/:id/test`,
    {
      schema: {
        tags,
        summary: 'Sends an event of the type `vitascope.webhook.test`',
        params,
        response: { 202: deliverySchema },
      },
    },
    async (request, reply) => {
      reply.code(202);
      return toDeliveryAnswer(await webhooks.test(request.params.id));
    },
  );
  app.get(
    `${PATH}/:id/deliveries`,
    {
      schema: {
        tags,
        summary: 'Lists what a webhook was told, newest first; the last thousand, for thirty days',
        params,
        querystring: page.extend({ state: z.enum(deliveryStates).optional() }),
        response: { 200: z.object({ items: z.array(deliverySchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ params: { id }, query: { cursor, limit, state } }) => {
      const items = await webhooks.deliveries(id, { state, after: cursor ?? null, limit });
      return {
        items: items.map(toDeliveryAnswer),
        nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
  );
  app.post(
    `${PATH}/:id/deliveries/:deliveryId/redeliver`,
    {
      schema: {
        tags,
        summary: 'Sends an event again, with the same id',
        params: params.extend({ deliveryId: z.string().max(64) }),
        response: { 202: deliverySchema },
      },
    },
    async (request, reply) => {
      const { id, deliveryId } = request.params;
      reply.code(202);
      return toDeliveryAnswer(await webhooks.redeliver(id, deliveryId));
    },
  );
}
