// Starts a server: configuration, parts, listener, work; and stops it cleanly.
import type { Actor } from '@vitascope/identity';
import { databaseBytes } from '@vitascope/platform/database';
import { createHttpServer, type HttpRequest, type ReadyHandler } from '@vitascope/platform/http';
import { type Logger, systemClock } from '@vitascope/platform/kernel';
import { createTelemetry, startMetricsServer, type Telemetry } from '@vitascope/platform/telemetry';
import { frameAncestors } from '@vitascope/playback';
import { type Config, dataPaths, encoderProcesses, type Overrides, readConfig } from './config.ts';
import { guardApi, needsPlace } from './guard-api.ts';
import { createLinkPreviews, type LinkPreviews } from './link-previews/link-preview.ts';
import { createShellHead } from './link-previews/shell-head.ts';
import { roleNames } from './roles.ts';
import { registerApi } from './routes.ts';
import { version } from './version.ts';
import { waitForDatabase } from './wait-for-database.ts';
import { openWebApps, type WebRoutes } from './web-apps/index.ts';
import { openConfiguredDatabase, type Parts, wire } from './wiring.ts';

export { runDoctor } from './doctor.ts';

const SWEEP_MS = 600_000;

export interface ServerOptions extends Overrides {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stops the start; a server that is ready is closed instead. */
  readonly signal?: AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Resolves when the server is ready; it has printed where to go. What a start that fails has opened is closed again.
 * Throws `config-invalid`, what the parts throw, or the signal's reason.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { signal = new AbortController().signal } = options;
  const config = await readConfig(options.environment, options);
  const opened: (() => Promise<unknown>)[] = [];
  try {
    return await startParts(config, signal, opened);
  } catch (error) {
    for (const close of opened.reverse()) await close().catch(() => {});
    throw error;
  }
}

/** Adds to `opened` what has to be closed when a later step fails. */
async function startParts(
  config: Config,
  signal: AbortSignal,
  opened: (() => Promise<unknown>)[],
): Promise<RunningServer> {
  const telemetry = await createTelemetry({
    serviceName: 'vitascope',
    serviceVersion: version,
    ...config.telemetry,
  });
  opened.push(() => telemetry.close());
  const { logger } = telemetry;
  const metrics = await startMetrics(config, telemetry);
  if (metrics !== null) opened.push(() => metrics.close());
  const { waitSeconds } = config.database;
  const database = await waitForDatabase(() => openConfiguredDatabase(config, logger), {
    waitSeconds,
    logger,
    signal,
  });
  opened.push(() => database.close());
  const parts = await wire(config, { logger, telemetry, database });
  opened.push(() => parts.close());
  signal.throwIfAborted();
  const previews = linkPreviews(config, parts);
  const web = parts.roles.api
    ? await openWebApps({
        signal,
        logger,
        say,
        serviceName: config.service.name,
        renderShell: createShellHead({ previews, logger }),
        embedAncestors: () => frameAncestors(config.embed),
      })
    : null;
  const server = await openHttp(config, parts, telemetry, { web, previews });
  opened.push(() => server.close({ graceMs: 0 }));
  const stopSweeping = sweepRegularly(parts, logger);
  opened.push(async () => stopSweeping());
  parts.audit.start();
  parts.rateCounters.start();
  const { url } = await server.listen({ host: config.host, port: config.port });
  parts.listensAt(url);
  await parts.assets.start();
  await parts.webhooks.start();
  signal.throwIfAborted();
  if (parts.roles.worker) await startWork(config, parts, logger);
  // It asks the API of its own process.
  if (parts.roles.api) await parts.samples.startWork();
  if (parts.roles.api) await parts.uploads.resumeFinished();
  if (parts.roles.worker) checkAssetLinks(parts, logger);
  if (parts.roles.api) refreshSearch(parts, logger);
  server.markReady();
  await announce(config, parts, url);
  return {
    url,
    async close() {
      server.markDraining();
      stopSweeping();
      await server.close({ graceMs: config.http.drainSeconds * 1000 });
      await parts.close();
      await metrics?.close();
      await telemetry.close();
    },
  };
}

/** `web` is there in a server with the API. */
async function openHttp(
  config: Config,
  parts: Parts,
  telemetry: Telemetry,
  { web, previews }: { readonly web: WebRoutes | null; readonly previews: LinkPreviews },
) {
  const { roles, delivery } = parts;
  const server = await createHttpServer({
    logger: telemetry.logger,
    telemetry,
    bodyLimitBytes: config.http.bodyLimitBytes,
    trustProxy: trustedProxies(config.http.trustProxy),
    limits: { maxConnections: config.http.maxConnections },
    admission: {
      maxRunning: config.http.maxRunningRequests,
      maxWaiting: config.http.maxWaitingRequests,
      maxWaitMs: config.http.maxWaitMs,
      needsPlace,
    },
    version,
    readyHandler: readyHandler(parts),
    ...(roles.origin ? { rawHandler: delivery.handle } : {}),
    ...(web === null ? {} : { answerUnknown: web.answerUnknown }),
    checks: [
      { name: 'database', check: () => parts.database.ping() },
      { name: 'objects', check: async () => void (await parts.blobs.freeBytes()) },
    ],
  });
  if (roles.api) {
    const askers = new WeakMap<HttpRequest, Actor>();
    const countRequest = guardApi(server.app, { config, parts, logger: telemetry.logger });
    web?.register(server.app);
    registerApi(server.app, {
      serviceName: config.service.name,
      version,
      roles: roleNames(roles),
      assets: parts.assets,
      catalog: parts.catalog,
      imports: parts.imports,
      images: parts.images,
      uploads: parts.uploads,
      blobs: parts.blobs,
      jobs: parts.jobs,
      pool: parts.pool,
      databaseBytes: () => databaseBytes(parts.database),
      authorize: async (request, permission) => {
        askers.set(request, await parts.identity.requirePermission(request, permission));
      },
      actorOf: (request) => nameOf(askers.get(request)),
      identity: parts.identity,
      audit: parts.audit,
      webhooks: parts.webhooks,
      actorNames: parts.identity.actorNames,
      titlesLinking: (assetId) => parts.catalog.assetLinks.titlesLinking(assetId),
      countRequest,
      watching: parts.watching,
      previews,
      isOwnPage: (request) => isOwnPage(config, request),
      durationOf: (assetId) => parts.assets.get(assetId).then(({ durationMs }) => durationMs),
      viewers: parts.watching.viewers,
      heartbeats: parts.watch,
      watch: parts.watch,
      samples: parts.samples,
      clock: systemClock,
      manifestUrls: (asset, request) => playbackUrls(config, parts, { ...asset, request }),
      momentUrls: async ({ positionMs, ...asset }, request) =>
        playbackUrls(config, parts, {
          ...asset,
          request,
          segments: await segmentsAt(parts, asset.assetId, positionMs),
        }),
      playbackUrls: async (assetId, request) =>
        playbackUrls(config, parts, {
          assetId,
          expiresAt: Date.now() + config.playbackHours * 3_600_000,
          request,
        }),
    });
  }
  return server;
}

/** What is answered below `node:http`: media by an origin, heartbeats by an API. */
function readyHandler({ roles, delivery, watch }: Parts): ReadyHandler {
  return (request) =>
    (roles.api ? watch.heartbeats.answerNow(request) : null) ??
    (roles.origin ? delivery.answerNow(request) : null);
}

/** As records of changes name who made them. */
function nameOf(actor: Actor | undefined): string {
  if (actor === undefined || actor.kind === 'nobody') return 'nobody';
  if (actor.kind === 'owner-key') return 'owner';
  return actor.kind === 'api-key' ? actor.keyId : actor.accountId;
}

function trustedProxies(value: boolean | string): boolean | string[] {
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}

/** Where this server is for whoever asks. */
function baseUrl({ publicUrl }: Config, { protocol, host }: HttpRequest): string {
  return (publicUrl ?? `${protocol}://${host}`).replace(/\/$/, '');
}

/** Browsers say with every POST which page sends it (Fetch §3.2). */
function isOwnPage(config: Config, request: HttpRequest): boolean {
  const { origin, 'sec-fetch-site': site = 'same-origin' } = request.headers;
  return site === 'same-origin' && origin === new URL(baseUrl(config, request)).origin;
}

function linkPreviews(config: Config, { catalog, watching }: Parts): LinkPreviews {
  return createLinkPreviews({
    serviceName: config.service.name,
    isOpen: config.accounts.signUp,
    browse: catalog.browse,
    embeds: watching.embeds,
    territories: watching.territories,
    baseOf: (request) => baseUrl(config, request),
  });
}

function playbackUrls(
  config: Config,
  parts: Parts,
  asked: {
    readonly assetId: string;
    readonly expiresAt: number;
    readonly request: HttpRequest;
    readonly segments?: { readonly first: number; readonly last: number };
  },
) {
  const { assetId, expiresAt, request, segments } = asked;
  const token = parts.delivery.issueToken({
    assetId,
    expiresAt,
    ...(segments === undefined ? {} : { segments }),
  });
  const base = baseUrl(config, request);
  return {
    hlsUrl: `${base}/t/${token}/${assetId}/main.m3u8`,
    dashUrl: `${base}/t/${token}/${assetId}/manifest.mpd`,
    watchUrl: `${base}/watch/${token}/${assetId}`,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

/** As much as a player holds before it shows the first picture; a moment just before a cut needs what comes after it. */
const HELD_FIRST_MS = 1_500;

/** Pictures and sound are cut at nearly the same times: a moment lies in one of two neighbours. */
async function segmentsAt({ assets }: Parts, assetId: string, positionMs: number) {
  const { presentation } = await assets.playable(assetId);
  const found = [...presentation.video, ...presentation.audio].flatMap(({ cuts, timescale }) =>
    [positionMs, positionMs + HELD_FIRST_MS].map((ms) => {
      const after = cuts.findIndex((cut) => cut * 1000 > ms * timescale);
      return Math.max(0, (after === -1 ? cuts.length - 1 : after) - 1);
    }),
  );
  return { first: Math.min(...found), last: Math.max(...found) };
}

async function startWork(config: Config, parts: Parts, logger: Logger): Promise<void> {
  const processes = encoderProcesses(config);
  await parts.assets.startWork({ examine: processes.interactive, fill: processes.fill });
  await parts.images.startWork();
  await parts.hearOfDeletedAssets();
  await parts.identity.startWork();
  await parts.webhooks.startWork();
  await parts.imports.startWork();
  parts.catalog.publicationClock.startWork(logger);
  parts.watching.startWork();
  parts.watch.startWork();
}

/** After an upgrade that changed how titles are found. Meanwhile those that are done are found. */
function refreshSearch(parts: Parts, logger: Logger): void {
  parts.catalog.refreshSearch().then(
    (count) => count > 0 && logger.info({ count }, 'Titles and people were indexed for search.'),
    (err: Error) =>
      logger.warn({ err }, 'Titles could not be indexed for search. The next start tries again.'),
  );
}

/** For assets that were deleted before anybody was told of it. Meanwhile their titles are offered and do not play. */
function checkAssetLinks(parts: Parts, logger: Logger): void {
  parts.catalog.assetLinks.check().then(
    (count) => count > 0 && logger.warn({ count }, 'Titles link assets that are gone.'),
    (err: Error) => logger.warn({ err }, 'Links to assets could not be checked. The next start tries again.'),
  );
}

/** Metrics are worth having, but not worth failing to start for when their port is taken. */
async function startMetrics(config: Config, telemetry: Telemetry) {
  const { metricsEnabled, metricsHost, metricsPort } = config.telemetry;
  if (!metricsEnabled) return null;
  try {
    return await startMetricsServer({ metrics: telemetry.metrics, host: metricsHost, port: metricsPort });
  } catch (error) {
    telemetry.logger.warn(
      { port: metricsPort, err: error },
      'Metrics are not served: their port cannot be used. Set VITASCOPE_TELEMETRY_METRICS_PORT to another, or to 0 for a free one.',
    );
    return null;
  }
}

function sweepRegularly(parts: Parts, logger: Logger): () => void {
  const timer = setInterval(() => {
    parts.uploads
      .sweepExpired()
      .catch((err: Error) => logger.warn({ err }, 'Expired uploads could not be removed.'));
    parts.idempotency
      .sweep()
      .catch((err: Error) => logger.warn({ err }, 'Old Idempotency-Keys could not be removed.'));
  }, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function announce(config: Config, parts: Parts, url: string): Promise<void> {
  const roles = roleNames(parts.roles);
  const lines = [`Vitascope ${version} is ready (${roles.join(', ')}).`];
  const hasKeyFile = parts.roles.api && config.ownerKey === undefined;
  if (parts.roles.api) {
    const base = (config.publicUrl ?? url).replace(/\/$/, '');
    lines.push('', `  Open     ${base}/`, `  Studio   ${base}/studio/`);
    const setUp = await parts.identity.setUpToken();
    if (setUp !== null) lines.push(`  Set up   ${base}/account/set-up#token=${setUp}  (once, within a day)`);
    lines.push(`  or       npx vitascope push film.mp4`);
  }
  const key = hasKeyFile ? `  (the owner key is in ${dataPaths(config).ownerKey})` : '';
  lines.push(`  Data in  ${config.dataDir}${key}`, '', 'Ctrl-C stops it; the next start carries on.', '');
  say(lines.join('\n'));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
