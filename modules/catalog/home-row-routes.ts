// The rows of pages over HTTP, for editors: write, order, and see them as a viewer would.
import { type HttpApp, type HttpRequest, requireIfMatch, revisionTag } from '@vitascope/platform/http';
import { z } from 'zod';
import { deviceKinds } from './availability.ts';
import { readerOf, shownAnswers, toAnswers, viewerFields } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import type { HomeReader, ShownRow } from './home.ts';
import { audiences, type HomeRowContent, homeRowKinds } from './home-row.ts';
import { MAX_ROWS_OF_PAGE, type OrderedRows } from './home-rows.ts';
import { answerOf, registerSubjectRoutes } from './subject-routes.ts';
import { titleKinds } from './title.ts';
import {
  byLanguage,
  distinct,
  type Full,
  fromIso,
  idOf,
  language,
  line,
  slug,
  territory,
  time,
  toIso,
  versionFields,
} from './wire.ts';

const MAX_EDITORIAL_TITLES = 200;
const MAX_LIMIT = 50;

const filterSchema = z
  .strictObject({
    kinds: distinct(z.enum(titleKinds), titleKinds.length)
      .default([])
      .describe('Empty for films, series and events.'),
    genre: slug.nullable().default(null),
    tag: slug.nullable().default(null),
    mood: slug.nullable().default(null),
  })
  .describe('Of rows of kind `new` and `query`.');

const audienceSchema = z
  .strictObject({
    opensAt: time.nullable().default(null),
    closesAt: time.nullable().default(null).describe('The first moment that no longer belongs to it.'),
    territories: distinct(territory, 250).default([]).describe('Empty for everywhere.'),
    exceptTerritories: distinct(territory, 250).default([]),
    devices: distinct(z.enum(deviceKinds), deviceKinds.length).default([]).describe('Empty for all.'),
    plans: distinct(slug, 50).default([]).describe('Any of them will do; empty for everybody.'),
    profiles: z.enum(audiences).default('everybody'),
  })
  .describe('To whom the row is shown, and when.');

const rowFields = {
  page: slug.describe('`home`, `kids`, or any other. Profiles of kids get `kids` whatever they ask for.'),
  position: z.int().min(0).max(1_000_000).describe('0 for the end of the page.'),
  kind: z.enum(homeRowKinds),
  originalLanguage: language,
  names: byLanguage(line(100)),
  titleIds: distinct(idOf('ti'), MAX_EDITORIAL_TITLES).describe('Of an editorial row, in order.'),
  collectionId: idOf('ti').nullable(),
  filter: filterSchema,
  limit: z.int().min(1).max(MAX_LIMIT).describe('Titles that the page itself shows.'),
  enabled: z.boolean(),
  audience: audienceSchema,
};

const rowBody = z.strictObject({
  ...rowFields,
  page: rowFields.page.default('home'),
  position: rowFields.position.default(0),
  titleIds: rowFields.titleIds.default([]),
  collectionId: rowFields.collectionId.default(null),
  filter: rowFields.filter.default(() => filterSchema.parse({})),
  limit: rowFields.limit.default(20),
  enabled: rowFields.enabled.default(true),
  audience: rowFields.audience.default(() => audienceSchema.parse({})),
});
const rowPatch = z.strictObject(rowFields).partial();
type RowInput = z.output<typeof rowBody>;

const rowAnswer = z.strictObject({ ...versionFields, ...rowFields }).meta({ id: 'CatalogHomeRow' });
const orderedAnswer = z.object({ items: z.array(rowAnswer) });
const shownRowSchema = z
  .object({
    id: z.string().describe('An id, or the name of a row that nobody has arranged.'),
    kind: z.enum(homeRowKinds),
    language: z.string().describe('That of the name.'),
    name: z.string(),
    items: z.array(shownAnswers.title),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ShownRow' });

/** What a page and more of one of its rows look like, whoever asks. */
export const homeAnswers = { rows: z.object({ items: z.array(shownRowSchema) }) };
export const moreOfRowQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(20),
};

const viewerQuery = {
  ...viewerFields,
  page: slug.default('home'),
  kids: z.stringbool().default(false).describe("As a kids' profile."),
};

export function registerHomeRowRoutes(
  app: HttpApp,
  { catalog, actorOf }: { readonly catalog: Catalog; actorOf(request: HttpRequest): string },
): void {
  registerSubjectRoutes(app, {
    path: '/api/v1/catalog/rows',
    noun: 'row of a page',
    idPrefix: 'ro',
    body: rowBody,
    patch: rowPatch,
    answer: rowAnswer,
    versioned: catalog.homeRows,
    toContent: rowContent,
    toBody: rowToBody,
    actorOf,
  });
  registerPages(app, { catalog, actorOf });
  registerHomePreview(app, catalog);
}

function registerPages(
  app: HttpApp,
  { catalog, actorOf }: { readonly catalog: Catalog; actorOf(request: HttpRequest): string },
): void {
  const params = z.object({ page: slug });
  const tags = ['catalog'];
  app.get(
    '/api/v1/catalog/pages',
    {
      schema: {
        tags,
        summary: 'Lists the pages that have rows',
        response: { 200: z.object({ items: z.array(z.object({ page: z.string(), rows: z.int() })) }) },
      },
    },
    async () => ({ items: (await catalog.homeRows.listPages()).map(({ page, rows }) => ({ page, rows })) }),
  );
  app.get(
    '/api/v1/catalog/pages/:page',
    {
      schema: {
        tags,
        summary: 'Lists the rows of a page in their order, whoever they are for',
        description: 'The ETag is that of the order. A page without rows shows its defaults to viewers.',
        params,
        response: { 200: orderedAnswer },
      },
    },
    async (request, reply) => {
      const ordered = await catalog.homeRows.list(request.params.page);
      reply.header('etag', revisionTag(ordered.orderRevision));
      return toOrdered(ordered);
    },
  );
  app.put(
    '/api/v1/catalog/pages/:page/order',
    {
      schema: {
        tags,
        summary: 'Puts all rows of a page in an order',
        description: 'Wants `If-Match` with the ETag of the page: 412 when rows came, went or moved since.',
        params,
        body: z.strictObject({ ids: distinct(idOf('ro'), MAX_ROWS_OF_PAGE) }),
        response: { 200: orderedAnswer },
      },
    },
    async (request, reply) => {
      const expect = requireIfMatch(request.headers['if-match']);
      const options = { actor: actorOf(request), expect };
      const ordered = await catalog.homeRows.reorder(request.params.page, request.body.ids, options);
      reply.header('etag', revisionTag(ordered.orderRevision));
      return toOrdered(ordered);
    },
  );
  app.post(
    '/api/v1/catalog/pages/:page/adopt-defaults',
    {
      schema: {
        tags,
        summary: 'Makes rows that can be edited of what an empty page shows by itself',
        params,
        response: { 201: orderedAnswer },
      },
    },
    async (request, reply) => {
      const ordered = await catalog.homeRows.adoptDefaults(request.params.page, { actor: actorOf(request) });
      reply.code(201).header('etag', revisionTag(ordered.orderRevision));
      return toOrdered(ordered);
    },
  );
}

function registerHomePreview(app: HttpApp, catalog: Catalog): void {
  app.get(
    '/api/v1/catalog/home',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Shows editors a page as a viewer would see it',
        querystring: z.object({
          ...viewerQuery,
          at: time.optional().describe('At another time than now.'),
        }),
        response: { 200: homeAnswers.rows },
      },
    },
    async (request) => {
      const { page, at, kids } = request.query;
      const reader: HomeReader = { ...readerOf(request, request.query), profileId: null, isKids: kids };
      const now = at === undefined ? {} : { now: Date.parse(at) };
      const rows = await catalog.home.show(reader, { page, ...now });
      return { items: rows.map(toShownRow) };
    },
  );
  app.get(
    '/api/v1/catalog/home/rows/:id/titles',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Shows editors more of a row as a viewer would see it',
        params: z.object({ id: z.union([idOf('ro'), slug]) }),
        querystring: z.object({
          ...viewerQuery,
          ...moreOfRowQuery,
        }),
        response: { 200: shownAnswers.list },
      },
    },
    async (request) => {
      const { page, cursor = null, limit, kids } = request.query;
      const reader: HomeReader = { ...readerOf(request, request.query), profileId: null, isKids: kids };
      const wish = { page, rowId: request.params.id, cursor, limit };
      return toAnswers.list(await catalog.home.more(reader, wish));
    },
  );
}

export function toShownRow(row: ShownRow): z.output<typeof shownRowSchema> {
  return {
    id: row.id,
    kind: row.kind,
    language: row.language,
    name: row.name,
    items: row.items.map(toAnswers.title),
    nextCursor: row.nextCursor,
  };
}

function toOrdered({ rows }: OrderedRows): z.output<typeof orderedAnswer> {
  return { items: rows.map((row) => answerOf(row, rowToBody)) };
}

function rowContent(body: RowInput): HomeRowContent {
  const { audience, filter } = body;
  return {
    page: body.page,
    position: body.position,
    kind: body.kind,
    originalLanguage: body.originalLanguage,
    names: body.names,
    titleIds: body.titleIds,
    collectionId: body.collectionId,
    filter: { kinds: filter.kinds, genre: filter.genre, tag: filter.tag, mood: filter.mood },
    limit: body.limit,
    isEnabled: body.enabled,
    audience: {
      opensAt: fromIso(audience.opensAt),
      closesAt: fromIso(audience.closesAt),
      territories: audience.territories,
      exceptTerritories: audience.exceptTerritories,
      devices: audience.devices,
      plans: audience.plans,
      profiles: audience.profiles,
    },
  };
}

function rowToBody(content: HomeRowContent): Full<RowInput> {
  const { audience, filter } = content;
  return {
    page: content.page,
    position: content.position,
    kind: content.kind,
    originalLanguage: content.originalLanguage,
    names: { ...content.names },
    titleIds: [...content.titleIds],
    collectionId: content.collectionId,
    filter: { kinds: [...filter.kinds], genre: filter.genre, tag: filter.tag, mood: filter.mood },
    limit: content.limit,
    enabled: content.isEnabled,
    audience: {
      opensAt: toIso(audience.opensAt),
      closesAt: toIso(audience.closesAt),
      territories: [...audience.territories],
      exceptTerritories: [...audience.exceptTerritories],
      devices: [...audience.devices],
      plans: [...audience.plans],
      profiles: audience.profiles,
    },
  };
}
