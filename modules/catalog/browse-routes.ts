// The catalogue over HTTP as a viewer sees it, for staff, who say for whom they ask. Viewers have viewer-routes.ts.
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import {
  shownArtworkSchema,
  shownImageSchema,
  toShownArtwork,
  toShownImage,
} from './artwork/show-artwork.ts';
import {
  type Availability,
  deviceKinds,
  offerKinds,
  unknownViewer,
  type ViewerFacts,
} from './availability.ts';
import type { Catalog } from './catalog.ts';
import { parseLanguages } from './language.ts';
import { cursorOf, filterOf, sortQuery, titleFilterQuery } from './list-query.ts';
import type { Named, Reader, ShownTitle, ShownTitleInFull } from './present.ts';
import { MAX_QUERY_LENGTH } from './search.ts';
import { assetPurposes, creditRoles, markerKinds, titleKinds } from './title.ts';
import { idOf, refusalSchema, slug, territory, time, toIso } from './wire.ts';

/** Nobody reads further; each page costs all those before it. */
const MAX_OFFSET = 500;

/** A list in a query: `plans=basic,premium`. */
const commas = (item: z.ZodType<string, string>) =>
  z
    .string()
    .max(4_000)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).max(100))
    .default([]);

export const languageQuery = z
  .string()
  .max(200)
  .optional()
  .describe('BCP 47, several with commas; `Accept-Language` without it.');

export const viewerFields = {
  language: languageQuery,
  territory: territory.optional(),
  device: z.enum(deviceKinds).optional(),
  maturityLimit: z.coerce.number().int().min(0).max(21).optional().describe('Years.'),
  plans: commas(slug),
  purchases: commas(idOf('ti')),
  rentals: commas(idOf('ti')),
};
/** Staff may ask about another time. */
const atQuery = { at: time.optional().describe('At another time than now.') };
type ViewerQuery = z.output<z.ZodObject<typeof viewerFields>> & { readonly at?: string | undefined };

const namedSchema = z.object({ slug: z.string(), name: z.string() });
const availabilitySchema = z.object({
  playable: z.boolean(),
  reason: refusalSchema.nullable().describe('Why it does not play.'),
  offers: z.array(z.object({ kind: z.enum(offerKinds), plans: z.array(z.string()) })),
  opensAt: z.iso.datetime().nullable(),
  closesAt: z.iso.datetime().nullable(),
});
const shownFields = {
  id: z.string(),
  kind: z.enum(titleKinds),
  slug: z.string(),
  parentId: z.string().nullable(),
  number: z.int().nullable(),
  series: namedSchema
    .extend({
      id: z.string(),
      language: z.string().describe('That of the name.'),
      seasonNumber: z.int().nullable().describe('Of an episode.'),
    })
    .nullable()
    .describe('That a season or an episode belongs to.'),
  durationMs: z.int().nullable().describe('Of what it plays, where that is known.'),
  language: z.string().describe('That of the name.'),
  name: z.string(),
  tagline: z.string().nullable(),
  synopsis: z.string().nullable(),
  originalLanguage: z.string(),
  originalName: z.string(),
  firstShownOn: z.string().nullable(),
  countries: z.array(z.string()),
  genres: z.array(namedSchema),
  tags: z.array(namedSchema),
  moods: z.array(namedSchema),
  rating: z.object({ system: z.string(), label: z.string() }).nullable(),
  minimumAge: z.int().nullable(),
  artwork: shownArtworkSchema,
  availability: availabilitySchema,
};
export const shownSchema = z.object(shownFields).meta({ id: 'ShownTitle' });
const shownInFullSchema = z
  .object({
    ...shownFields,
    credits: z.array(
      namedSchema.extend({
        personId: z.string(),
        role: z.enum(creditRoles),
        character: z.string().nullable(),
        portrait: shownImageSchema.nullable(),
      }),
    ),
    videos: z.array(
      z.object({ assetId: z.string(), purpose: z.enum(assetPurposes), name: z.string().nullable() }),
    ),
    markers: z.array(z.object({ kind: z.enum(markerKinds), startMs: z.int(), endMs: z.int() })),
  })
  .meta({ id: 'ShownTitleInFull' });

const foundSchema = z.object({
  items: z.array(shownSchema),
  nextCursor: z.string().nullable(),
  people: z.array(namedSchema.extend({ id: z.string() })).describe('On the first page.'),
  corrected: z.boolean().describe('Whether words were taken for misspelt.'),
  facets: z
    .array(z.object({ facet: z.enum(['kind', 'genre', 'decade']), value: z.string(), count: z.int() }))
    .describe('Values are what the filter of that name takes. Empty unless asked for.'),
  suggestion: z
    .string()
    .nullable()
    .describe('The name that was probably meant, where little is found; looked for with the facets.'),
});

const listSchema = z.object({ items: z.array(shownSchema), nextCursor: z.string().nullable() });

export const shownAnswers = {
  title: shownSchema,
  list: listSchema,
  one: shownInFullSchema,
  found: foundSchema,
};
export const toAnswers = { title: toShown, list: toList, one: toShownInFull, found: toFound };

/** What a search can be asked for beside its filter. */
export const searchQuery = {
  q: z.string().max(MAX_QUERY_LENGTH).describe('The last word may be unfinished.'),
  cursor: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  facets: z
    .stringbool()
    .default(false)
    .describe(
      'Whether to count the matches by kind, genre and decade, and to suggest what may have been meant.',
    ),
};

export function registerBrowseRoutes(app: HttpApp, catalog: Catalog): void {
  app.get(
    '/api/v1/catalog/browse',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists the titles that a viewer may see, newest first',
        querystring: titleFilterQuery.extend({
          ...viewerFields,
          ...atQuery,
          sort: sortQuery,
          playableOnly: z.stringbool().default(false).describe('Only what plays for this viewer now.'),
        }),
        response: { 200: listSchema },
      },
    },
    async (request) => {
      const { cursor, limit, sort, playableOnly } = request.query;
      const filter = { ...filterOf(request.query), sort, playableOnly };
      const page = { after: cursorOf(cursor, filter), limit };
      return toList(await catalog.browse.list(readerOf(request, request.query), filter, page));
    },
  );
  app.get(
    '/api/v1/catalog/search',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Finds titles and people that a viewer may know of, as one types',
        querystring: titleFilterQuery.extend({ ...viewerFields, ...searchQuery }),
        response: { 200: foundSchema },
      },
    },
    async (request) => {
      const { q: text, cursor, limit, facets } = request.query;
      const found = await catalog.browse.search(readerOf(request, request.query), {
        text,
        filter: filterOf(request.query),
        offset: Number(cursor ?? 0),
        limit,
        withFacets: facets,
      });
      return toFound(found);
    },
  );
  app.get(
    '/api/v1/catalog/browse/:id',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Shows a title as a viewer sees it, by id or slug; 404 when hidden',
        description:
          'A slug that the title had before finds it too: `slug` and `Content-Location` tell the one of today.',
        params: z.object({ id: z.union([idOf('ti'), slug]) }),
        querystring: z.object({ ...viewerFields, ...atQuery }),
        response: { 200: shownInFullSchema },
      },
    },
    async (request, reply) => {
      const title = await catalog.browse.get(request.params.id, readerOf(request, request.query));
      // Asked for by a slug that it had before: rfc9110 §8.7.
      reply.header('content-location', `/api/v1/catalog/browse/${title.slug}`);
      return toShownInFull(title);
    },
  );
  app.get(
    '/api/v1/catalog/titles/:id/availability',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Tells editors whether a viewer may see and play a title, and why not',
        params: z.object({ id: idOf('ti') }),
        querystring: z.object({ ...viewerFields, ...atQuery }),
        response: { 200: availabilitySchema.extend({ visible: z.boolean() }) },
      },
    },
    async (request) => {
      const { viewer, at } = readerOf(request, request.query);
      const { availability } = await catalog.browse.judge(request.params.id, viewer, at);
      return { visible: availability.visible, ...toAvailability(availability) };
    },
  );
}

/** The token is the right: whoever holds it needs no key. */
export function registerPreviewPage(app: HttpApp, catalog: Catalog): void {
  app.get(
    '/api/v1/catalog/previews/:token',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Shows the title of a preview link to whoever holds it',
        params: z.object({ token: z.string().regex(/^pv_[A-Za-z0-9_-]{43}$/) }),
        querystring: z.object({ language: viewerFields.language }),
        response: { 200: shownInFullSchema },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      const languages = languagesOf(request, request.query.language);
      return toShownInFull(await catalog.browse.preview(request.params.token, languages));
    },
  );
}

/** The one place where a request becomes a viewer. */
export function readerOf(request: HttpRequest, query: ViewerQuery): Reader {
  const viewer: ViewerFacts = {
    ...unknownViewer,
    territory: query.territory ?? null,
    device: query.device ?? null,
    maturityLimit: query.maturityLimit ?? null,
    plans: query.plans,
    purchases: query.purchases,
    rentals: query.rentals,
  };
  const reader = { viewer, languages: languagesOf(request, query.language) };
  return query.at === undefined ? reader : { ...reader, at: Date.parse(query.at) };
}

export function languagesOf(request: Pick<HttpRequest, 'headers'>, asked: string | undefined): string[] {
  return parseLanguages(asked ?? request.headers['accept-language'] ?? '');
}

export function toShown(title: ShownTitle): z.output<typeof shownSchema> {
  return {
    id: title.id,
    kind: title.kind,
    slug: title.slug,
    parentId: title.parentId,
    number: title.number,
    series:
      title.series === null
        ? null
        : {
            ...toNamed(title.series),
            id: title.series.id,
            language: title.series.language,
            seasonNumber: title.series.seasonNumber,
          },
    durationMs: title.durationMs,
    language: title.language,
    name: title.name,
    tagline: title.tagline,
    synopsis: title.synopsis,
    originalLanguage: title.originalLanguage,
    originalName: title.originalName,
    firstShownOn: title.firstShownOn,
    countries: [...title.countries],
    genres: title.genres.map(toNamed),
    tags: title.tags.map(toNamed),
    moods: title.moods.map(toNamed),
    rating: title.rating === null ? null : { system: title.rating.system, label: title.rating.label },
    minimumAge: title.minimumAge,
    artwork: toShownArtwork(title.artwork),
    availability: toAvailability(title.availability),
  };
}

function toShownInFull(title: ShownTitleInFull): z.output<typeof shownInFullSchema> {
  return {
    ...toShown(title),
    credits: title.credits.map((credit) => ({
      ...toNamed(credit),
      personId: credit.personId,
      role: credit.role,
      character: credit.character,
      portrait: credit.portrait === null ? null : toShownImage(credit.portrait),
    })),
    videos: title.videos.map(({ assetId, purpose, name }) => ({ assetId, purpose, name })),
    markers: title.markers.map(({ kind, startMs, endMs }) => ({ kind, startMs, endMs })),
  };
}

function toList({
  items,
  nextCursor,
}: Awaited<ReturnType<Catalog['browse']['list']>>): z.output<typeof listSchema> {
  return { items: items.map(toShown), nextCursor };
}

function toFound(found: Awaited<ReturnType<Catalog['browse']['search']>>): z.output<typeof foundSchema> {
  const { nextOffset } = found;
  return {
    items: found.items.map(toShown),
    nextCursor: nextOffset === null || nextOffset > MAX_OFFSET ? null : String(nextOffset),
    people: found.people.map(({ id, slug: named, name }) => ({ id, slug: named, name })),
    corrected: found.corrected,
    facets: found.facets.map(({ facet, value, count }) => ({ facet, value, count })),
    suggestion: found.suggestion,
  };
}

function toNamed({ slug: named, name }: Named): Named {
  return { slug: named, name };
}

function toAvailability({ playable, reason, offers, opensAt, closesAt }: Availability) {
  return {
    playable,
    reason,
    offers: offers.map(({ kind, plans }) => ({ kind, plans: [...plans] })),
    opensAt: toIso(opensAt),
    closesAt: toIso(closesAt),
  };
}
