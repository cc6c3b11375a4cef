// Playback sessions over HTTP, for the account that is signed in.
import { deviceKinds } from '@vitascope/catalog';
import type { Identity } from '@vitascope/identity';
import type { CountRequest, HttpApp, HttpRequest } from '@vitascope/platform/http';
import { z } from 'zod';
import { LEASE_MS, type Permission, type Playback, type Started } from './playback.ts';
import type { PlaybackSession } from './session-store.ts';
import type { Territories } from './territory.ts';
import { creditsAt } from './watch/activity.ts';
import { HEARTBEAT_SECONDS } from './watch/heartbeat-message.ts';
import type { HeartbeatIssuer } from './watch-reader.ts';

const BODY_LIMIT_BYTES = 16_384;

export interface SessionRoutesDeps {
  readonly playback: Playback;
  readonly territories: Pick<Territories, 'of'>;
  readonly identity: Pick<Identity, 'requireSession'>;
  /** Counts a request against its limits. */
  readonly countRequest: CountRequest;
  /** Null while nothing takes heartbeats. */
  readonly heartbeats: HeartbeatIssuer | null;
  /** Addresses of an asset's manifests, with a token that ends then (epoch ms). */
  manifestUrls(
    asset: { readonly assetId: string; readonly expiresAt: number },
    request: HttpRequest,
  ): { readonly hlsUrl: string; readonly dashUrl: string };
  /** As `manifestUrls`, for manifests, init segments and the segments at one moment alone. */
  momentUrls(
    asset: { readonly assetId: string; readonly expiresAt: number; readonly positionMs: number },
    request: HttpRequest,
  ): Promise<{ readonly hlsUrl: string }>;
}

const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{26}$`));
const instant = z.iso.datetime();

const sessionFields = {
  id: z.string(),
  profileId: z.string(),
  titleId: z.string().nullable(),
  assetId: z.string(),
  purpose: z.enum(['main', 'trailer', 'extra', 'asset']).describe('Only `main` takes a screen.'),
  device: z.enum(deviceKinds).nullable(),
  territory: z.string().nullable(),
  startedAt: instant,
  leaseExpiresAt: instant.describe('Until then its screen is held for it.'),
  endedAt: instant.nullable(),
  endReason: z.enum(['ended', 'displaced', 'revoked']).nullable(),
};
const sessionSchema = z.object(sessionFields).meta({ id: 'PlaybackSession' });

const permissionFields = {
  hlsUrl: z.url(),
  dashUrl: z.url(),
  expiresAt: instant.describe('Until when the addresses work. Ask for new ones before (…/token).'),
  rightEndsAt: instant.nullable().describe('When the right to play ends, where that is known.'),
  leaseExpiresAt: instant,
  displaced: z.array(z.string()).describe('Sessions of the account that had to give way.'),
};

const startedSchema = z
  .object({
    ...sessionFields,
    ...permissionFields,
    positionMs: z.int().describe('Where to begin.'),
    markers: z.array(
      z.object({ kind: z.enum(['intro', 'recap', 'credits']), startMs: z.int(), endMs: z.int() }),
    ),
    next: z
      .object({
        titleId: z.string(),
        number: z.int().nullable(),
        names: z.record(z.string(), z.string()).describe('By language (BCP 47).'),
        originalLanguage: z.string(),
        playable: z.boolean(),
      })
      .nullable()
      .describe('The episode after this one.'),
    audioLanguages: z.array(z.string()).describe('Best first: those of the profile, then the original.'),
    captionLanguages: z.array(z.string()).describe('Best first.'),
    captions: z.enum(['off', 'forced', 'on']),
    heartbeat: z
      .object({ url: z.string(), token: z.string(), intervalSeconds: z.int() })
      .nullable()
      .describe('Where the player tells how far it is, which also keeps its screen.'),
    lease: z.object({ seconds: z.int() }).nullable().describe('Null where it takes no screen.'),
  })
  .meta({ id: 'StartedPlayback' });

const renewedSchema = z.object({ id: z.string(), ...permissionFields }).meta({ id: 'RenewedPlayback' });

const startBody = z
  .strictObject({
    profileId: z.string().max(64),
    titleId: idOf('ti').optional(),
    assetId: idOf('as')
      .optional()
      .describe('With a title one of its trailers or extras; alone any asset, for who may read assets.'),
    device: z.enum(deviceKinds).optional().describe('What it plays on.'),
    preview: z
      .string()
      .regex(/^pv_[A-Za-z0-9_-]{43}$/)
      .optional()
      .describe('The token of a preview link.'),
    replaces: idOf('ps').optional().describe('A session of this player that ends as this one begins.'),
  })
  .refine(({ titleId, assetId }) => titleId !== undefined || assetId !== undefined, 'names no title');

const preparedSchema = z
  .object({
    hlsUrl: z
      .url()
      .describe('Opens manifests, init segments, and the segments where it would begin; no others.'),
    expiresAt: instant,
    positionMs: z.int().describe('Where it would begin.'),
    audioLanguages: z.array(z.string()).describe('Best first: those of the profile, then the original.'),
  })
  .meta({ id: 'PreparedPlayback' });

const prepareBody = z
  .strictObject({
    profileId: z.string().max(64),
    titleId: idOf('ti'),
    assetId: idOf('as').optional().describe('One of its trailers or extras.'),
    device: z.enum(deviceKinds).optional(),
  })
  .describe('What the viewer seems to be about to play.');

const tags = ['playback'];
const params = z.object({ id: z.string().max(64) });

export function registerSessionRoutes(app: HttpApp, deps: SessionRoutesDeps): void {
  app.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.bodyLimit = BODY_LIMIT_BYTES;
    });
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    registerPlaying(scope as HttpApp, deps);
    registerPreparing(scope as HttpApp, deps);
    registerScreens(scope as HttpApp, deps);
    done();
  });
}

function registerPlaying(app: HttpApp, deps: SessionRoutesDeps): void {
  const { playback } = deps;
  const visit = (request: HttpRequest) => ({ request, place: deps.territories.of(request) });
  app.post(
    '/api/v1/playback-sessions',
    {
      // Who is not signed in learns that, and not what is wrong with the body. Whether they are is asked with all the rest.
      attachValidation: true,
      // Whose limits they are is found with all the rest as well.
      config: { rateLimit: 'handler' },
      schema: {
        tags,
        summary: 'Begins to play a title, or tells why not',
        body: startBody,
        response: { 201: startedSchema },
      },
    },
    async (request, reply) => {
      const count = once(() => deps.countRequest(request, reply));
      if (request.validationError !== undefined) {
        await count();
        await deps.identity.requireSession(request);
        throw request.validationError;
      }
      const { profileId, titleId, assetId, device, preview, replaces } = request.body;
      const wish = {
        profileId,
        titleId: titleId ?? null,
        assetId: assetId ?? null,
        deviceKind: device ?? null,
        preview: preview ?? null,
        replaces: replaces ?? null,
      };
      const started = await playback
        .start({ ...visit(request), count }, wish)
        .catch(async (error: unknown) => {
          await count();
          throw error;
        });
      return reply
        .code(201)
        .header('location', `/api/v1/playback-sessions/${started.session.id}`)
        .send(toStarted(started, deps, request));
    },
  );
  app.post(
    '/api/v1/playback-sessions/:id/token',
    {
      schema: {
        tags,
        summary: 'Judges again, and gives a session new addresses and a longer lease',
        params,
        response: { 200: renewedSchema },
      },
    },
    async (request) => {
      const renewed = await playback.renew(visit(request), request.params.id);
      return {
        id: renewed.session.id,
        ...toPermission(renewed, deps, request),
        displaced: [...renewed.displaced],
      };
    },
  );
}

/** Whoever calls it again gets what came of the first call. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

function registerPreparing(
  app: HttpApp,
  { playback, identity, territories, momentUrls }: SessionRoutesDeps,
): void {
  app.post(
    '/api/v1/playback-preparations',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Lets a player fetch the beginning of what somebody seems to be about to play',
        description:
          'Judged as a playback session is, but it takes no screen, is not recorded, and opens a few seconds only. Where it ' +
          'is refused, beginning would be refused for the same reason.',
        body: prepareBody,
        response: { 200: preparedSchema },
      },
    },
    async (request) => {
      if (request.validationError !== undefined) {
        await identity.requireSession(request);
        throw request.validationError;
      }
      const { profileId, titleId, assetId, device } = request.body;
      const prepared = await playback.prepare(
        { request, place: territories.of(request) },
        { profileId, titleId, assetId: assetId ?? null, deviceKind: device ?? null },
      );
      const { hlsUrl } = await momentUrls(prepared, request);
      const original = prepared.title === null ? [] : [prepared.title.originalLanguage];
      return {
        hlsUrl,
        expiresAt: iso(prepared.expiresAt),
        positionMs: prepared.positionMs,
        audioLanguages: [...new Set([...prepared.profile.audioLanguages, ...original])],
      };
    },
  );
}

function registerScreens(app: HttpApp, { playback, identity }: SessionRoutesDeps): void {
  app.get(
    '/api/v1/playback-sessions',
    {
      schema: {
        tags,
        summary: 'Lists the screens on which the account plays, the newest first',
        response: { 200: z.object({ items: z.array(sessionSchema) }) },
      },
    },
    async (request) => {
      const { accountId } = await identity.requireSession(request);
      return { items: (await playback.onScreen(accountId)).map(toSession) };
    },
  );
  app.get(
    '/api/v1/playback-sessions/:id',
    { schema: { tags, summary: 'Shows a playback session', params, response: { 200: sessionSchema } } },
    async (request) => {
      const { accountId } = await identity.requireSession(request);
      return toSession(await playback.get(accountId, request.params.id));
    },
  );
  app.post(
    '/api/v1/playback-sessions/:id/end',
    {
      schema: {
        tags,
        summary: 'Ends a playback session of the account, on whatever screen',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { accountId } = await identity.requireSession(request);
      await playback.end(accountId, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function toSession(session: PlaybackSession): z.output<typeof sessionSchema> {
  return {
    id: session.id,
    profileId: session.profileId,
    titleId: session.titleId,
    assetId: session.assetId,
    purpose: session.purpose,
    device: deviceKinds.find((kind) => kind === session.deviceKind) ?? null,
    territory: session.territory,
    startedAt: iso(session.startedAt),
    leaseExpiresAt: iso(session.leaseExpiresAt),
    endedAt: session.endedAt === null ? null : iso(session.endedAt),
    endReason: session.endReason,
  };
}

function toPermission(
  { session, expiresAt, rightEndsAt }: Permission,
  deps: SessionRoutesDeps,
  request: HttpRequest,
) {
  const { hlsUrl, dashUrl } = deps.manifestUrls({ assetId: session.assetId, expiresAt }, request);
  return {
    hlsUrl,
    dashUrl,
    expiresAt: iso(expiresAt),
    rightEndsAt: rightEndsAt === null ? null : iso(rightEndsAt),
    leaseExpiresAt: iso(session.leaseExpiresAt),
  };
}

function toStarted(
  started: Started,
  deps: SessionRoutesDeps,
  request: HttpRequest,
): z.output<typeof startedSchema> {
  const { session, profile, title, next } = started;
  const original = title === null ? [] : [title.originalLanguage];
  return {
    ...toSession(session),
    ...toPermission(started, deps, request),
    displaced: [...started.displaced],
    positionMs: started.positionMs,
    markers: started.markers.map(({ kind, startMs, endMs }) => ({ kind, startMs, endMs })),
    next:
      next === null
        ? null
        : {
            titleId: next.titleId,
            number: next.number,
            names: { ...next.names },
            originalLanguage: next.originalLanguage,
            playable: next.isPlayable,
          },
    audioLanguages: [...new Set([...profile.audioLanguages, ...original])],
    captionLanguages: [
      ...new Set([...profile.captionLanguages, ...(profile.language === null ? [] : [profile.language])]),
    ],
    captions: profile.captions,
    heartbeat: heartbeatOf(started, deps),
    lease: session.purpose === 'main' ? { seconds: LEASE_MS / 1000 } : null,
  };
}

/** Only what a title itself plays is remembered, and takes a screen. */
function heartbeatOf({ session, markers }: Started, { heartbeats }: SessionRoutesDeps) {
  const { id, purpose, titleId, accountId, profileId, assetId, startedAt } = session;
  if (heartbeats === null || purpose !== 'main' || titleId === null) return null;
  const creditsAtMs = creditsAt(markers);
  const viewing = { sessionId: id, accountId, profileId, titleId, assetId, startedAt, creditsAtMs };
  return {
    url: `/api/v1/playback-sessions/${id}/heartbeats`,
    token: heartbeats.issue(viewing),
    intervalSeconds: HEARTBEAT_SECONDS,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
