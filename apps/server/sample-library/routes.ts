/** HTTP of loading the sample library. */
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import type { SampleLoading } from './load-samples.ts';

const schema = z
  .object({
    state: z.enum(['none', 'loading', 'done', 'failed']),
    done: z.int().describe('Titles that are there.'),
    total: z.int(),
    title: z.string().nullable().describe('What is being made.'),
    reason: z.string().nullable().describe('Why it failed, for a person.'),
  })
  .meta({ id: 'SampleLibrary' });

export interface SampleRoutesDeps {
  readonly samples: SampleLoading;
  authorize(request: HttpRequest, permission: 'catalog.read' | 'owners.write'): Promise<void>;
}

export function registerSampleRoutes(app: HttpApp, { samples, authorize }: SampleRoutesDeps): void {
  app.get(
    '/api/v1/system/sample-library',
    {
      onRequest: (request) => authorize(request, 'catalog.read'),
      schema: {
        tags: ['system'],
        summary: 'Shows how far the loading of the sample library is',
        response: { 200: schema },
      },
    },
    async () => samples.state(),
  );
  app.post(
    '/api/v1/system/sample-library',
    {
      onRequest: (request) => authorize(request, 'owners.write'),
      schema: {
        tags: ['system'],
        summary: 'Loads the sample library into a system without titles',
        description:
          '409 where there are titles of others. Asked again while it is under way, it answers how far it is.',
        response: { 202: schema },
      },
    },
    async (_request, reply) => reply.code(202).send(await samples.begin()),
  );
}
