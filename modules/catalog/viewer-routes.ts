// The catalogue over HTTP for viewers: what one of the account's profiles may see, here and on this device.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import type { DeviceKind, ViewerFacts } from './availability.ts';
import { languagesOf, searchQuery, shownAnswers, toAnswers } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import type { HomeReader } from './home.ts';
import { homeAnswers, moreOfRowQuery, toShownRow } from './home-row-routes.ts';
import { canonicalLanguage } from './language.ts';
import { cursorOf, filterOf, sortQuery, titleFilterQuery } from './list-query.ts';
import { relatedSchema, toRelated, walkFields, wishOf } from './relation-routes.ts';
import { registerPersonPage, registerTermList } from './viewer-name-routes.ts';
import { type ReaderOf, type ViewerQuery, viewerFields } from './viewer-query.ts';
import { idOf, slug } from './wire.ts';

/** Who asks, by which profile; the module that knows what accounts hold says it. */
export interface Viewership {
  /** @throws what a client is to be told that is not signed in, or has no such profile */
  of(
    request: HttpRequest,
    wish: { readonly profileId: string; readonly device: DeviceKind | null },
  ): Promise<{
    readonly viewer: ViewerFacts;
    readonly profile: { readonly language: string | null; readonly isKids: boolean };
  }>;
}

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
    const reader: ReaderOf = (request, query) => readerOf(deps, request, query);
    registerBrowsing(scope as HttpApp, catalog, reader);
    registerHome(scope as HttpApp, catalog, reader);
    registerPersonPage(scope as HttpApp, catalog, reader);
    registerTermList(scope as HttpApp, catalog, reader);
    done();
  });
}

/** The one place where a request by a profile becomes a reader. @throws what {@link Viewership.of} throws */
export async function readerOf(
  { viewers }: Pick<ViewerRoutesDeps, 'viewers'>,
  request: HttpRequest,
  { profileId, device, language }: ViewerQuery,
): Promise<HomeReader> {
  const { viewer, profile } = await viewers.of(request, { profileId, device: device ?? null });
  const own = profile.language === null ? null : canonicalLanguage(profile.language);
  const preferred = language === undefined && own !== null ? [own] : [];
  const languages = [...preferred, ...languagesOf(request, language)];
  return { viewer, languages, profileId, isKids: profile.isKids };
}

function registerBrowsing(app: HttpApp, { browse, relations }: Catalog, reader: ReaderOf): void {
  app.get(
    '/api/v1/browse',
    {
      config: { compresses: true },
      schema: {
        tags: ['browse'],
        summary: 'Lists the titles that the profile may see, newest first unless another order is asked for',
        querystring: titleFilterQuery.extend({
          ...viewerFields,
          sort: sortQuery,
          playableOnly: z.stringbool().default(false).describe('Only what plays now.'),
        }),
        response: { 200: shownAnswers.list },
      },
    },
    async (request) => {
      const { cursor, limit, sort, playableOnly } = request.query;
      const filter = { ...filterOf(request.query), sort, playableOnly };
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
    async (request, reply) => {
      const title = await browse.get(request.params.id, await reader(request, request.query));
      // Asked for by a slug that it had before: rfc9110 §8.7.
      reply.header('content-location', `/api/v1/browse/${title.slug}`);
      return toAnswers.one(title);
    },
  );
  app.get(
    '/api/v1/browse/:id/related',
    {
      schema: {
        tags: ['browse'],
        summary: 'Lists what the profile may go on to from a title, the nearest first',
        params: z.object({ id: z.union([idOf('ti'), slug]) }),
        querystring: z.object({ ...viewerFields, ...walkFields }),
        response: { 200: relatedSchema },
      },
    },
    async (request) => {
      const asker = await reader(request, request.query);
      return toRelated(await relations.related(request.params.id, asker, wishOf(request.query)));
    },
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

/** As many as a row may have on its page. */
const MAX_TITLES = 50;

function registerHome(app: HttpApp, { home }: Catalog, reader: ReaderOf): void {
  const page = slug.default('home').describe('Profiles of kids get `kids` whatever they ask for.');
  app.get(
    '/api/v1/home',
    {
      config: { compresses: true },
      schema: {
        tags: ['browse'],
        summary: 'Shows the rows of a page that are for the profile and hold something, in order',
        description: 'With what it goes on with and what it has kept, where the page has rows for them.',
        querystring: z.object({
          ...viewerFields,
          page,
          titles: z.coerce
            .number()
            .int()
            .min(1)
            .max(MAX_TITLES)
            .optional()
            .describe('Of each row at most; the others come with its nextCursor.'),
        }),
        response: { 200: homeAnswers.rows },
      },
    },
    async (request) => {
      const { page: name, titles } = request.query;
      const wish = { page: name, ...(titles === undefined ? {} : { titles }) };
      const rows = await home.show(await reader(request, request.query), wish);
      return { items: rows.map(toShownRow) };
    },
  );
  app.get(
    '/api/v1/home/rows/:id',
    {
      config: { compresses: true },
      schema: {
        tags: ['browse'],
        summary: 'Lists the titles of a row, from its nextCursor on',
        params: z.object({ id: z.union([idOf('ro'), slug]) }),
        querystring: z.object({ ...viewerFields, page, ...moreOfRowQuery }),
        response: { 200: shownAnswers.list },
      },
    },
    async (request) => {
      const { page: name, cursor = null, limit } = request.query;
      const wish = { page: name, rowId: request.params.id, cursor, limit };
      return toAnswers.list(await home.more(await reader(request, request.query), wish));
    },
  );
}
