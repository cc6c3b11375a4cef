// The devices of the account that is signed in, over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { type Device, deviceKinds } from './device.ts';
import type { Identity } from './identity.ts';
import { nameInput } from './schemas.ts';

const deviceSchema = z
  .object({
    id: z.string(),
    isThis: z.boolean().describe('Whether it is the one that asks.'),
    name: z.string(),
    kind: z.enum(deviceKinds),
    createdAt: z.iso.datetime(),
    seenAt: z.iso.datetime().describe('To five minutes.'),
    revokedAt: z.iso
      .datetime()
      .nullable()
      .describe('Since when it is signed out for good; null while it may be used.'),
  })
  .meta({ id: 'Device' });

function toAnswer(device: Device, thisId: string | null): z.infer<typeof deviceSchema> {
  return {
    id: device.id,
    isThis: device.id === thisId,
    name: device.name,
    kind: device.kind,
    createdAt: new Date(device.createdAt).toISOString(),
    seenAt: new Date(device.seenAt).toISOString(),
    revokedAt: device.revokedAt === null ? null : new Date(device.revokedAt).toISOString(),
  };
}

const tags = ['devices'];
const params = z.object({ id: z.string().max(64) });
const response = { 200: deviceSchema };
const BODY_LIMIT_BYTES = 16_384;

export function registerDeviceRoutes(app: HttpApp, { devices, requireSession }: Identity): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await requireSession(request);
    });
    const routes = scope as HttpApp;
    routes.get(
      '/api/v1/devices',
      {
        schema: {
          tags,
          summary: 'Lists the devices of the account, the one seen last first',
          response: { 200: z.object({ items: z.array(deviceSchema) }) },
        },
      },
      async (request) => {
        const { accountId, deviceId } = await requireSession(request);
        return { items: (await devices.list(accountId)).map((device) => toAnswer(device, deviceId)) };
      },
    );
    routes.patch(
      '/api/v1/devices/:id',
      {
        schema: { tags, summary: 'Renames a device', params, body: z.object({ name: nameInput }), response },
      },
      async (request) => {
        const { accountId, deviceId } = await requireSession(request);
        const device = await devices.rename(accountId, request.params.id, request.body.name);
        return toAnswer(device, deviceId);
      },
    );
    routes.post(
      '/api/v1/devices/:id/revoke',
      {
        schema: {
          tags,
          summary: 'Signs a device out for good: its sessions end, and signing in there makes a new device',
          params,
          response,
        },
      },
      async (request) => {
        const { accountId, deviceId } = await requireSession(request);
        return toAnswer(await devices.revoke(accountId, request.params.id), deviceId);
      },
    );
    done();
  });
}
