// Links to assets that are gone, for editors who mend them.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Catalog } from './catalog.ts';
import { pageQuery } from './list-query.ts';
import { idOf, toIso } from './wire.ts';

export function registerAssetLinkRoutes(app: HttpApp, { catalog }: { readonly catalog: Catalog }): void {
  app.get(
    '/api/v1/catalog/missing-assets',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists assets that were deleted and that titles still link, newest asset first',
        querystring: pageQuery.extend({ cursor: idOf('as').optional() }),
        response: {
          200: z.object({
            items: z.array(
              z.object({
                assetId: z.string(),
                noticedAt: z.iso.datetime(),
                titleIds: z.array(z.string()).describe('Ten of the titles at most.'),
              }),
            ),
            nextCursor: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const items = await catalog.assetLinks.missing({ after: cursor ?? null, limit });
      return {
        items: items.map(({ assetId, noticedAt, titleIds }) => ({
          assetId,
          noticedAt: toIso(noticedAt),
          titleIds: [...titleIds],
        })),
        nextCursor: items.length === limit ? (items.at(-1)?.assetId ?? null) : null,
      };
    },
  );
}
