// The assets module: from an uploaded file to segments that can be played.
import type { EncoderPool, LadderPolicy } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Database, MigrationSet } from '@vitascope/platform/database';
import type { Events } from '@vitascope/platform/events';
import type { Jobs } from '@vitascope/platform/jobs';
import { type Clock, type Logger, newId, systemClock } from '@vitascope/platform/kernel';
import type { Telemetry } from '@vitascope/platform/telemetry';
import { type Asset, type AssetState, isPlayable, isSettled, type StoryboardProgress } from './asset.ts';
import { assetCreated, assetSettled } from './asset-events.ts';
import { type Changes, createChanges } from './changes.ts';
import { describeAsset } from './describe-asset.ts';
import { measurePool } from './encoder-telemetry.ts';
import { assetError } from './errors.ts';
import { countKill, createExamination, examineQueue, giveUpExamination } from './examine-asset.ts';
import { createFill, fillQueue, planFillQueue } from './fill.ts';
import { createLibraryFeed, type LibraryFeed } from './library-feed.ts';
import { type AssetLibrary, createAssetLibrary } from './library-store.ts';
import { type AssetFilter, type AssetPage, createAssetList, type ListedAssets } from './list-assets.ts';
import { createListStore } from './list-store.ts';
import { assetsMigration } from './migrations/0001-assets.ts';
import { uploadsMigration } from './migrations/0002-uploads.ts';
import { segmentClaimsMigration } from './migrations/0003-segment-claims.ts';
import { objectOwnerMigration } from './migrations/0004-object-owner.ts';
import { killsInARowMigration } from './migrations/0005-kills-in-a-row.ts';
import { assetListMigration } from './migrations/0006-asset-list.ts';
import { textTracksMigration } from './migrations/0007-text-tracks.ts';
import { storyboardsMigration } from './migrations/0008-storyboards.ts';
import { trashMigration } from './migrations/0009-trash.ts';
import { sourceTextsMigration } from './migrations/0010-source-texts.ts';
import { createMouldCache, type MouldCache } from './mould-cache.ts';
import { createOrphanStore } from './orphan-store.ts';
import type { MediaLibrary } from './playable.ts';
import { createSegmentClaims } from './segment-claims.ts';
import { createSegmentDoor, type SegmentDoor } from './segment-door.ts';
import { assetPrefix, createSegmentStore } from './segment-store.ts';
import { type StorageUse, storageUse } from './storage-use.ts';
import { type AssetStore, createAssetStore } from './store.ts';
import { isStoryboardJob } from './storyboard.ts';
import { createStoryboardStore } from './storyboard-store.ts';
import { createStoryboards, type Storyboards } from './storyboards.ts';
import { createOrphanSweep, SWEEP_EVERY_SECONDS, sweepOrphansQueue } from './sweep-orphans.ts';
import { createSourceTextStore } from './text-tracks/source-text-store.ts';
import { createSourceTexts, readTextsQueue, type SourceTexts } from './text-tracks/source-texts.ts';
import { createTextStore } from './text-tracks/text-store.ts';
import { createTextTracks, type TextTracks } from './text-tracks/text-tracks.ts';
import { createTrash, PURGE_EVERY_SECONDS, purgeTrashQueue, type Trash } from './trash.ts';
import { createTrashStore } from './trash-store.ts';
import { createWaiting } from './wait-for-asset.ts';

export const assetsMigrations: MigrationSet = {
  schema: 'assets',
  migrations: {
    '0001-assets': assetsMigration,
    '0002-uploads': uploadsMigration,
    '0003-segment-claims': segmentClaimsMigration,
    '0004-object-owner': objectOwnerMigration,
    '0005-kills-in-a-row': killsInARowMigration,
    '0006-asset-list': assetListMigration,
    '0007-text-tracks': textTracksMigration,
    '0008-storyboards': storyboardsMigration,
    '0009-trash': trashMigration,
    '0010-source-texts': sourceTextsMigration,
  },
};

/** How often assets with work left are looked at for whether it is under way. */
const TAKE_UP_MS = 180_000;

export interface FinishedSource {
  readonly uploadId: string;
  readonly sourceKey: string;
  readonly name: string;
  readonly sizeBytes: number;
}

export interface Assets extends MediaLibrary {
  /** Makes the asset of an upload and has it examined. Called again for the same upload, it answers the same. */
  create(source: FinishedSource): Promise<{ readonly assetId: string }>;
  /** @throws `asset-not-found` */
  get(id: string): Promise<Asset>;
  /** Which of the ids are those of assets. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** In milliseconds, of those of the ids of which it is known. */
  durations(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  list(filter: AssetFilter, page: AssetPage): Promise<ListedAssets>;
  readonly library: AssetLibrary;
  /** Subtitles and captions. */
  readonly texts: TextTracks;
  /** What became of the subtitles that the source has as streams of its own. */
  sourceTexts: SourceTexts['list'];
  /** How far the preview images are; null for an asset without pictures, or whose pictures are not known. */
  storyboard(id: string): Promise<StoryboardProgress | null>;
  /** @throws `asset-not-found` */
  rename(id: string, name: string): Promise<Asset>;
  /** The asset once it has reached the state, can no longer reach it, or the time is over. @throws `asset-not-found` */
  wait(id: string, options: WaitOptions): Promise<Asset>;
  /** Calls `listener` after changes until the returned function is called. */
  watch(id: string, listener: () => void): () => void;
  /** Calls `listener` after every change, wherever it was made. */
  watchAll: Changes['watchAll'];
  /** What the library's objects weigh. */
  storageUse(): Promise<StorageUse>;
  /** What changes in the whole library. */
  readonly feed: Pick<LibraryFeed, 'subscribe'>;
  /** Stops examining and filling; what was made stays playable. @throws `asset-not-found`, `asset-busy` */
  cancel(id: string): Promise<Asset>;
  /** Makes one rendition, or all that are not complete, anew. @throws `asset-not-found`, `rendition-not-found` */
  redrive(id: string, renditionId?: string): Promise<Asset>;
  /** Where what is deleted lies for some days. */
  readonly trash: Omit<Trash, 'purgeExpired'>;
  /** Begins to work on jobs of these kinds in this process, and takes up what a crash left. */
  startWork(kinds: { readonly examine: number; readonly fill: number }): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WaitOptions {
  readonly until: 'playable' | 'complete';
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface AssetsDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly jobs: Jobs;
  readonly events: Events;
  readonly pool: EncoderPool;
  readonly policy: LadderPolicy;
  /** How long what is deleted is kept, in milliseconds. */
  readonly trashKeptMs: number;
  /** The system's without it. */
  readonly clock?: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export function createAssets(deps: AssetsDeps): Assets {
  const logger = deps.logger.child({ module: 'assets' });
  measurePool(deps.telemetry, deps.pool);
  const store = createAssetStore(deps.database, {
    settled: (transaction, assetId, state) =>
      deps.events.publish(transaction, assetSettled, { assetId, state }),
  });
  const changes = createChanges({ database: deps.database, logger });
  const moulds = createMouldCache(store);
  const segments = createSegmentStore({ blobs: deps.blobs, store });
  const onChanged = (assetId: string): void => {
    moulds.forget(assetId);
    changes.announce(assetId, 'shape');
  };
  const onKilled = (assetId: string, error: unknown) =>
    refuseIfPoisonous(store, { assetId, error, onChanged });
  const door = createSegmentDoor({
    ...deps,
    logger,
    segments,
    claims: createSegmentClaims(deps.database),
    moulds,
    onCommitted: (assetId) => changes.announce(assetId, 'progress'),
    onKilled: (assetId, error) =>
      void onKilled(assetId, error).catch((err: Error) =>
        logger.error({ assetId, err }, 'A kill could not be counted.'),
      ),
  });
  const fill = createFill({ ...deps, logger, store, moulds, door, onChanged, onKilled });
  const storyboards = createStoryboards({
    ...deps,
    logger,
    boards: createStoryboardStore(deps.database),
    moulds,
    onChanged,
  });
  const sourceTextStore = createSourceTextStore(deps.database);
  const sourceTexts = createSourceTexts({ ...deps, logger, store: sourceTextStore, moulds, onChanged });
  const examine = createExamination({
    ...deps,
    logger,
    store,
    sourceTextStore,
    sourceTexts,
    onChanged,
    onPlayable: (assetId) => void prepareFirst(moulds, door, assetId).catch(() => {}),
  });
  const sweep = createOrphanSweep({
    ...deps,
    logger,
    store: createOrphanStore(deps.database),
    clock: systemClock,
  });
  changes.watchAll((assetId, kind) => {
    if (kind !== 'progress') moulds.forget(assetId);
  });

  const trash = createTrash({
    ...deps,
    clock: deps.clock ?? systemClock,
    logger,
    store,
    trash: createTrashStore(deps.database),
    keptMs: deps.trashKeptMs,
    async stopWork(assetId) {
      await cancelJobs(deps.jobs, assetId);
      door.drop(assetId);
    },
    resumeWork: (assetId, state) => resume(deps, assetId, state),
    onGone(assetId) {
      moulds.forget(assetId);
      changes.announce(assetId, 'gone');
    },
    onBack: onChanged,
  });

  const feed = createLibraryFeed({
    changes,
    load: store.findMany,
    onError: (err) => logger.warn({ err }, 'What has changed could not be loaded for those who listen.'),
  });
  let takingUp: NodeJS.Timeout | undefined;
  const get = async (id: string): Promise<Asset> => {
    const asset = await store.find(id);
    if (asset === null) throw assetError('asset-not-found', `There is no asset ${id}.`);
    return asset;
  };

  const texts = createTextTracks({
    blobs: deps.blobs,
    store: createTextStore(deps.database),
    expectAsset: get,
    onChanged,
  });

  return {
    get,
    texts,
    sourceTexts: sourceTexts.list,
    known: (ids) => store.known(ids),
    durations: (ids) => store.durations(ids),
    library: createAssetLibrary(deps.database),
    list: createAssetList({ store, lists: createListStore(deps.database) }),
    async rename(id, name) {
      if (!(await store.rename(id, name))) throw assetError('asset-not-found', `There is no asset ${id}.`);
      onChanged(id);
      return get(id);
    },
    wait: createWaiting({ get, changes }),
    watch: changes.watch,
    watchAll: changes.watchAll,
    feed,
    storageUse: () => storageUse(deps.database),
    playable: async (assetId) => describeAsset(await moulds.get(assetId)),
    segment: (key) => door.request(key),
    text: ({ assetId, textId }) => texts.read(assetId, textId),
    sheet: (key) => storyboards.sheet(key),
    storyboard: (id) => storyboards.progress(id),
    async create(source) {
      const { id, isNew } = await store.transaction(async (transaction) => {
        const inserted = await store.insert(transaction, { id: newId('as'), ...source });
        if (inserted.isNew) {
          await deps.events.publish(transaction, assetCreated, { assetId: inserted.id });
          await deps.jobs.send(
            examineQueue,
            { assetId: inserted.id },
            { transaction, singletonKey: inserted.id, priority: 1 },
          );
        }
        return inserted;
      });
      if (isNew) onChanged(id);
      return { assetId: id };
    },
    async cancel(id) {
      const asset = await get(id);
      if (isSettled(asset.state))
        throw assetError('asset-busy', `Asset ${id} is ${asset.state}: there is nothing to cancel.`);
      await store.setState(id, {
        from: ['examining', 'playable'],
        to: 'cancelled',
        reason: { code: 'asset-cancelled', message: 'It was cancelled.' },
      });
      await store.setRenditionState(id, { from: ['waiting', 'making'], to: 'cancelled' });
      await cancelJobs(deps.jobs, id);
      onChanged(id);
      return get(id);
    },
    async redrive(id, renditionId) {
      const asset = await get(id);
      if (renditionId === undefined) await storyboards.retry(id);
      await redriveRenditions({ ...deps, store, door }, asset, renditionId);
      if (renditionId === undefined) await sourceTexts.retry(id);
      onChanged(id);
      return get(id);
    },
    trash,
    async startWork(kinds) {
      const onGivenUp = ({ assetId }: { assetId: string }, error: unknown) =>
        giveUpExamination({ store, onChanged }, assetId, error);
      await deps.jobs.work(examineQueue, { concurrency: kinds.examine, onGivenUp }, examine);
      await deps.jobs.work(planFillQueue, { concurrency: 2 }, async ({ data: { assetId } }) => {
        await fill.plan(assetId);
        await storyboards.plan(assetId);
      });
      await deps.jobs.work(
        fillQueue,
        {
          concurrency: kinds.fill,
          onGivenUp: (data, error) =>
            isStoryboardJob(data) ? storyboards.giveUp(data, error) : fill.giveUp(data, error),
        },
        (job) => (isStoryboardJob(job.data) ? storyboards.run(job) : fill.run(job)),
      );
      await deps.jobs.work(
        readTextsQueue,
        { concurrency: 1, onGivenUp: ({ assetId }, error) => sourceTexts.giveUp(assetId, error) },
        (job) => sourceTexts.run(job),
      );
      await deps.jobs.work(
        sweepOrphansQueue,
        { concurrency: 1 },
        async (job) => void (await sweep.run(job.signal)),
      );
      await deps.jobs.work(
        purgeTrashQueue,
        { concurrency: 1 },
        async (job) => void (await trash.purgeExpired(job.signal)),
      );
      await sweep
        .claim()
        .catch((err: Error) => logger.warn({ err }, 'The object store could not be claimed.'));
      await takeUp(deps, store, [storyboards, sourceTexts]);
      takingUp = setInterval(() => {
        takeUp(deps, store, [storyboards, sourceTexts]).catch((err: Error) =>
          logger.warn({ err }, 'Unfinished assets could not be taken up.'),
        );
      }, TAKE_UP_MS);
      takingUp.unref();
    },
    start: () => changes.start(),
    async stop() {
      clearInterval(takingUp);
      door.close();
      feed.close();
      await changes.stop();
    },
  };
}

/** Makes the first segment of every copied rendition: milliseconds of work that the first viewer then does not wait for. */
async function prepareFirst(moulds: MouldCache, door: SegmentDoor, assetId: string): Promise<void> {
  const { renditions } = await moulds.get(assetId);
  for (const { id, recipe } of renditions) {
    if (recipe.kind !== 'video-copy' && recipe.kind !== 'audio-copy') continue;
    await door.request({ assetId, renditionId: id, number: 0 });
  }
}

/** Refuses a source for good once it has killed its process too often. */
async function refuseIfPoisonous(
  store: AssetStore,
  kill: { readonly assetId: string; readonly error: unknown; onChanged(assetId: string): void },
): Promise<void> {
  const reason = await countKill(store, kill.assetId, kill.error);
  if (reason === null) return;
  await store.setState(kill.assetId, { from: ['examining', 'playable'], to: 'rejected', reason });
  await store.setRenditionState(kill.assetId, { from: ['waiting', 'making'], to: 'failed', reason });
  kill.onChanged(kill.assetId);
}

async function cancelJobs(jobs: Jobs, assetId: string): Promise<void> {
  for (const queue of [examineQueue, planFillQueue, readTextsQueue])
    await jobs.cancelWhere(queue, { data: { assetId } });
  await jobs.cancelWhere(fillQueue, { data: { assetId } });
}

async function redriveRenditions(
  deps: Pick<AssetsDeps, 'jobs' | 'blobs'> & {
    readonly store: AssetStore;
    readonly door: { drop(assetId: string): void };
  },
  asset: Asset,
  renditionId: string | undefined,
): Promise<void> {
  const { store, jobs } = deps;
  if (asset.renditions.length === 0) {
    // It never got a timeline: it is examined again.
    const isAgain = await store.setState(asset.id, {
      from: ['failed', 'rejected', 'cancelled'],
      to: 'examining',
      reason: null,
    });
    if (isAgain) await jobs.send(examineQueue, { assetId: asset.id }, { singletonKey: asset.id });
    return;
  }
  if (renditionId !== undefined) {
    if (!asset.renditions.some((rendition) => rendition.id === renditionId)) {
      throw assetError(
        'rendition-not-found',
        `Asset ${asset.id} has no rendition "${renditionId}". It has ${asset.renditions.map((rendition) => rendition.id).join(', ')}.`,
      );
    }
    deps.door.drop(asset.id);
    await store.resetRendition(asset.id, renditionId);
    await deps.blobs.deletePrefix(`${assetPrefix(asset.id)}${renditionId}/`);
  }
  await cancelJobs(jobs, asset.id);
  await store.setRenditionState(asset.id, { from: ['failed', 'cancelled'], to: 'waiting' });
  await store.setState(asset.id, {
    from: ['complete', 'cancelled', 'failed', 'rejected'],
    to: 'playable',
    reason: null,
  });
  await jobs.send(planFillQueue, { assetId: asset.id }, { singletonKey: asset.id });
}

/**
 * Jobs survive crashes by themselves; this is for those whose last attempt died with its worker, and for whatever else
 * would leave an asset unsettled with nobody at work on it. What is queued already is not queued again.
 */
async function takeUp(
  deps: Pick<AssetsDeps, 'jobs'>,
  store: AssetStore,
  others: readonly Pick<Storyboards, 'planMissing'>[],
): Promise<void> {
  for (const { id, state } of await store.unsettled()) await resume(deps, id, state);
  for (const other of others) await other.planMissing();
  // One at a time among all workers: none is added while one waits.
  await deps.jobs.send(
    sweepOrphansQueue,
    {},
    { singletonKey: 'all', startAfterSeconds: SWEEP_EVERY_SECONDS },
  );
  await deps.jobs.send(purgeTrashQueue, {}, { singletonKey: 'all', startAfterSeconds: PURGE_EVERY_SECONDS });
}

/** Has work that is left done, if any is. */
async function resume({ jobs }: Pick<AssetsDeps, 'jobs'>, id: string, state: AssetState): Promise<void> {
  if (isSettled(state)) return;
  if (isPlayable(state)) await jobs.send(planFillQueue, { assetId: id }, { singletonKey: id });
  else await jobs.send(examineQueue, { assetId: id }, { singletonKey: id, priority: 1 });
}
