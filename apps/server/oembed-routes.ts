// What other sites show of a link to a title: oEmbed 1.0, https://oembed.com. Only of what anybody may see.
import type { TitlePreview } from '@vitascope/catalog';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { defineErrors } from '@vitascope/platform/kernel';
import { z } from 'zod';

export interface OEmbedDeps {
  readonly serviceName: string;
  /** Whether pages of other sites may hold the player. */
  readonly isEmbeddable: boolean;
  /** Scheme and host of this service, as whoever sent the request reaches it. */
  originOf(request: HttpRequest): string;
  titlePreview(key: string): Promise<TitlePreview | null>;
}

const oEmbedError = defineErrors({
  'nothing-to-embed': { kind: 'not-found', title: 'There is nothing at this address to show elsewhere' },
});

const FRESH_SECONDS = 300;
const PLAYER_WIDTH = 1_280;
const pixels = z.coerce.number().int().min(1).max(10_000).optional();

const answer = z
  .object({
    version: z.literal('1.0'),
    type: z.enum(['link', 'video']),
    title: z.string(),
    provider_name: z.string(),
    provider_url: z.string(),
    cache_age: z.int(),
    thumbnail_url: z.string().optional(),
    thumbnail_width: z.int().optional(),
    thumbnail_height: z.int().optional(),
    html: z.string().optional().describe('Of a video: the frame that plays it.'),
    width: z.int().optional(),
    height: z.int().optional(),
  })
  .meta({ id: 'OEmbed' });

export function registerOEmbed(app: HttpApp, deps: OEmbedDeps): void {
  app.get(
    '/api/v1/oembed',
    {
      schema: {
        tags: ['embed'],
        summary: 'Tells other sites what to show of a link to a title (oEmbed 1.0)',
        description: '404 for what not everybody may see, as for what there is not.',
        querystring: z.object({
          url: z.string().max(2_000).describe('Of a page of this service: `…/title/{slug}`.'),
          format: z.literal('json').default('json'),
          maxwidth: pixels,
          maxheight: pixels,
        }),
        response: { 200: answer },
      },
    },
    async (request, reply) => {
      const { url, maxwidth, maxheight } = request.query;
      const origin = deps.originOf(request);
      const key = keyIn(url, origin);
      const title = key === null ? null : await deps.titlePreview(key);
      if (title === null)
        throw oEmbedError('nothing-to-embed', 'There is nothing at this address to show elsewhere.');
      // Any site may ask: there is nothing here that depends on who does.
      reply
        .header('access-control-allow-origin', '*')
        .header('cache-control', `public, max-age=${FRESH_SECONDS}`);
      return {
        version: '1.0' as const,
        type: deps.isEmbeddable ? ('video' as const) : ('link' as const),
        title: title.name,
        provider_name: deps.serviceName,
        provider_url: origin,
        cache_age: FRESH_SECONDS,
        ...thumbnailOf(title, origin, maxwidth),
        ...(deps.isEmbeddable ? frameOf(title, origin, { maxwidth, maxheight }) : {}),
      };
    },
  );
}

/** The title that a page of ours is about. */
function keyIn(url: string, origin: string): string | null {
  const parsed = URL.parse(url);
  if (parsed?.origin !== origin) return null;
  return /^\/(?:title|play|embed)\/([a-z0-9_-]{1,200})\/?$/.exec(parsed.pathname)?.[1] ?? null;
}

function thumbnailOf({ picture }: TitlePreview, origin: string, maxWidth = picture?.width ?? 0) {
  if (picture === null || picture.width > maxWidth) return {};
  return {
    thumbnail_url: `${origin}${picture.path}`,
    thumbnail_width: picture.width,
    thumbnail_height: picture.height,
  };
}

/** 16:9, within what the other site has room for. Slugs and origins have nothing to escape but what URL has escaped. */
function frameOf(
  title: TitlePreview,
  origin: string,
  {
    maxwidth = PLAYER_WIDTH,
    maxheight = PLAYER_WIDTH,
  }: { maxwidth?: number | undefined; maxheight?: number | undefined },
) {
  const width = Math.max(1, Math.min(maxwidth, Math.floor((maxheight * 16) / 9), PLAYER_WIDTH));
  const height = Math.max(1, Math.round((width * 9) / 16));
  const src = `${origin}/embed/${encodeURIComponent(title.slug)}`;
  const allow = 'autoplay; fullscreen; picture-in-picture; encrypted-media';
  return {
    html: `<iframe src="${src}" width="${width}" height="${height}" style="border:0" allow="${allow}" allowfullscreen></iframe>`,
    width,
    height,
  };
}
