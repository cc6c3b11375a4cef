// The staff over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { staffRoles } from './permissions.ts';
import { accountSchema, emailInput, toAccountAnswer } from './schemas.ts';

const tags = ['staff'];

export function registerStaffRoutes(app: HttpApp, identity: Identity): void {
  app.get(
    '/api/v1/staff',
    {
      config: { audit: 'reading' },
      onRequest: async (request) => void (await identity.requirePermission(request, 'staff.read')),
      schema: {
        tags,
        summary: 'Lists who works here',
        response: { 200: z.object({ items: z.array(accountSchema) }) },
      },
    },
    async () => ({ items: (await identity.staff.list()).map(toAccountAnswer) }),
  );
  app.put(
    '/api/v1/staff',
    {
      onRequest: async (request) => void (await identity.requirePermission(request, 'staff.write')),
      schema: {
        tags,
        summary: 'Gives the account with this address a role, or another one',
        body: z.object({ email: emailInput, role: z.enum(staffRoles) }),
        response: { 200: accountSchema },
      },
    },
    async (request) =>
      toAccountAnswer(await identity.staff.grant(await identity.actorOf(request), request.body)),
  );
  app.delete(
    '/api/v1/staff/:id',
    {
      onRequest: async (request) => void (await identity.requirePermission(request, 'staff.write')),
      schema: {
        tags,
        summary: "Takes an account's role: it is a viewer's again",
        params: z.object({ id: z.string().max(64) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await identity.staff.revoke(await identity.actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
