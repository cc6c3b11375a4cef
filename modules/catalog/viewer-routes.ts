// The catalogue over HTTP for viewers: what one of the account's profiles may see, here and on this device.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { type DeviceKind, deviceKinds, type ViewerFacts } from './availability.ts';
import { languageQuery, languagesOf, searchQuery, shownAnswers, toAnswers } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import { canonicalLanguage } from './language.ts';
import { cursorOf, filterOf, titleFilterQuery } from './list-query.ts';
import type { Reader } from './present.ts';
import { idOf, slug } from './wire.ts';

/** Who asks, by which profile; the module that knows what accounts hold says it. */
export interface Viewership {
  /** @throws what a client is to be told that is not signed in, or has no such profile */
  of(
    request: HttpRequest,
    wish: { readonly profileId: string; readonly device: DeviceKind | null },
  ): Promise<{ readonly viewer: ViewerFacts; readonly profile: { readonly language: string | null } }>;
}

const viewerFields = {
  profileId: z.string().max(64),
  device: z.enum(deviceKinds).optional().describe('What it would play on.'),
  language: languageQuery,
};
type ViewerQuery = z.output<z.ZodObject<typeof viewerFields>>;

export interface ViewerRoutesDeps {
  readonly catalog: Catalog;
  readonly viewers: Viewership;
  readonly identity: { requireSession(request: HttpRequest): Promise<unknown> };
}

export function registerViewerRoutes(app: HttpApp, deps: ViewerRoutesDeps): void {
  const { catalog } = deps;
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    // Who is not signed in learns that, and not what is wrong with the query.
    scope.addHook('preValidation', async (request) => {
      if ((request.query as { profileId?: unknown }).profileId === undefined)
        await deps.identity.requireSession(request);
    });
    registerBrowsing(scope as HttpApp, catalog, (request, query) => readerOf(deps, request, query));
    done();
  });
}

async function readerOf(
  { viewers }: ViewerRoutesDeps,
  request: HttpRequest,
  { profileId, device, language }: ViewerQuery,
): Promise<Reader> {
  const { viewer, profile } = await viewers.of(request, { profileId, device: device ?? null });
  const own = profile.language === null ? null : canonicalLanguage(profile.language);
  const preferred = language === undefined && own !== null ? [own] : [];
  return { viewer, languages: [...preferred, ...languagesOf(request, language)] };
}

function registerBrowsing(
  app: HttpApp,
  { browse }: Catalog,
  reader: (request: HttpRequest, query: ViewerQuery) => Promise<Reader>,
): void {
  app.get(
    '/api/v1/browse',
    {
      schema: {
        tags: ['browse'],
        summary: 'Lists the titles that the profile may see, newest first',
        querystring: titleFilterQuery.extend({
          ...viewerFields,
          playableOnly: z.stringbool().default(false).describe('Only what plays now.'),
        }),
        response: { 200: shownAnswers.list },
      },
    },
    async (request) => {
      const { cursor, limit, playableOnly } = request.query;
      const filter = { ...filterOf(request.query), playableOnly };
      const page = { after: cursorOf(cursor, filter), limit };
      return toAnswers.list(await browse.list(await reader(request, request.query), filter, page));
    },
  );
  app.get(
    '/api/v1/browse/:id',
    {
      schema: {
        tags: ['browse'],
        summary: 'Shows a title, by id or slug; 404 when hidden from the profile',
        params: z.object({ id: z.union([idOf('ti'), slug]) }),
        querystring: z.object(viewerFields),
        response: { 200: shownAnswers.one },
      },
    },
    async (request) =>
      toAnswers.one(await browse.get(request.params.id, await reader(request, request.query))),
  );
  app.get(
    '/api/v1/search',
    {
      schema: {
        tags: ['browse'],
        summary: 'Finds titles and people that the profile may know of, as one types',
        querystring: titleFilterQuery.extend({ ...viewerFields, ...searchQuery }),
        response: { 200: shownAnswers.found },
      },
    },
    async (request) => {
      const { q: text, cursor, limit, facets } = request.query;
      const wish = {
        text,
        filter: filterOf(request.query),
        offset: Number(cursor ?? 0),
        limit,
        withFacets: facets,
      };
      return toAnswers.found(await browse.search(await reader(request, request.query), wish));
    },
  );
}
