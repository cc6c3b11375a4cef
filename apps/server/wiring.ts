// Makes every part and hands each what it needs. The only file that knows them all.
import {
  type Assets,
  assetDeleted,
  assetRestored,
  assetsMigrations,
  createAssets,
  createUploadStore,
  createUploads,
  type Uploads,
} from '@vitascope/assets';
import { type Audit, auditMigrations, createAudit, createAuditedData } from '@vitascope/audit';
import { openAnchors } from '@vitascope/audit/anchors';
import {
  type Catalog,
  catalogMigrations,
  createCatalog,
  createEpisodes,
  createImages,
  createImports,
  type Images,
  type Imports,
} from '@vitascope/catalog';
import { createDelivery, type Delivery, deliveryMigrations } from '@vitascope/delivery';
import { createEncoderPool, type EncoderPool } from '@vitascope/encoder';
import { createIdentity, type Identity, identityMigrations } from '@vitascope/identity';
import { type BlobStore, createFileSystemBlobs, createS3Blobs } from '@vitascope/platform/blobs';
import { type Database, openDatabase } from '@vitascope/platform/database';
import { createEvents, eventMigrations } from '@vitascope/platform/events';
import {
  createIdempotencyStore,
  createRateCounters,
  httpMigrations,
  type IdempotencyStore,
  type RateCounters,
} from '@vitascope/platform/http';
import { createJobs, type Jobs } from '@vitascope/platform/jobs';
import { type Logger, systemClock } from '@vitascope/platform/kernel';
import { createSigningKeys } from '@vitascope/platform/signing-keys';
import type { Telemetry } from '@vitascope/platform/telemetry';
import {
  createPlaybackModule,
  createWatch,
  type PlaybackModule,
  playbackMigrations,
  type Watch,
} from '@vitascope/playback';
import { createWebhooks, type Webhooks, webhooksMigrations } from '@vitascope/webhooks';
import { type Config, dataPaths, encoderProcesses } from './config.ts';
import { createKeyCheck, readOrMakeOwnerKey } from './owner-key.ts';
import { parseRoles, type Roles } from './roles.ts';
import { createSampleLoading, type SampleLoading } from './sample-library/load-samples.ts';
import { sampleLibraryMigrations } from './sample-library/loading-store.ts';

const HOUR_MS = 3_600_000;

/** Limits are counted by the minute. */
export const RATE_WINDOW_SECONDS = 60;

/** As a subscriber of events. */
const CATALOG = 'catalog';

/** After this many jobs an encoder process is replaced: FFmpeg is long-lived C code. */
const RECYCLE_AFTER_JOBS = 2_000;

export interface Parts {
  readonly roles: Roles;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly jobs: Jobs;
  readonly pool: EncoderPool;
  readonly assets: Assets;
  readonly uploads: Uploads;
  readonly catalog: Catalog;
  readonly imports: Imports;
  readonly images: Images;
  readonly delivery: Delivery;
  /** Begins to tell the catalogue in this process. What was deleted meanwhile has waited. */
  hearOfDeletedAssets(): Promise<void>;
  readonly identity: Identity;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  readonly rateCounters: RateCounters;
  readonly idempotency: IdempotencyStore;
  readonly watching: PlaybackModule;
  readonly watch: Watch;
  readonly samples: SampleLoading;
  /** Tells where this process listens; the links in letters lead there when no public address is set. */
  listensAt(url: string): void;
  close(): Promise<void>;
}

/** Brings the database up to date and makes the parts on it; `close` of the parts closes it too. */
export async function wire(
  config: Config,
  deps: { readonly logger: Logger; readonly telemetry: Telemetry; readonly database: Database },
): Promise<Parts> {
  const { logger, telemetry, database } = deps;
  const roles = parseRoles(config.role);
  const ownerKey = config.ownerKey?.reveal() ?? (await readOrMakeOwnerKey(dataPaths(config).ownerKey));
  const blobs = await openBlobs(config);
  await database.migrate([
    eventMigrations,
    httpMigrations,
    auditMigrations,
    identityMigrations,
    assetsMigrations,
    catalogMigrations,
    deliveryMigrations,
    playbackMigrations,
    webhooksMigrations,
    sampleLibraryMigrations,
  ]);
  const pool = openPool(config, logger, roles);
  const jobs = createJobs({ database, logger, telemetry });
  const events = createEvents({ database, jobs });
  const keys = await createSigningKeys({ database, schema: 'delivery', clock: systemClock, logger });
  const policy = { maxHeight: config.encoder.maxHeight, preset: config.encoder.preset };
  const assets = createAssets({
    database,
    blobs,
    jobs,
    events,
    pool,
    policy,
    trashKeptMs: config.trashDays * 24 * HOUR_MS,
    logger,
    telemetry,
  });
  const watch = await createWatch({
    database,
    episodes: createEpisodes(database),
    config: config.playback,
    clock: systemClock,
    logger,
    telemetry,
  });
  const catalog = createCatalog({
    database,
    events,
    knownAssets: (ids) => assets.known(ids),
    assetDurations: (ids) => assets.durations(ids),
    viewerLists: watch,
  });
  const imports = createImports({ database, catalog, blobs, jobs, clock: systemClock });
  for (const event of [assetDeleted, assetRestored]) await events.register(event, CATALOG);
  const images = createImages({ database, blobs, jobs, logger });
  const delivery = createDelivery({
    library: assets,
    keys,
    clock: systemClock,
    logger,
    telemetry,
    hotCacheBytes: config.hotCacheBytes,
  });
  let address = `http://127.0.0.1:${config.port}`;
  const identity = await createIdentity({
    database,
    blobs,
    jobs,
    mail: config.mail,
    isSignUpOpen: config.accounts.signUp,
    maxProfiles: config.accounts.maxProfiles,
    deletionGraceDays: config.accounts.deletionGraceDays,
    exportDays: config.accounts.exportDays,
    providers: config.oidc.providers,
    // Each module that keeps something about accounts has its part here.
    personalData: () => [
      watching.personalData,
      watch.personalData,
      catalog.personalData,
      createAuditedData(audit),
    ],
    staffSecondFactor: config.accounts.staffSecondFactor,
    publicUrl: config.publicUrl,
    origin: () => new URL(config.publicUrl ?? address).origin,
    checkOwnerKey: createKeyCheck(ownerKey),
    clock: systemClock,
    logger,
  });
  const watching = await createPlaybackModule({
    database,
    identity,
    catalog,
    watch,
    config: config.playback,
    geo: config.geo,
    embed: config.embed,
    clock: systemClock,
    logger,
  });
  const webhooks = createWebhooks({
    database,
    jobs,
    events,
    config: config.webhooks,
    source: () => new URL(config.publicUrl ?? address).origin,
    clock: systemClock,
    logger,
  });
  const anchors = await openAnchors(dataPaths(config).audit);
  const audit = createAudit({ database, anchors, clock: systemClock, logger });
  const rateCounters = createRateCounters({
    database,
    windowMs: RATE_WINDOW_SECONDS * 1000,
    clock: systemClock,
    logger,
  });
  const uploads = createUploads({
    blobs,
    store: createUploadStore(database),
    maxSizeBytes: config.maxUploadBytes,
    expiresAfterMs: config.uploadExpiryHours * HOUR_MS,
    clock: systemClock,
    logger,
    authorize: async (request) => void (await identity.requirePermission(request, 'assets.write')),
    onFinished: ({ id, key, filename, sizeBytes }) =>
      assets.create({ uploadId: id, sourceKey: key, name: filename, sizeBytes }),
  });
  assets.watchAll((assetId, kind) => {
    if (kind === 'gone') delivery.forget(assetId);
    if (kind !== 'shape') return;
    delivery.refresh(assetId);
    forgetWhenGone(assets, delivery, assetId);
  });
  return {
    roles,
    database,
    blobs,
    jobs,
    pool,
    assets,
    uploads,
    catalog,
    imports,
    images,
    delivery,
    identity,
    audit,
    webhooks,
    rateCounters,
    idempotency: createIdempotencyStore(database),
    watching,
    watch,
    samples: createSampleLoading({ database, jobs, pool, logger, ownerKey, address: () => address }),
    async hearOfDeletedAssets() {
      await events.subscribe(assetDeleted, CATALOG, ({ data }) => catalog.assetLinks.forget(data.assetId));
      await events.subscribe(assetRestored, CATALOG, ({ data }) => catalog.assetLinks.recall(data.assetId));
    },
    listensAt(url) {
      address = url;
    },
    async close() {
      await jobs.stop({ graceSeconds: 1 });
      catalog.publicationClock.close();
      webhooks.close();
      await audit.close();
      await rateCounters.close();
      await identity.close();
      watching.close();
      await watch.close();
      delivery.close();
      await assets.stop();
      await pool.close();
      await keys.close();
      await database.close();
    },
  };
}

/** Progress leaves manifests as they are; deletion must not. */
function forgetWhenGone(assets: Assets, delivery: Delivery, assetId: string): void {
  assets.get(assetId).catch(() => delivery.forget(assetId));
}

export async function openBlobs(config: Config): Promise<BlobStore> {
  const { bucket, endpoint, region, prefix, accessKeyId, secretAccessKey, forcePathStyle } = config.s3;
  if (bucket === undefined)
    return createFileSystemBlobs({ dir: dataPaths(config).objects, reserveBytes: config.reserveBytes });
  return createS3Blobs({
    bucket,
    region,
    forcePathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId: accessKeyId.reveal(), secretAccessKey: secretAccessKey.reveal() } }),
  });
}

export function openConfiguredDatabase(config: Config, logger: Logger): Promise<Database> {
  const { url, poolSize } = config.database;
  return openDatabase(
    url === undefined
      ? { embeddedDir: dataPaths(config).database, poolSize }
      : { url: url.reveal(), poolSize },
    { logger },
  );
}

function openPool(config: Config, logger: Logger, roles: Roles): EncoderPool {
  const processes = encoderProcesses(config);
  return createEncoderPool({
    interactiveProcesses: processes.interactive,
    fillProcesses: processes.fill,
    memoryCapBytes: config.encoder.memoryCapBytes,
    recycleAfterJobs: RECYCLE_AFTER_JOBS,
    maxInteractiveWaitMs: config.encoder.maxWaitMs,
    // The first viewer does not wait for a process to start.
    warm: roles.origin || roles.worker ? 1 : 0,
    logger,
    // Codecs allocate from many threads: without this each keeps a heap of its own after a job.
    environment: { MALLOC_ARENA_MAX: '2' },
  });
}
