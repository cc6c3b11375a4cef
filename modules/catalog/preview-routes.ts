// Preview links over HTTP, for editors: make, list, revoke.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Catalog } from './catalog.ts';
import type { Preview } from './preview-store.ts';
import { idOf, toIso } from './wire.ts';

const MAX_HOURS = 24 * 366;

const previewFields = {
  id: z.string(),
  note: z.string(),
  actor: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
};
const previewSchema = z.object(previewFields).meta({ id: 'CatalogPreview' });

function toAnswer({ id, note, actor, createdAt, expiresAt }: Preview) {
  return { id, note, actor, createdAt: toIso(createdAt), expiresAt: toIso(expiresAt) };
}

export function registerPreviewRoutes(
  app: HttpApp,
  { catalog, actorOf }: { readonly catalog: Catalog; actorOf(request: HttpRequest): string },
): void {
  const path = '/api/v1/catalog/titles/:id/previews';
  const params = z.object({ id: idOf('ti') });
  app.post(
    path,
    {
      schema: {
        tags: ['catalog'],
        summary: 'Makes a link that shows a title before everybody may see it',
        params,
        body: z.strictObject({
          note: z.string().trim().max(200).default('').describe('For whom it is.'),
          hours: z.number().min(0.01).max(MAX_HOURS).default(72),
        }),
        response: {
          201: z.object({ ...previewFields, token: z.string().describe('Told only now.'), path: z.string() }),
        },
      },
    },
    async (request, reply) => {
      const { id } = await catalog.titles.get(request.params.id);
      const { note, hours } = request.body;
      const wish = { titleId: id, note, validForMs: Math.round(hours * 3_600_000) };
      const { preview, token } = await catalog.previews.create(wish, actorOf(request));
      return reply.code(201).send({ ...toAnswer(preview), token, path: `/api/v1/catalog/previews/${token}` });
    },
  );
  app.get(
    path,
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists the preview links of a title, newest first',
        params,
        response: { 200: z.object({ items: z.array(previewSchema) }) },
      },
    },
    async (request) => {
      const { id } = await catalog.titles.get(request.params.id);
      return { items: (await catalog.previews.list(id)).map(toAnswer) };
    },
  );
  app.delete(
    `${path}/:previewId`,
    {
      schema: {
        tags: ['catalog'],
        summary: 'Revokes a preview link',
        params: params.extend({ previewId: idOf('pw') }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await catalog.previews.revoke(request.params.id, request.params.previewId);
      return reply.code(204).send(null);
    },
  );
}
