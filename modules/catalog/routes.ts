// The catalogue over HTTP. Everything but a preview link is for staff.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { registerAssetLinkRoutes } from './asset-link-routes.ts';
import { registerBrowseRoutes, registerPreviewPage } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import { lacks } from './editor-list.ts';
import { registerFeedRoutes } from './feeds/feed-routes.ts';
import type { Imports } from './feeds/imports.ts';
import { registerHomeRowRoutes } from './home-row-routes.ts';
import { parseLanguages } from './language.ts';
import { cursorOf, filterOf, pageQuery, titleFilterQuery } from './list-query.ts';
import { registerPreviewRoutes } from './preview-routes.ts';
import { registerRelationRoutes } from './relation-routes.ts';
import { answerOf, registerSubjectRoutes } from './subject-routes.ts';
import { editorSorts } from './title-list.ts';
import {
  idOf,
  language,
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
  readonly imports: Imports;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'catalog.read' | 'catalog.write'): Promise<void>;
  /** Who the client is, for the record of changes. */
  actorOf(request: HttpRequest): string;
}

/** In any language, the words in any order; or an id or slug. */
const namedQuery = {
  q: z.string().trim().min(1).max(200).optional().describe('What the name begins with, word by word.'),
};

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
    registerFeedRoutes(scope as HttpApp, deps);
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
          ...namedQuery,
          state: stateSchema.optional().describe('As the clock has it, with what is inherited.'),
          assetId: idOf('as').optional().describe('Titles that link this asset.'),
          missing: z.enum(lacks).optional().describe('Titles that lack it.'),
          missingLanguage: language.optional().describe('Titles without texts in it.'),
          whole: z
            .stringbool()
            .default(false)
            .describe('Without seasons, episodes and other parts of titles.'),
          sort: z.enum(editorSorts).optional().describe('A cursor is only good with the same.'),
          language: z.string().max(200).optional().describe('BCP 47: whose names are sorted.'),
        }),
        response: {
          200: listOf(titleAnswer).extend({
            total: z
              .int()
              .nullable()
              .describe('Of the whole list, counted to 100,000; with its first page only.'),
          }),
        },
      },
    },
    async (request) => {
      const { q: text, state, assetId, missing, missingLanguage, whole, sort, cursor, limit } = request.query;
      const filter = {
        ...filterOf(request.query),
        ...{ text, assetId, state, sort, lacks: missing, lacksLanguage: missingLanguage, isWhole: whole },
        languages: parseLanguages(request.query.language ?? ''),
      };
      const [{ items, nextCursor }, total] = await Promise.all([
        catalog.listTitles(filter, { after: cursorOf(cursor, filter), limit }),
        cursor === undefined ? catalog.countTitles(filter) : null,
      ]);
      return { items: items.map((title) => answerOf(title, titleToBody)), nextCursor, total };
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
        querystring: pageQuery.extend(namedQuery),
        response: { 200: listOf(personAnswer) },
      },
    },
    async ({ query: { q: text, cursor, limit } }) => {
      const { items, nextCursor } = await catalog.listPeople({ after: cursor ?? null, limit, text });
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
