// The trash over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { assetSchema, toAnswer } from './asset-answer.ts';
import type { Assets } from './assets.ts';
import { assetIdInput } from './inputs.ts';

const MOST = 200;

const trashedSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    state: assetSchema.shape.state.describe('As it was deleted.'),
    storedBytes: z.int().describe('Of the source and of all that was made of it.'),
    durationMs: z.int().nullable(),
    createdAt: z.iso.datetime(),
    deletedAt: z.iso.datetime(),
    purgedAt: z.iso.datetime().describe('When it will go for good.'),
  })
  .meta({ id: 'TrashedAsset' });

export function registerTrashReading(app: HttpApp, { trash }: Pick<Assets, 'trash'>): void {
  app.get(
    '/api/v1/assets/trash',
    {
      schema: {
        tags: ['assets'],
        summary: 'Lists deleted assets that can be restored, deleted last first',
        querystring: z.object({
          cursor: z.string().max(64).optional(),
          limit: z.coerce.number().int().min(1).max(MOST).default(50),
        }),
        response: { 200: z.object({ items: z.array(trashedSchema), nextCursor: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const { items, nextCursor } = await trash.list({ cursor: query.cursor ?? null, limit: query.limit });
      return {
        items: items.map((item) => ({
          id: item.id,
          name: item.name,
          state: item.state,
          storedBytes: item.storedBytes,
          durationMs: item.durationMs,
          createdAt: new Date(item.createdAt).toISOString(),
          deletedAt: new Date(item.deletedAt).toISOString(),
          purgedAt: new Date(item.deletedAt + trash.keptMs).toISOString(),
        })),
        nextCursor,
      };
    },
  );
}

export function registerTrashActions(app: HttpApp, assets: Pick<Assets, 'trash' | 'get'>): void {
  app.post(
    '/api/v1/assets/:id/restore',
    {
      schema: {
        tags: ['assets'],
        summary: 'Takes an asset out of the trash',
        params: z.object({ id: assetIdInput }),
        response: { 200: assetSchema },
      },
    },
    async ({ params }) => {
      await assets.trash.restore(params.id);
      return toAnswer(await assets.get(params.id));
    },
  );
}
