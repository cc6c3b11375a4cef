// HTTP in and out of the assets module.
import type { ServerResponse } from 'node:http';
import type { HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { type AssetAnswer, assetSchema, toAnswer } from './asset-answer.ts';
import type { Assets } from './assets.ts';
import { assetError } from './errors.ts';
import { registerLibraryFeed } from './feed-routes.ts';
import { assetIdInput, nameInput } from './inputs.ts';
import { registerLibraryReading } from './library-routes.ts';
import { registerAssetList } from './list-routes.ts';
import { type HowToDelete, registerActionsOnMany } from './many-routes.ts';
import { registerTextChanges, registerTextReading } from './text-tracks/text-routes.ts';
import { registerTrashActions, registerTrashReading } from './trash-routes.ts';
import { UPLOADS_PATH, type Uploads } from './uploads/uploads.ts';

const assetId = z.object({ id: assetIdInput });
const MAX_WAIT_SECONDS = 25;
const HEARTBEAT_MS = 15_000;

export interface AssetRoutesDeps {
  readonly assets: Assets;
  readonly uploads: Uploads;
  /** Throws what a client without the right is to be told. */
  authorize(request: HttpRequest, permission: 'assets.read' | 'assets.write'): Promise<void>;
  /** Ids of some titles that would no longer play without the asset. */
  titlesLinking(assetId: string): Promise<readonly string[]>;
  /** URLs that play the asset in any player, with a token that ends. */
  playbackUrls(assetId: string, request: HttpRequest): Promise<PlaybackUrls>;
}

const playbackSchema = z
  .object({ hlsUrl: z.url(), dashUrl: z.url(), watchUrl: z.url(), expiresAt: z.iso.datetime() })
  .meta({ id: 'Playback' });

export type PlaybackUrls = z.infer<typeof playbackSchema>;

export function registerAssetRoutes(app: HttpApp, deps: AssetRoutesDeps): void {
  registerUploads(app, deps.uploads);
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', (request) => deps.authorize(request, 'assets.read'));
    registerReading(scope as HttpApp, deps);
    done();
  });
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', (request) => deps.authorize(request, 'assets.write'));
    registerActions(scope as HttpApp, deps);
    done();
  });
}

/** tus speaks its own protocol over these addresses: @tus/server answers them whole. */
function registerUploads(app: HttpApp, uploads: Uploads): void {
  app.register((scope, _options, done) => {
    // Bodies are streamed to the object store, never parsed.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    for (const url of [UPLOADS_PATH, `${UPLOADS_PATH}/*`]) {
      scope.route({
        method: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
        url,
        config: { audit: 'always' },
        schema: { hide: true },
        handler: async (request, reply) => {
          reply.hijack();
          await uploads.handle(request.raw, reply.raw);
        },
      });
    }
    done();
  });
}

function registerReading(app: HttpApp, deps: AssetRoutesDeps): void {
  const { assets } = deps;
  registerAssetList(app, assets);
  registerLibraryFeed(app, assets);
  registerLibraryReading(app, deps);
  registerTextReading(app, assets.texts);
  registerTrashReading(app, assets);
  app.get(
    '/api/v1/assets/:id',
    {
      schema: {
        tags: ['assets'],
        summary: 'Shows an asset, at once or when it has got somewhere',
        params: assetId,
        querystring: z.object({
          wait: z.enum(['playable', 'complete']).optional(),
          timeoutSeconds: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).default(MAX_WAIT_SECONDS),
        }),
        response: { 200: assetSchema },
      },
    },
    async (request, reply) => {
      const { wait, timeoutSeconds } = request.query;
      if (wait === undefined) return toAnswer(await assets.get(request.params.id));
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      return toAnswer(
        await assets.wait(request.params.id, {
          until: wait,
          timeoutMs: timeoutSeconds * 1000,
          signal: gone.signal,
        }),
      );
    },
  );
  app.get(
    '/api/v1/assets/:id/events',
    {
      schema: {
        tags: ['assets'],
        summary: 'Streams an asset at each change (server-sent events)',
        params: assetId,
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await assets.get(id);
      reply.hijack();
      streamEvents(reply.raw, {
        load: async () => toAnswer(await assets.get(id)),
        watch: (tell) => assets.watch(id, tell),
      });
    },
  );
  app.post(
    '/api/v1/assets/:id/playback',
    {
      schema: {
        tags: ['assets'],
        summary: 'Gives URLs that play an asset in any player',
        params: assetId,
        response: { 200: playbackSchema },
      },
    },
    async (request) => {
      await assets.get(request.params.id);
      return deps.playbackUrls(request.params.id, request);
    },
  );
}

/** What is written slower than it changes is left out: only the latest state counts. */
const EVENT_PAUSE_MS = 200;

function streamEvents(
  response: ServerResponse,
  source: { load(): Promise<AssetAnswer>; watch(tell: () => void): () => void },
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  let isDue = true;
  let isBusy = false;
  const send = async (): Promise<void> => {
    if (isBusy || !isDue || response.destroyed) return;
    isBusy = true;
    isDue = false;
    try {
      response.write(`data: ${JSON.stringify(await source.load())}\n\n`);
    } catch {
      // The asset is gone, or the database is away: the client connects again and is told.
      response.end();
    }
    setTimeout(() => {
      isBusy = false;
      void send();
    }, EVENT_PAUSE_MS).unref();
  };
  const stop = source.watch(() => {
    isDue = true;
    void send();
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.once('close', () => {
    stop();
    clearInterval(heartbeat);
  });
  void send();
}

function registerActions(app: HttpApp, deps: AssetRoutesDeps): void {
  const { assets } = deps;
  registerTextChanges(app, assets.texts);
  app.post(
    '/api/v1/assets/:id/cancel',
    {
      schema: {
        tags: ['assets'],
        summary: 'Stops making an asset',
        params: assetId,
        response: { 200: assetSchema },
      },
    },
    async (request) => toAnswer(await assets.cancel(request.params.id)),
  );
  app.post(
    '/api/v1/assets/:id/redrive',
    {
      schema: {
        tags: ['assets'],
        summary: 'Makes a rendition anew, or everything that is not complete',
        params: assetId,
        body: z.object({ rendition: z.string().max(200).optional() }).nullish(),
        response: { 200: assetSchema },
      },
    },
    async (request) => toAnswer(await assets.redrive(request.params.id, request.body?.rendition)),
  );
  registerActionsOnMany(app, {
    cancel: (id) => assets.cancel(id),
    redrive: (id) => assets.redrive(id),
    delete: (id, how) => deleteAsset(deps, id, how),
    restore: (id) => assets.trash.restore(id),
  });
  registerTrashActions(app, assets);
  app.patch(
    '/api/v1/assets/:id',
    {
      schema: {
        tags: ['assets'],
        summary: 'Renames an asset',
        params: assetId,
        body: z.strictObject({ name: nameInput }),
        response: { 200: assetSchema },
      },
    },
    async (request) => toAnswer(await assets.rename(request.params.id, request.body.name)),
  );
  app.delete(
    '/api/v1/assets/:id',
    {
      schema: {
        tags: ['assets'],
        summary: 'Puts an asset into the trash, or deletes it for good',
        description:
          'It no longer plays and is in no list from then on, and can be restored until its time in the trash is over. With ' +
          '`permanent` it goes at once with everything it owns, from the library or from the trash. 409 with ' +
          '`details.linkedBy` where titles link it, unless it is forced: then they no longer play.',
        params: assetId,
        querystring: z.object({
          force: z.stringbool().default(false),
          permanent: z.stringbool().default(false),
        }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteAsset(deps, request.params.id, request.query);
      return reply.code(204).send(null);
    },
  );
}

async function deleteAsset(
  { assets, titlesLinking }: Pick<AssetRoutesDeps, 'assets' | 'titlesLinking'>,
  id: string,
  { force, permanent }: HowToDelete,
): Promise<void> {
  const isHere = (await assets.known([id])).has(id);
  // Titles play what is in the trash no longer: whoever put it there has answered for that.
  if (isHere && !force) refuseLinked(id, await titlesLinking(id));
  if (permanent) return await assets.trash.purge(id);
  if (!isHere) await assets.get(id);
  await assets.trash.put(id);
}

function refuseLinked(id: string, linkedBy: readonly string[]): void {
  if (linkedBy.length === 0) return;
  throw assetError(
    'asset-linked',
    `${id} is linked by ${linkedBy.join(', ')}. Take it out of them first, or delete it with force=true: then they no longer play it.`,
    { details: { linkedBy } },
  );
}
