// Playing within another site's page, over HTTP: asked by the page in the frame, which is of this server.
import { languageQuery, languagesOf, shownArtworkSchema, toShownArtwork } from '@vitascope/catalog';
import type { Identity } from '@vitascope/identity';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import type { EmbeddedPlayback, Embeds } from './embeds.ts';
import { playbackError } from './errors.ts';
import type { SessionRoutesDeps } from './session-routes.ts';
import type { Territories } from './territory.ts';

export interface EmbedRoutesDeps extends Pick<SessionRoutesDeps, 'manifestUrls'> {
  readonly embeds: Embeds;
  readonly territories: Pick<Territories, 'of'>;
  readonly identity: Pick<Identity, 'requireSession'>;
  /** Whether a page of this server sends the request, as browsers tell. */
  isOwnPage(request: HttpRequest): boolean;
  /** Null where it is not known. */
  durationOf(assetId: string): Promise<number | null>;
}

const instant = z.iso.datetime();

const embeddedSchema = z
  .object({
    titleId: z.string(),
    slug: z.string(),
    kind: z.string(),
    name: z.string(),
    language: z.string().describe('That of the name.'),
    seriesName: z.string().nullable().describe('Of an episode.'),
    originalLanguage: z.string(),
    artwork: shownArtworkSchema.describe('Of an episode: what it has not is that of its series.'),
    durationMs: z.int().nullable(),
    hlsUrl: z.url(),
    dashUrl: z.url(),
    expiresAt: instant.describe('Until when the addresses work. Ask again before.'),
    rightEndsAt: instant.nullable().describe('When it stops to play for everybody, where that is known.'),
  })
  .meta({ id: 'EmbeddedPlayback' });

export function registerEmbedRoutes(app: HttpApp, deps: EmbedRoutesDeps): void {
  const { embeds, territories } = deps;
  app.post(
    '/api/v1/embeds/:titleId/playback',
    {
      schema: {
        tags: ['playback'],
        summary:
          'Lets a title play within a page of another site, for nobody in particular, or tells why not',
        params: z.object({ titleId: z.string().regex(/^ti_[0-9a-z]{26}$/) }),
        querystring: z.object({ language: languageQuery }),
        response: { 200: embeddedSchema },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      if (!deps.isOwnPage(request))
        throw playbackError(
          'embed-origin-refused',
          'Show /embed/{titleId} in a frame; its page asks for what it plays.',
        );
      if (!embeds.isOn) await requireOwn(request, deps);
      const played = await embeds.play(request.params.titleId, {
        territory: territories.of(request).territory,
        languages: languagesOf(request, request.query.language),
      });
      return toEmbedded(played, await deps.durationOf(played.assetId), deps.manifestUrls(played, request));
    },
  );
}

/** Where no other site may show titles, only those see them who could see them on the service itself. */
async function requireOwn(request: HttpRequest, { identity }: EmbedRoutesDeps): Promise<void> {
  await identity.requireSession(request).catch((error: { kind?: string }) => {
    if (error.kind !== 'unauthenticated') throw error;
    throw playbackError(
      'embedding-off',
      'Titles play for those who are signed in. VITASCOPE_EMBED_ALLOWED_ORIGINS lets other sites show them.',
    );
  });
}

function toEmbedded(
  { title, series, expiresAt, rightEndsAt }: EmbeddedPlayback,
  durationMs: number | null,
  { hlsUrl, dashUrl }: { readonly hlsUrl: string; readonly dashUrl: string },
): z.output<typeof embeddedSchema> {
  return {
    titleId: title.id,
    slug: title.slug,
    kind: title.kind,
    name: title.name,
    language: title.language,
    seriesName: series?.name ?? null,
    originalLanguage: title.originalLanguage,
    artwork: { ...(series === null ? {} : toShownArtwork(series.artwork)), ...toShownArtwork(title.artwork) },
    durationMs,
    hlsUrl,
    dashUrl,
    expiresAt: new Date(expiresAt).toISOString(),
    rightEndsAt: rightEndsAt === null ? null : new Date(rightEndsAt).toISOString(),
  };
}
