// People, and genres and moods, over HTTP for viewers.
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { shownImageSchema, toShownImage } from './artwork/show-artwork.ts';
import { shownAnswers, toAnswers } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import { cursorOf, pageQuery } from './list-query.ts';
import type { ShownPerson } from './person-page.ts';
import { creditRoles, termKinds } from './title.ts';
import { type ReaderOf, viewerFields } from './viewer-query.ts';
import { idOf, slug } from './wire.ts';

const personSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    originalName: z.string(),
    biography: z.string().nullable(),
    portrait: shownImageSchema.nullable(),
    titles: z
      .array(
        z.object({
          title: shownAnswers.title,
          roles: z.array(z.object({ role: z.enum(creditRoles), character: z.string().nullable() })),
        }),
      )
      .describe('Those that the profile may see, newest first.'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'ShownPerson' });

export function registerPersonPage(
  app: HttpApp,
  catalog: Pick<Catalog, 'showPerson'>,
  reader: ReaderOf,
): void {
  app.get(
    '/api/v1/people/:id',
    {
      schema: {
        tags: ['browse'],
        summary:
          'Shows a person with the titles that the profile may see, by id or slug; 404 when there are none',
        params: z.object({ id: z.union([idOf('pe'), slug]) }),
        querystring: pageQuery.extend(viewerFields),
        response: { 200: personSchema },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const page = { after: cursorOf(cursor, {}), limit };
      return toPerson(
        await catalog.showPerson(request.params.id, await reader(request, request.query), page),
      );
    },
  );
}

const termSchema = z.object({ kind: z.enum(termKinds), slug: z.string(), name: z.string() });

/** Nobody browses by tags unless they ask for them. */
const kindsQuery = z
  .string()
  .max(40)
  .default('genre,mood')
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(z.enum(termKinds)).min(1))
  .describe('Some of `genre`, `mood` and `tag`, with commas.');

export function registerTermList(app: HttpApp, { browse }: Pick<Catalog, 'browse'>, reader: ReaderOf): void {
  app.get(
    '/api/v1/terms',
    {
      schema: {
        tags: ['browse'],
        summary: 'Lists the genres and moods of which the profile may see a title, by their names',
        querystring: z.object({ ...viewerFields, kinds: kindsQuery }),
        response: { 200: z.object({ items: z.array(termSchema) }) },
      },
    },
    async (request) => {
      const terms = await browse.terms(request.query.kinds, await reader(request, request.query));
      return { items: terms.map(({ kind, slug: named, name }) => ({ kind, slug: named, name })) };
    },
  );
}

function toPerson(person: ShownPerson): z.output<typeof personSchema> {
  return {
    id: person.id,
    slug: person.slug,
    name: person.name,
    originalName: person.originalName,
    biography: person.biography,
    portrait: person.portrait === null ? null : toShownImage(person.portrait),
    titles: person.titles.map(({ title, roles }) => ({
      title: toAnswers.title(title),
      roles: roles.map(({ role, character }) => ({ role, character })),
    })),
    nextCursor: person.nextCursor,
  };
}
