// The catalogue over HTTP. Everything but a preview link is for staff.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { registerAssetLinkRoutes } from './asset-link-routes.ts';
import { registerBrowseRoutes, registerPreviewPage } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import { registerHomeRowRoutes } from './home-row-routes.ts';
import { cursorOf, filterOf, pageQuery, titleFilterQuery } from './list-query.ts';
import { registerPreviewRoutes } from './preview-routes.ts';
import { registerRelationRoutes } from './relation-routes.ts';
import { answerOf, registerSubjectRoutes } from './subject-routes.ts';
import {
  idOf,
  personAnswer,
  personBody,
  personContent,
  personPatch,
  personToBody,
  stateSchema,
  termAnswer,
  termBody,
  termContent,
  termPatch,
  termToBody,
  titleAnswer,
  titleBody,
  titleContent,
  titlePatch,
  titleToBody,
} from './wire.ts';

export interface CatalogRoutesDeps {
  readonly catalog: Catalog;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'catalog.read' | 'catalog.write'): Promise<void>;
  /** Who the client is, for the record of changes. */
  actorOf(request: HttpRequest): string;
}

export function registerCatalogRoutes(app: HttpApp, deps: CatalogRoutesDeps): void {
  registerPreviewPage(app, deps.catalog);
  app.register((scope, _options, done) => {
    // The one place where a right is asked for: whoever gets past may read and edit all of the catalogue.
    scope.addHook('onRequest', (request) =>
      deps.authorize(
        request,
        request.method === 'GET' || request.method === 'HEAD' ? 'catalog.read' : 'catalog.write',
      ),
    );
    registerTitles(scope as HttpApp, deps);
    registerPeople(scope as HttpApp, deps);
    registerTerms(scope as HttpApp, deps);
    registerPreviewRoutes(scope as HttpApp, deps);
    registerHomeRowRoutes(scope as HttpApp, deps);
    registerBrowseRoutes(scope as HttpApp, deps.catalog);
    registerRelationRoutes(scope as HttpApp, deps);
    registerAssetLinkRoutes(scope as HttpApp, deps);
    done();
  });
}

function registerTitles(app: HttpApp, { catalog, actorOf }: CatalogRoutesDeps): void {
  registerSubjectRoutes(app, {
    path: '/api/v1/catalog/titles',
    noun: 'title',
    idPrefix: 'ti',
    body: titleBody,
    patch: titlePatch,
    answer: titleAnswer,
    versioned: catalog.titles,
    toContent: titleContent,
    toBody: titleToBody,
    actorOf,
  });
  app.get(
    '/api/v1/catalog/titles',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists titles, newest first, whoever may see them',
        querystring: titleFilterQuery.extend({
          state: stateSchema.optional().describe('As the clock has it, with what is inherited.'),
          assetId: idOf('as').optional().describe('Titles that link this asset.'),
        }),
        response: { 200: listOf(titleAnswer) },
      },
    },
    async (request) => {
      const { state, assetId, cursor, limit } = request.query;
      const filter = { ...filterOf(request.query), assetId, state };
      const { items, nextCursor } = await catalog.listTitles(filter, {
        after: cursorOf(cursor, filter),
        limit,
      });
      return { items: items.map((title) => answerOf(title, titleToBody)), nextCursor };
    },
  );
}

function registerPeople(app: HttpApp, { catalog, actorOf }: CatalogRoutesDeps): void {
  registerSubjectRoutes(app, {
    path: '/api/v1/catalog/people',
    noun: 'person',
    idPrefix: 'pe',
    body: personBody,
    patch: personPatch,
    answer: personAnswer,
    versioned: catalog.people,
    toContent: personContent,
    toBody: personToBody,
    actorOf,
  });
  app.get(
    '/api/v1/catalog/people',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists people, newest first',
        querystring: pageQuery,
        response: { 200: listOf(personAnswer) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const { items, nextCursor } = await catalog.listPeople({ after: cursor ?? null, limit });
      return { items: items.map((person) => answerOf(person, personToBody)), nextCursor };
    },
  );
}

function registerTerms(app: HttpApp, { catalog, actorOf }: CatalogRoutesDeps): void {
  registerSubjectRoutes(app, {
    path: '/api/v1/catalog/terms',
    noun: 'genre, tag or mood',
    idPrefix: 'tm',
    body: termBody,
    patch: termPatch,
    answer: termAnswer,
    versioned: catalog.terms,
    toContent: termContent,
    toBody: termToBody,
    actorOf,
  });
  app.get(
    '/api/v1/catalog/terms',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists genres, tags and moods with their names, newest first',
        querystring: pageQuery,
        response: { 200: listOf(termAnswer) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const { items, nextCursor } = await catalog.listTerms({ after: cursor ?? null, limit });
      return { items: items.map((term) => answerOf(term, termToBody)), nextCursor };
    },
  );
}

function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
