// Relations over HTTP: add, remove and draw them for editors, and what a viewer may go on to.
import type { HttpApp, HttpReply, HttpRequest } from '@vitascope/platform/http';
import { revisionTag } from '@vitascope/platform/http';
import { z } from 'zod';
import { readerOf, shownSchema, toShown, viewerFields } from './browse-routes.ts';
import type { Catalog } from './catalog.ts';
import { rankLanguages } from './language.ts';
import { MAX_WALK_DEPTH, MAX_WALK_TITLES, walkWays } from './relation-store.ts';
import { type RelatedTitle, seenRelations, type TitleGraph, type WalkWish } from './relations.ts';
import type { Subject } from './rows.ts';
import { answerOf } from './subject-routes.ts';
import { relationKinds, type TitleContent, titleKinds } from './title.ts';
import { idOf, slug, titleAnswer, titleToBody } from './wire.ts';

const walkFields = {
  depth: z.coerce.number().int().min(1).max(MAX_WALK_DEPTH).default(1),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_WALK_TITLES)
    .default(50)
    .describe('Titles beside this one; the nearest are taken.'),
  through: z
    .string()
    .max(100)
    .default('relations')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(walkWays)).min(1).max(walkWays.length))
    .describe('What to follow, with commas: `relations` (and collections), `people`, `characters`.'),
};

const graphSchema = z
  .object({
    nodes: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(titleKinds),
        slug: z.string(),
        name: z.string(),
        distance: z.int(),
      }),
    ),
    edges: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        kind: z
          .enum([...relationKinds, 'member', 'person', 'character'])
          .describe('What `to` is to `from`; a person or a character is shared by both.'),
        label: z.string().nullable().describe('The id of the person, or the character.'),
      }),
    ),
    cut: z.boolean().describe('Whether there is more than fits.'),
  })
  .meta({ id: 'TitleGraph' });

const relatedSchema = z.object({
  items: z.array(
    z.object({
      relation: z.enum(seenRelations).describe('What it is to the title that `fromId` names.'),
      shares: z.string().nullable().describe('The id of the person, or the character, that both share.'),
      fromId: z.string(),
      distance: z.int(),
      title: shownSchema,
    }),
  ),
});

export function registerRelationRoutes(
  app: HttpApp,
  { catalog, actorOf }: { readonly catalog: Catalog; actorOf(request: HttpRequest): string },
): void {
  registerEdges(app, catalog, actorOf);
  app.get(
    '/api/v1/catalog/titles/:id/graph',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Gives the titles around a title, and what they are to each other, to be drawn',
        params: z.object({ id: idOf('ti') }),
        querystring: z.object(walkFields),
        response: { 200: graphSchema },
      },
    },
    async (request) => toGraph(await catalog.relations.graph(request.params.id, wishOf(request.query))),
  );
  app.get(
    '/api/v1/catalog/browse/:id/related',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Lists what a viewer may go on to from a title, the nearest first',
        description: 'What the viewer may not see is neither listed nor passed through.',
        params: z.object({ id: z.union([idOf('ti'), slug]) }),
        querystring: z.object({ ...viewerFields, ...walkFields }),
        response: { 200: relatedSchema },
      },
    },
    async (request) => {
      const reader = readerOf(request, request.query);
      const related = await catalog.relations.related(request.params.id, reader, wishOf(request.query));
      return { items: related.map(toRelated) };
    },
  );
}

/** Naming one edge, they leave all others alone: nobody needs to have seen the latest version. */
function registerEdges(app: HttpApp, catalog: Catalog, actorOf: (request: HttpRequest) => string): void {
  const path = '/api/v1/catalog/titles/:id/relations/:kind/:relatedId';
  const params = z.object({ id: idOf('ti'), kind: z.enum(relationKinds), relatedId: idOf('ti') });
  const description = 'It may be repeated. Undone like every edit of the title.';
  app.put(
    path,
    {
      schema: {
        tags: ['catalog'],
        summary: 'Says what another title is to this one',
        description,
        params,
        response: { 200: titleAnswer },
      },
    },
    async (request, reply) => {
      const { id, kind, relatedId } = request.params;
      const options = { actor: actorOf(request) };
      return send(reply, await catalog.relations.add(id, { kind, titleId: relatedId }, options));
    },
  );
  app.delete(
    path,
    {
      schema: {
        tags: ['catalog'],
        summary: 'Takes back what another title is to this one',
        description,
        params,
        response: { 200: titleAnswer },
      },
    },
    async (request, reply) => {
      const { id, kind, relatedId } = request.params;
      const options = { actor: actorOf(request) };
      return send(reply, await catalog.relations.remove(id, { kind, titleId: relatedId }, options));
    },
  );
}

function send(reply: Pick<HttpReply, 'header'>, title: Subject<TitleContent>) {
  reply.header('etag', revisionTag(title.revision));
  return answerOf(title, titleToBody);
}

function wishOf({ depth, limit, through }: z.output<z.ZodObject<typeof walkFields>>): WalkWish {
  return { depth, limit, ways: [...new Set(through)] };
}

function toGraph({ nodes, edges, isCut }: TitleGraph): z.output<typeof graphSchema> {
  return {
    nodes: nodes.map(({ id, distance, content }) => ({
      id,
      kind: content.kind,
      slug: content.slug,
      name: nameOf(content),
      distance,
    })),
    edges: edges.map(({ from, to, kind, label }) => ({ from, to, kind, label })),
    cut: isCut,
  };
}

function nameOf({ texts, originalLanguage, slug: named }: TitleContent): string {
  const [best = ''] = rankLanguages(Object.keys(texts), [], originalLanguage);
  return texts[best]?.name ?? named;
}

function toRelated({ relation, shares, fromId, distance, title }: RelatedTitle) {
  return { relation, shares, fromId, distance, title: toShown(title) };
}
