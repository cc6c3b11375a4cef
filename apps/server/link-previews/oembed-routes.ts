/** oEmbed 1.0 (oembed.com): what stands for a title's address in a page of somebody else. */
import { languagesOf } from '@vitascope/catalog';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { defineErrors } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { escapeHtml } from './escape-html.ts';
import type { LinkPreview, LinkPreviews } from './link-preview.ts';
import { titleKeyOf } from './shell-head.ts';

const oembedError = defineErrors({
  'oembed-not-found': { kind: 'not-found', title: 'Nothing at this address can be shown elsewhere' },
});

export interface OembedRoutesDeps {
  readonly previews: LinkPreviews;
}

const FRESH_SECONDS = 300;
const FRAME = { width: 640, height: 360 };

const side = z.coerce.number().int().min(1).max(10_000).optional();

const oembedSchema = z
  .object({
    version: z.literal('1.0'),
    type: z.enum(['video', 'link']).describe('`link` where the title plays only on the service itself.'),
    title: z.string(),
    provider_name: z.string(),
    provider_url: z.url(),
    cache_age: z.int().describe('Seconds.'),
    thumbnail_url: z.url().optional(),
    thumbnail_width: z.int().optional(),
    thumbnail_height: z.int().optional(),
    html: z.string().optional().describe('To put into a page; there with `video`.'),
    width: z.int().optional(),
    height: z.int().optional(),
  })
  .meta({ id: 'Oembed' });

export function registerOembedRoutes(app: HttpApp, { previews }: OembedRoutesDeps): void {
  app.get(
    '/api/v1/oembed',
    {
      schema: {
        tags: ['playback'],
        summary: 'Tells other sites how to show a title, by its address (oEmbed 1.0)',
        querystring: z.object({
          url: z.string().max(2_000).describe('`…/title/{slug}` or `…/embed/{titleId}` of this server.'),
          format: z.literal('json').optional(),
          maxwidth: side,
          maxheight: side,
        }),
        response: { 200: oembedSchema },
      },
    },
    async (request, reply) => {
      const { url, maxwidth, maxheight } = request.query;
      const key = keyOf(url, previews.baseOf(request));
      const found = key === null ? null : await previews.find(key, request, languagesOf(request, undefined));
      if (found === null)
        throw oembedError('oembed-not-found', 'There is no title at this address that anybody may see.');
      // Pages of other sites may ask: nothing here depends on who does.
      reply.headers({
        'access-control-allow-origin': '*',
        'cache-control': `private, max-age=${FRESH_SECONDS}`,
        vary: 'accept-language',
      });
      return toOembed(found, { previews, request, maxWidth: maxwidth, maxHeight: maxheight });
    },
  );
}

function keyOf(url: string, base: string): string | null {
  const asked = URL.parse(url);
  if (asked === null || asked.origin !== new URL(base).origin) return null;
  return titleKeyOf(asked.pathname.replace(/^\/embed\//, '/title/'));
}

interface Asked {
  readonly previews: LinkPreviews;
  readonly request: HttpRequest;
  readonly maxWidth: number | undefined;
  readonly maxHeight: number | undefined;
}

function toOembed(
  { name, image, embedUrl }: LinkPreview,
  { previews, request, maxWidth, maxHeight }: Asked,
): z.output<typeof oembedSchema> {
  const most = Math.min(FRAME.width, maxWidth ?? FRAME.width, ((maxHeight ?? FRAME.height) * 16) / 9);
  const width = Math.max(1, Math.floor(most));
  const height = Math.max(1, Math.floor((width * 9) / 16));
  return {
    version: '1.0',
    type: embedUrl === null ? 'link' : 'video',
    title: name,
    provider_name: previews.serviceName,
    provider_url: `${previews.baseOf(request)}/`,
    cache_age: FRESH_SECONDS,
    ...(image === null
      ? {}
      : { thumbnail_url: image.url, thumbnail_width: image.width, thumbnail_height: image.height }),
    ...(embedUrl === null ? {} : { html: frameOf(embedUrl, name, { width, height }), width, height }),
  };
}

function frameOf(url: string, name: string, { width, height }: { width: number; height: number }): string {
  const allowed = 'autoplay; encrypted-media; fullscreen; picture-in-picture; screen-wake-lock';
  return `<iframe src="${escapeHtml(url)}" width="${width}" height="${height}" title="${escapeHtml(name)}" allow="${allowed}" allowfullscreen loading="lazy" style="border:0"></iframe>`;
}
