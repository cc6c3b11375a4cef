// Starts a server: configuration, parts, listener, work; and stops it cleanly.
import type { Actor } from '@vitascope/identity';
import { databaseBytes } from '@vitascope/platform/database';
import { createHttpServer, type HttpRequest, type ReadyHandler } from '@vitascope/platform/http';
import { type Logger, systemClock } from '@vitascope/platform/kernel';
import { createTelemetry, startMetricsServer, type Telemetry } from '@vitascope/platform/telemetry';
import { type Config, encoderProcesses, type Overrides, readConfig } from './config.ts';
import { guardApi, needsPlace } from './guard-api.ts';
import { registerPageRoutes } from './page-routes.ts';
import { roleNames } from './roles.ts';
import { registerApi } from './routes.ts';
import { version } from './version.ts';
import { waitForDatabase } from './wait-for-database.ts';
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
  const server = await openHttp(config, parts, telemetry);
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

async function openHttp(config: Config, parts: Parts, telemetry: Telemetry) {
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
    checks: [
      { name: 'database', check: () => parts.database.ping() },
      { name: 'objects', check: async () => void (await parts.blobs.freeBytes()) },
    ],
  });
  if (roles.api) {
    const askers = new WeakMap<HttpRequest, Actor>();
    guardApi(server.app, { config, parts, logger: telemetry.logger });
    registerPageRoutes(server.app);
    registerApi(server.app, {
      serviceName: config.service.name,
      isEmbeddable: config.embed.allowedOrigins.length > 0,
      originOf: (request) => new URL(config.publicUrl ?? `${request.protocol}://${request.host}`).origin,
      // Where not everybody may sign up, there is nothing that everybody may see.
      titlePreview: async (key) => (config.accounts.signUp ? parts.catalog.titlePreview(key) : null),
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
      watching: parts.watching,
      viewers: parts.watching.viewers,
      heartbeats: parts.watch,
      watch: parts.watch,
      clock: systemClock,
      manifestUrls: (asset, request) => playbackUrls(config, parts, { ...asset, request }),
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

function playbackUrls(
  config: Config,
  parts: Parts,
  asked: { readonly assetId: string; readonly expiresAt: number; readonly request: HttpRequest },
) {
  const { assetId, expiresAt, request } = asked;
  const token = parts.delivery.issueToken({ assetId, expiresAt });
  const base = (config.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/$/, '');
  return {
    hlsUrl: `${base}/t/${token}/${assetId}/main.m3u8`,
    dashUrl: `${base}/t/${token}/${assetId}/manifest.mpd`,
    watchUrl: `${base}/watch/${token}/${assetId}`,
    expiresAt: new Date(expiresAt).toISOString(),
  };
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
  if (parts.roles.api) {
    lines.push('', `  Open     ${config.publicUrl ?? url}/#key=${parts.ownerKey}`);
    lines.push(`  or       npx vitascope push film.mp4`);
    const setUp = await parts.identity.setUpToken();
    if (setUp !== null)
      lines.push(`  Set up   ${config.publicUrl ?? url}/account/set-up#token=${setUp}  (once, within a day)`);
  }
  lines.push(`  Data in  ${config.dataDir}`, '', 'Ctrl-C stops it; the next start carries on.', '');
  process.stdout.write(`${lines.join('\n')}\n`);
}
