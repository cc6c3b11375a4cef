// Copies of an account's data and its deletion over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';
import { passwordLimits } from './library.ts';
import type { DataExport } from './privacy-store.ts';
import { signedInRoutes, toVisitor } from './schemas.ts';

const exportSchema = z
  .object({
    id: z.string(),
    state: z.enum(['making', 'ready', 'failed']),
    sizeBytes: z.number().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('From then on it is deleted.'),
  })
  .meta({ id: 'DataExport' });

const toAnswer = (found: DataExport): z.infer<typeof exportSchema> => ({
  id: found.id,
  state: found.state,
  sizeBytes: found.sizeBytes,
  createdAt: new Date(found.createdAt).toISOString(),
  expiresAt: new Date(found.expiresAt).toISOString(),
});

const approval = z.object({
  password: z
    .string()
    .min(1)
    .max(passwordLimits.max)
    .optional()
    .describe('Not needed within ten minutes of signing in.'),
});

const tags = ['privacy'];

export function registerPrivacyRoutes(app: HttpApp, identity: Identity): void {
  signedInRoutes(app, identity, (routes) => {
    registerExports(routes, identity);
    routes.post(
      '/api/v1/account/delete',
      {
        schema: {
          tags,
          summary:
            'Signs out everywhere and deletes the account after a time of grace; signing in takes it back',
          body: approval,
          response: { 202: z.object({ eraseAt: z.iso.datetime() }) },
        },
      },
      async (request, reply) => {
        const holder = await identity.requireSession(request);
        await identity.sessions.confirm(toVisitor(request), request.body.password);
        const { eraseAt } = await identity.deletions.ask(holder.accountId);
        return reply.code(202).send({ eraseAt: new Date(eraseAt).toISOString() });
      },
    );
  });
}

function registerExports(routes: HttpApp, identity: Identity): void {
  routes.post(
    '/api/v1/account/exports',
    {
      schema: {
        tags,
        summary: 'Has a copy made of all that is kept about the account; a mail says when it is ready',
        body: approval,
        response: { 202: exportSchema },
      },
    },
    async (request, reply) => {
      const holder = await identity.requireSession(request);
      await identity.sessions.confirm(toVisitor(request), request.body.password);
      return reply.code(202).send(toAnswer(await identity.exports.ask(holder.accountId)));
    },
  );
  routes.get(
    '/api/v1/account/exports',
    {
      schema: {
        tags,
        summary: 'Lists the copies that there are, newest first',
        response: { 200: z.object({ items: z.array(exportSchema) }) },
      },
    },
    async (request) => {
      const { accountId } = await identity.requireSession(request);
      return { items: (await identity.exports.list(accountId)).map(toAnswer) };
    },
  );
  routes.get(
    '/api/v1/account/exports/:id/data',
    {
      schema: {
        tags,
        summary: 'The copy itself, as JSON',
        params: z.object({ id: z.string().max(64) }),
      },
    },
    async (request, reply) => {
      const { accountId } = await identity.requireSession(request);
      const { sizeBytes, body } = await identity.exports.open(accountId, request.params.id);
      return reply
        .headers({
          'content-type': 'application/json',
          'content-length': sizeBytes,
          'content-disposition': 'attachment; filename="account.json"',
          'x-content-type-options': 'nosniff',
        })
        .send(body);
    },
  );
}
