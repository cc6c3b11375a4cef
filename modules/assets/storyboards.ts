// Storyboards: made sheet by sheet when everything else that waits to be filled is done, and read for those who watch.
import { crc32 } from 'node:zlib';
import { type EncoderPool, killedItsProcess } from '@vitascope/encoder';
import { sheetCount } from '@vitascope/media/storyboard';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Job, Jobs } from '@vitascope/platform/jobs';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import type { Mould, NamedPlan, StoryboardProgress } from './asset.ts';
import { assetError } from './errors.ts';
import { type FillJob, fillQueue, loadMould, whyNot } from './fill.ts';
import type { MouldCache } from './mould-cache.ts';
import type { SegmentKey, WholeSegment } from './playable.ts';
import { assetPrefix } from './segment-store.ts';
import { storyboardPlan } from './storyboard.ts';
import type { StoryboardStore } from './storyboard-store.ts';

/** A storyboard that has killed its encoder process this often in a row is given up. */
const MAX_KILLS = 3;

/** Below every range of segments: workers take the highest first. */
const PRIORITY = 0;

/** Assets of which storyboards are missing that are looked after in one go. */
const BACKFILL = 20;

export interface Storyboards {
  /** Sends the job for the next sheet that is missing of an asset; what waits already is not sent again. */
  plan(assetId: string): Promise<void>;
  /** The same for some of the assets that have none, for example since they are older than storyboards. */
  planMissing(): Promise<void>;
  /** Makes the next sheet. Another job follows for the one after it: what is more urgent comes between them. */
  run(job: Pick<Job<FillJob>, 'data' | 'signal'>): Promise<void>;
  /** Says why there will be none. The asset is as good as before. */
  giveUp(job: FillJob, error: unknown): Promise<void>;
  /** What was given up is tried again with the next plan. */
  retry(assetId: string): Promise<void>;
  /** How far it is; null for an asset that gets none. */
  progress(assetId: string): Promise<StoryboardProgress | null>;
  /** A stored sheet. @throws `sheet-not-found` */
  sheet(key: SegmentKey): Promise<WholeSegment>;
}

export interface StoryboardDeps {
  readonly jobs: Jobs;
  readonly pool: Pick<EncoderPool, 'drawSheet'>;
  readonly blobs: BlobStore;
  readonly boards: StoryboardStore;
  readonly moulds: MouldCache;
  readonly logger: Logger;
  onChanged(assetId: string): void;
}

/** Where a sheet lies. */
export function sheetBlobKey({ assetId, renditionId, number }: SegmentKey): string {
  return `${assetPrefix(assetId)}${renditionId}/${number}.jpg`;
}

export function createStoryboards(deps: StoryboardDeps): Storyboards {
  const { boards, blobs } = deps;

  const send = async (assetId: string, id: string, sheet: number): Promise<void> => {
    await deps.jobs.send(
      fillQueue,
      { assetId, renditionIds: [id], first: sheet, last: sheet },
      { priority: PRIORITY, singletonKey: `${assetId}/${id}/${sheet}` },
    );
  };

  /** What may still be made: the plan, and how many sheets there are. */
  const unfinished = async (
    assetId: string,
  ): Promise<{ mould: Mould; plan: NamedPlan; made: number } | null> => {
    const mould = await loadMould(deps, assetId);
    const plan = mould === null ? null : storyboardPlan(mould);
    if (mould === null || plan === null) return null;
    const board = await boards.begin(assetId, plan);
    return board?.state === 'making' ? { mould, plan, made: board.sheets.length } : null;
  };

  const plan = async (assetId: string): Promise<void> => {
    const work = await unfinished(assetId);
    if (work !== null) await send(assetId, work.plan.id, work.made);
  };

  const drawNext = async (
    { mould, plan: named, made }: { mould: Mould; plan: NamedPlan; made: number },
    signal: AbortSignal,
  ): Promise<void> => {
    const { assetId, timeline } = mould;
    if (timeline.video === null) return;
    const { track, timescale, originTicks } = timeline.video;
    const { id, ...sheets } = named;
    const location = await blobs.locate(mould.sourceKey);
    const { jpeg, tileWidth, tileHeight } = await deps.pool.drawSheet(
      {
        source: { id: assetId, location },
        timeline: { track, timescale, originTicks },
        plan: sheets,
        sheet: made,
      },
      { signal },
    );
    const key = sheetBlobKey({ assetId, renditionId: id, number: made });
    await blobs.put(key, jpeg, { durable: false, contentType: 'image/jpeg' });
    const sheet = { sizeBytes: jpeg.byteLength, crc32: crc32(jpeg) };
    const board = await boards.addSheet(assetId, named, { number: made, sheet, tileWidth, tileHeight });
    if (board === null) {
      // The asset was deleted while the sheet was drawn: nothing of it may stay behind.
      await blobs.delete(key);
    } else if (board.state === 'complete') {
      deps.onChanged(assetId);
    } else if (board.sheets.length < sheetCount(named)) {
      await send(assetId, id, board.sheets.length);
    }
  };

  return {
    plan,
    async planMissing() {
      for (const assetId of await boards.missing(BACKFILL)) await plan(assetId);
    },
    async run({ data: { assetId, renditionIds }, signal }) {
      const work = await unfinished(assetId);
      if (work === null || work.plan.id !== renditionIds[0]) return;
      try {
        await drawNext(work, signal);
      } catch (error) {
        if (!killedItsProcess(error) || (await boards.addKill(assetId)) < MAX_KILLS) throw error;
        await boards.fail(assetId, whyNot(assetId, error));
        deps.logger.warn(
          { assetId, err: error },
          'Preview images are given up: drawing them kills the encoder.',
        );
        deps.onChanged(assetId);
      }
    },
    async giveUp({ assetId }, error) {
      const reason = whyNot(assetId, error);
      await boards.fail(assetId, reason);
      deps.logger.warn({ assetId, code: reason.code }, 'Preview images could not be made.');
      deps.onChanged(assetId);
    },
    retry: (assetId) => boards.retry(assetId),
    async progress(assetId) {
      const wanted = await deps.moulds.get(assetId).then(storyboardPlan, (error: unknown) => {
        if (isVitascopeError(error) && error.code.startsWith('asset-')) return null;
        throw error;
      });
      if (wanted === null) return null;
      const board = await boards.find(assetId);
      const { tiles, intervalMs } = board ?? wanted;
      return {
        state:
          board === null || (board.state === 'making' && board.sheets.length === 0) ? 'waiting' : board.state,
        tiles,
        intervalMs,
        sheets: sheetCount(board ?? wanted),
        ready: board?.sheets.length ?? 0,
        sizeBytes: board?.sizeBytes ?? 0,
        reason: board?.reason ?? null,
      };
    },
    async sheet(key) {
      const { storyboard } = await deps.moulds.get(key.assetId);
      const stored = storyboard?.id === key.renditionId ? storyboard.sheets[key.number] : undefined;
      if (stored === undefined)
        throw assetError('sheet-not-found', `Asset ${key.assetId} has no such sheet of preview images.`);
      try {
        const bytes = await blobs.read(sheetBlobKey(key));
        if (bytes.byteLength === stored.sizeBytes && crc32(bytes) === stored.crc32)
          return { bytes, crc32: stored.crc32 };
      } catch (error) {
        if (!isVitascopeError(error, 'blob-not-found') && !isVitascopeError(error, 'blob-corrupt'))
          throw error;
      }
      await boards.takeBack(key.assetId, key.renditionId);
      deps.onChanged(key.assetId);
      await plan(key.assetId);
      throw assetError('sheet-not-found', `A sheet of asset ${key.assetId} is damaged and made again.`);
    },
  };
}
