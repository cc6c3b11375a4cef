// What anybody may know of this service before they are signed in. Nothing here tells who has an account, or the version.
import type { Identity } from '@vitascope/identity';
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';

export interface ServiceRoutesDeps {
  readonly serviceName: string;
  readonly identity: Pick<Identity, 'needsSetUp' | 'isSignUpOpen' | 'providers'>;
}

const FRESH_SECONDS = 30;

const serviceSchema = z
  .object({
    name: z.string(),
    needsSetUp: z
      .boolean()
      .describe('Whether somebody still has to become the owner, by the link that the server printed.'),
    signUpOpen: z.boolean().describe('Whether anybody may sign up.'),
    providers: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .describe('To sign in through: `/api/v1/auth/providers/{id}/start`.'),
  })
  .meta({ id: 'Service' });

export function registerServiceRoutes(app: HttpApp, deps: ServiceRoutesDeps): void {
  app.get(
    '/api/v1/service',
    {
      schema: {
        tags: ['system'],
        summary: 'Tells anybody what this service is called and how one gets in',
        response: { 200: serviceSchema },
      },
    },
    async (_request, reply) => {
      const { identity, serviceName } = deps;
      const needsSetUp = await identity.needsSetUp();
      // Who has just become the owner is not told that somebody has to.
      reply.header('cache-control', needsSetUp ? 'no-store' : `public, max-age=${FRESH_SECONDS}`);
      return {
        name: serviceName,
        needsSetUp,
        signUpOpen: identity.isSignUpOpen,
        providers: identity.providers.list().map(({ id, name }) => ({ id, name })),
      };
    },
  );
}
