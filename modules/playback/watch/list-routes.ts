// The list that a profile keeps and what it thinks of titles, over HTTP.
import { shownAnswers, toAnswers } from '@vitascope/catalog';
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import type { Ask } from './asker.ts';
import { readMoment, writeMoment } from './list-cursor.ts';
import { ratings } from './title-lists.ts';
import type { MomentCursor } from './watch-store.ts';
import {
  nothing,
  pageOf,
  pageQuery,
  params,
  requireVisible,
  tags,
  titleParams,
  titlesById,
  type WatchRoutesDeps,
} from './watch-wire.ts';

const listedSchema = z.object({ title: shownAnswers.title, addedAt: z.iso.datetime() });
const ratedSchema = z.object({
  title: shownAnswers.title,
  rating: z.enum(ratings),
  ratedAt: z.iso.datetime(),
});

/** `ask` is of a scope that asks first. */
export function registerListRoutes(app: HttpApp, deps: WatchRoutesDeps, ask: Ask): void {
  registerMyList(app, deps, ask);
  registerRatings(app, deps, ask);
}

const fewer = 'A page may hold fewer than `limit`: what the profile may not see (any more) is left out.';
const iso = ({ at }: MomentCursor): string => new Date(at).toISOString();

function cursorAfter(items: readonly { readonly cursor: MomentCursor }[], limit: number): string | null {
  const last = items.length === limit ? items.at(-1) : undefined;
  return last === undefined ? null : writeMoment(last.cursor);
}

function registerMyList(app: HttpApp, { watch, catalog, clock }: WatchRoutesDeps, ask: Ask): void {
  app.get(
    '/api/v1/profiles/:id/my-list',
    {
      schema: {
        tags,
        summary: "Lists the titles on the profile's list, newest first",
        description: fewer,
        params,
        querystring: pageQuery,
        response: { 200: pageOf(listedSchema) },
      },
    },
    async (request) => {
      const { cursor, limit, language } = request.query;
      const { watcher, reader } = await ask(request, language);
      const items = await watch.lists.list(watcher.profileId, { after: readMoment(cursor), limit });
      const titles = await titlesById(catalog, items, reader);
      return {
        items: items.flatMap((item) => {
          const title = titles.get(item.titleId);
          return title === undefined ? [] : [{ title: toAnswers.title(title), addedAt: iso(item.cursor) }];
        }),
        nextCursor: cursorAfter(items, limit),
      };
    },
  );
  app.put(
    '/api/v1/profiles/:id/my-list/:titleId',
    {
      schema: {
        tags,
        summary: 'Puts a title on the list; one that is on it keeps its place',
        params: titleParams,
        response: nothing,
      },
    },
    async (request, reply) => {
      const { watcher, reader } = await ask(request);
      await requireVisible(catalog, request.params.titleId, reader);
      await watch.lists.add(watcher, request.params.titleId, clock.now());
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/v1/profiles/:id/my-list/:titleId',
    { schema: { tags, summary: 'Takes a title off the list', params: titleParams, response: nothing } },
    async (request, reply) => {
      const { watcher } = await ask(request);
      await watch.lists.remove(watcher.profileId, request.params.titleId);
      return reply.code(204).send(null);
    },
  );
}

function registerRatings(app: HttpApp, { watch, catalog, clock }: WatchRoutesDeps, ask: Ask): void {
  app.get(
    '/api/v1/profiles/:id/ratings',
    {
      schema: {
        tags,
        summary: 'Lists what the profile thinks of titles, the newest first',
        description: fewer,
        params,
        querystring: pageQuery,
        response: { 200: pageOf(ratedSchema) },
      },
    },
    async (request) => {
      const { cursor, limit, language } = request.query;
      const { watcher, reader } = await ask(request, language);
      const items = await watch.lists.rated(watcher.profileId, { after: readMoment(cursor), limit });
      const titles = await titlesById(catalog, items, reader);
      return {
        items: items.flatMap(({ titleId, rating, cursor: at }) => {
          const title = titles.get(titleId);
          return title === undefined ? [] : [{ title: toAnswers.title(title), rating, ratedAt: iso(at) }];
        }),
        nextCursor: cursorAfter(items, limit),
      };
    },
  );
  app.put(
    '/api/v1/profiles/:id/ratings/:titleId',
    {
      schema: {
        tags,
        summary: 'Says what the profile thinks of a title',
        params: titleParams,
        body: z.strictObject({ rating: z.enum(ratings) }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const { watcher, reader } = await ask(request);
      await requireVisible(catalog, request.params.titleId, reader);
      const { rating } = request.body;
      await watch.lists.rate(watcher, request.params.titleId, { rating, now: clock.now() });
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/v1/profiles/:id/ratings/:titleId',
    { schema: { tags, summary: 'Takes a rating back', params: titleParams, response: nothing } },
    async (request, reply) => {
      const { watcher } = await ask(request);
      await watch.lists.unrate(watcher.profileId, request.params.titleId);
      return reply.code(204).send(null);
    },
  );
}
