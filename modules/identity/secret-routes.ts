// The secret that signs sessions, over HTTP: nobody sees it, owners replace it.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Identity } from './identity.ts';

export function registerSecretRoutes(app: HttpApp, identity: Identity): void {
  app.post(
    '/api/v1/system/secret/rotate',
    {
      onRequest: async (request) => void (await identity.requirePermission(request, 'owners.write')),
      schema: {
        tags: ['system'],
        summary: 'Replaces the secret that signs sessions',
        body: z.object({
          endSessions: z
            .boolean()
            .default(false)
            .describe(
              'True after a leak: the old secret counts for nothing at once, and everybody signs in again.',
            ),
        }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await identity.secret.rotate({ endSessions: request.body.endSessions });
      return reply.code(204).send(null);
    },
  );
}
