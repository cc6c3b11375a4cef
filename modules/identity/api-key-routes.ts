// API keys over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { ApiKey } from './api-key-store.ts';
import type { Identity } from './identity.ts';
import { keyPermissions } from './permissions.ts';
import { nameInput } from './schemas.ts';

const permissions = z.array(z.enum(keyPermissions));

const fields = {
  id: z.string(),
  name: z.string(),
  permissions,
  madeBy: z.string().nullable().describe('The account that made it; null for the owner key.'),
  expiresAt: z.iso.datetime().nullable(),
  usedAt: z.iso.datetime().nullable().describe('To the minute.'),
  createdAt: z.iso.datetime(),
};
const keySchema = z.object(fields).meta({ id: 'ApiKey' });
const madeSchema = z
  .object({ ...fields, key: z.string().describe('Shown this once.') })
  .meta({ id: 'MadeApiKey' });

const toTime = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

function toAnswer(key: ApiKey): z.infer<typeof keySchema> {
  return {
    id: key.id,
    name: key.name,
    permissions: [...key.permissions],
    madeBy: key.madeBy,
    expiresAt: toTime(key.expiresAt),
    usedAt: toTime(key.usedAt),
    createdAt: new Date(key.createdAt).toISOString(),
  };
}

const tags = ['API keys'];

export function registerApiKeyRoutes(app: HttpApp, identity: Identity): void {
  const { apiKeys } = identity;
  const onRequest = async (request: Parameters<Identity['actorOf']>[0]): Promise<void> => {
    await identity.requirePermission(request, 'keys.write');
  };
  app.get(
    '/api/v1/api-keys',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Lists the keys of programs, newest first',
        response: { 200: z.object({ items: z.array(keySchema) }) },
      },
    },
    async () => ({ items: (await apiKeys.list()).map(toAnswer) }),
  );
  app.post(
    '/api/v1/api-keys',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Makes a key for a program, with no more permissions than its maker has',
        body: z.object({
          name: nameInput,
          permissions: permissions.min(1).max(keyPermissions.length),
          expiresAt: z.iso
            .datetime()
            .refine((text) => Date.parse(text) > Date.now(), 'Lies in the past.')
            .nullable()
            .default(null),
        }),
        response: { 201: madeSchema },
      },
    },
    async (request, reply) => {
      const { name, permissions: wanted, expiresAt } = request.body;
      const { key, apiKey } = await apiKeys.make(await identity.actorOf(request), {
        name,
        permissions: wanted,
        expiresAt: expiresAt === null ? null : Date.parse(expiresAt),
      });
      reply.header('cache-control', 'no-store');
      return reply.code(201).send({ ...toAnswer(apiKey), key });
    },
  );
  app.delete(
    '/api/v1/api-keys/:id',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Deletes a key: it is worth nothing from then on',
        params: z.object({ id: z.string().max(64) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await apiKeys.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
}
