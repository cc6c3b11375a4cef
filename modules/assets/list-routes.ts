// Lists of assets over HTTP.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { assetStates } from './asset.ts';
import { assetSchema, toAnswer } from './asset-answer.ts';
import type { Assets } from './assets.ts';
import { assetError } from './errors.ts';
import { type AssetPage, assetSorts, MOST_COUNTED, readCursor, writeCursor } from './list-assets.ts';

const statesInput = z
  .string()
  .max(100)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(assetStates)).min(1))
  .optional()
  .describe(`Some of ${assetStates.map((state) => `\`${state}\``).join(', ')}, with commas.`);

const listQuery = z.object({
  q: z.string().trim().min(1).max(200).optional().describe('Part of the name, in any case.'),
  state: statesInput,
  sort: z
    .enum(assetSorts)
    .default('newest')
    .describe('By name from the first letter on; else the newest, largest or longest first.'),
  cursor: z.string().max(2_000).optional().describe('A cursor is only good with the same `sort`.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const listSchema = z.object({
  items: z.array(assetSchema),
  nextCursor: z.string().nullable(),
  total: z
    .int()
    .nullable()
    .describe(`How many match in all: with the first page, and counted no further than ${MOST_COUNTED}.`),
});

export function registerAssetList(app: HttpApp, assets: Pick<Assets, 'list'>): void {
  app.get(
    '/api/v1/assets',
    {
      schema: {
        tags: ['assets'],
        summary: 'Lists assets, newest first unless another order is asked for',
        querystring: listQuery,
        response: { 200: listSchema },
      },
    },
    async (request) => {
      const { q: name, state: states } = request.query;
      const { items, next, total } = await assets.list({ name, states }, pageOf(request.query));
      return { items: items.map(toAnswer), nextCursor: next === null ? null : writeCursor(next), total };
    },
  );
}

function pageOf({ cursor, sort, limit }: z.output<typeof listQuery>): AssetPage {
  if (cursor === undefined) return { sort, after: null, limit };
  const after = readCursor(cursor, sort);
  if (after !== null) return { sort, after, limit };
  throw assetError(
    'asset-cursor-invalid',
    'This is no cursor of this list in this order. Send its nextCursor, unchanged, with the same sort.',
  );
}
