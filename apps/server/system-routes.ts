// What operators want to know of a running server.
import type { EncoderPool } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import type { Jobs } from '@vitascope/platform/jobs';
import { z } from 'zod';

export interface SystemRoutesDeps {
  readonly version: string;
  readonly roles: readonly string[];
  readonly blobs: Pick<BlobStore, 'freeBytes'>;
  readonly jobs: Pick<Jobs, 'depth'>;
  readonly pool: Pick<EncoderPool, 'stats'>;
  authorize(request: HttpRequest, permission: 'system.read'): Promise<void>;
}

const queue = z.object({ queued: z.int(), active: z.int(), failed: z.int() });

const systemSchema = z
  .object({
    version: z.string(),
    roles: z.array(z.string()),
    freeBytes: z.number().nullable().describe('Room left for objects; null where there is no limit to know.'),
    queues: z.record(z.string(), queue),
    encoders: z.array(z.object({ pid: z.int(), lane: z.string(), state: z.string(), rssBytes: z.number() })),
  })
  .meta({ id: 'System' });

export function registerSystemRoutes(app: HttpApp, deps: SystemRoutesDeps): void {
  app.get(
    '/api/v1/system',
    {
      onRequest: (request) => deps.authorize(request, 'system.read'),
      schema: { tags: ['system'], summary: 'Shows what runs', response: { 200: systemSchema } },
    },
    async () => {
      const [freeBytes, depth] = await Promise.all([deps.blobs.freeBytes(), deps.jobs.depth()]);
      return {
        version: deps.version,
        roles: [...deps.roles],
        freeBytes,
        queues: Object.fromEntries(
          Object.entries(depth).map(([name, { queued, active, failed }]) => [
            name,
            { queued, active, failed },
          ]),
        ),
        encoders: deps.pool.stats().processes.map(({ pid, lane, state, rssBytes }) => ({
          pid: pid ?? 0,
          lane,
          state,
          rssBytes: rssBytes ?? 0,
        })),
      };
    },
  );
}
