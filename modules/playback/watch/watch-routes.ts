// What a profile has seen, goes on with and has played, over HTTP; for the account that is signed in.
import { type Reader, shownAnswers, toAnswers } from '@vitascope/catalog';
import type { HttpApp } from '@vitascope/platform/http';
import { z } from 'zod';
import { type Ask, askFirst } from './asker.ts';
import type { ContinuedTitle } from './continue-watching.ts';
import { registerHeartbeatRoute } from './heartbeat-route.ts';
import { readMoment, readPlace, writeMoment } from './list-cursor.ts';
import { registerListRoutes } from './list-routes.ts';
import { ratings } from './title-lists.ts';
import type { Watch } from './watch.ts';
import type { WatchState } from './watch-state.ts';
import {
  nothing,
  pageOf,
  pageQuery,
  params,
  requireVisible,
  tags,
  titleId,
  titleParams,
  titlesById,
  type WatchRoutesDeps,
} from './watch-wire.ts';

const MAX_STATES = 100;

const historyStateFields = {
  titleId: z.string(),
  positionMs: z.int().describe('Where to go on; 0 from the beginning.'),
  durationMs: z.int().describe('As the player last said; 0 where that is not known.'),
  watched: z.boolean(),
  inProgress: z.boolean().describe('Begun and left.'),
  lastWatchedAt: z.iso.datetime().nullable(),
  viewings: z.int().describe('How often it was seen to the end.'),
  playedMs: z.int().describe('For how long it was played, all told.'),
};
const historyStateSchema = z.object(historyStateFields);
const stateSchema = z
  .object({ ...historyStateFields, inMyList: z.boolean(), rating: z.enum(ratings).nullable() })
  .meta({ id: 'WatchState' });

const continuedSchema = z.object({
  title: shownAnswers.title,
  seriesId: z.string().nullable(),
  reason: z
    .enum(['resume', 'next-episode', 'first-episode'])
    .describe('Begun and left; after one that was watched; the beginning of a series.'),
  positionMs: z.int(),
  durationMs: z.int(),
});

export function registerWatchRoutes(app: HttpApp, deps: WatchRoutesDeps): void {
  registerHeartbeatRoute(app, deps.watch.heartbeats);
  app.register((scope, _options, done) => {
    const ask = askFirst(scope as HttpApp, deps.viewers);
    registerStates(scope as HttpApp, deps, ask);
    registerContinuing(scope as HttpApp, deps, ask);
    registerHistory(scope as HttpApp, deps, ask);
    registerListRoutes(scope as HttpApp, deps, ask);
    done();
  });
}

function registerStates(app: HttpApp, { watch, catalog }: WatchRoutesDeps, ask: Ask): void {
  app.get(
    '/api/v1/profiles/:id/watch-states',
    {
      schema: {
        tags,
        summary: 'Shows what the profile has seen of some titles',
        params,
        querystring: z.object({
          titleIds: z
            .string()
            .max(4_000)
            .transform((text) => text.split(','))
            .pipe(z.array(titleId).min(1).max(MAX_STATES))
            .describe(`Up to ${MAX_STATES}, with commas.`),
        }),
        response: { 200: z.object({ items: z.array(stateSchema) }) },
      },
    },
    async (request) => {
      const { watcher } = await ask(request);
      return { items: await statesOf(watch, watcher.profileId, request.query.titleIds) };
    },
  );
  app.put(
    '/api/v1/profiles/:id/watch-states/:titleId',
    {
      schema: {
        tags,
        summary: 'Marks a title as watched or not; of a series or season, all its episodes',
        description:
          'What is played afterwards counts again: a mark is the last word only on what was before it.',
        params: titleParams,
        body: z.strictObject({ watched: z.boolean() }),
        response: { 200: stateSchema },
      },
    },
    async (request) => {
      const { watcher, reader } = await ask(request);
      await requireVisible(catalog, request.params.titleId, reader);
      await watch.mark(watcher, request.params.titleId, request.body.watched);
      const [state] = await statesOf(watch, watcher.profileId, [request.params.titleId]);
      return state as z.output<typeof stateSchema>;
    },
  );
}

function registerContinuing(app: HttpApp, { watch, catalog }: WatchRoutesDeps, ask: Ask): void {
  app.get(
    '/api/v1/profiles/:id/continue-watching',
    {
      schema: {
        tags,
        summary: 'Lists what the profile goes on with, latest first; of each series one episode',
        params,
        querystring: pageQuery,
        response: { 200: pageOf(continuedSchema) },
      },
    },
    async (request) => {
      const { limit, cursor, language } = request.query;
      const { watcher, reader } = await ask(request, language);
      const start = readPlace(cursor);
      const all = await watch.continued(watcher.profileId);
      return {
        items: await showContinued(catalog, all.slice(start, start + limit), reader),
        nextCursor: start + limit < all.length ? String(start + limit) : null,
      };
    },
  );
  app.delete(
    '/api/v1/profiles/:id/continue-watching/:titleId',
    {
      schema: {
        tags,
        summary:
          'Takes a title, with the rest of its series, out of what is continued until it is played again',
        params: titleParams,
        response: nothing,
      },
    },
    async (request, reply) => {
      const { watcher, reader } = await ask(request);
      await requireVisible(catalog, request.params.titleId, reader);
      await watch.drop(watcher, request.params.titleId);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/v1/profiles/:id/next-up/:titleId',
    {
      schema: {
        tags,
        summary: 'Shows which episode of a series comes next',
        description: 'Null after the last, and where the profile may not see the next.',
        params: titleParams,
        querystring: pageQuery.pick({ language: true }),
        response: { 200: z.object({ next: continuedSchema.nullable() }) },
      },
    },
    async (request) => {
      const { watcher, reader } = await ask(request, request.query.language);
      await requireVisible(catalog, request.params.titleId, reader);
      const next = await watch.nextIn(watcher.profileId, request.params.titleId);
      const [shown = null] = next === null ? [] : await showContinued(catalog, [next], reader);
      return { next: shown };
    },
  );
}

function registerHistory(app: HttpApp, { watch, catalog }: WatchRoutesDeps, ask: Ask): void {
  const entry = z.object({ title: shownAnswers.title, state: historyStateSchema });
  app.get(
    '/api/v1/profiles/:id/history',
    {
      schema: {
        tags,
        summary: 'Lists what the profile has played, latest first',
        description:
          'A page may hold fewer than `limit`: what the profile may not see (any more) is left out.',
        params,
        querystring: pageQuery,
        response: { 200: pageOf(entry) },
      },
    },
    async (request) => {
      const { cursor, limit, language } = request.query;
      const { watcher, reader } = await ask(request, language);
      const states = await watch.history(watcher.profileId, { after: readMoment(cursor), limit });
      const titles = await titlesById(catalog, states, reader);
      const last = states.length === limit ? states.at(-1) : undefined;
      return {
        items: states.flatMap((state) => {
          const title = titles.get(state.titleId);
          return title === undefined ? [] : [{ title: toAnswers.title(title), state: toHistoryState(state) }];
        }),
        nextCursor:
          last?.lastWatchedAt == null ? null : writeMoment({ at: last.lastWatchedAt, titleId: last.titleId }),
      };
    },
  );
  app.delete(
    '/api/v1/profiles/:id/history',
    { schema: { tags, summary: 'Clears the history', params, response: nothing } },
    async (request, reply) => {
      const { watcher } = await ask(request);
      await watch.hide(watcher, null);
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/v1/profiles/:id/history/:titleId',
    {
      schema: {
        tags,
        summary: 'Takes a title out of the history until it is played again',
        params: titleParams,
        response: nothing,
      },
    },
    async (request, reply) => {
      const { watcher } = await ask(request);
      await watch.hide(watcher, request.params.titleId);
      return reply.code(204).send(null);
    },
  );
}

async function statesOf(
  { states, lists }: Watch,
  profileId: string,
  titleIds: readonly string[],
): Promise<z.output<typeof stateSchema>[]> {
  const [found, listed, rated] = await Promise.all([
    states(profileId, titleIds),
    lists.listed(profileId, titleIds),
    lists.ratingsOf(profileId, titleIds),
  ]);
  return found.map((state) => ({
    ...toHistoryState(state),
    inMyList: listed.has(state.titleId),
    rating: rated.get(state.titleId) ?? null,
  }));
}

function toHistoryState(state: WatchState): z.output<typeof historyStateSchema> {
  return {
    titleId: state.titleId,
    positionMs: state.positionMs,
    durationMs: state.durationMs,
    watched: state.isWatched,
    inProgress: state.isInProgress,
    lastWatchedAt: state.lastWatchedAt === null ? null : new Date(state.lastWatchedAt).toISOString(),
    viewings: state.viewings,
    playedMs: state.playedMs,
  };
}

/** Those that the reader may see. */
async function showContinued(
  catalog: WatchRoutesDeps['catalog'],
  continued: readonly ContinuedTitle[],
  reader: Reader,
): Promise<z.output<typeof continuedSchema>[]> {
  const titles = await titlesById(catalog, continued, reader);
  return continued.flatMap(({ titleId: id, seriesId, reason, state }) => {
    const title = titles.get(id);
    if (title === undefined) return [];
    const { positionMs = 0, durationMs = 0 } = state ?? {};
    return [{ title: toAnswers.title(title), seriesId, reason, positionMs, durationMs }];
  });
}
