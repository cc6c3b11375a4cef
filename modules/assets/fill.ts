// The fill: makes every segment that nobody has asked for yet, the first minute of every rendition before the rest.
import { type EncoderPool, killedItsProcess } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import { defineQueue, type Job, type Jobs } from '@vitascope/platform/jobs';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Mould, Reason, Rendition } from './asset.ts';
import { type BegunSegments, createBegunSegments } from './begun-segments.ts';
import { isVideo, makeRequest, type SegmentRange, sharesDecode } from './make-request.ts';
import type { MouldCache } from './mould-cache.ts';
import type { AdoptedSegment, SegmentDoor } from './segment-door.ts';
import type { AssetStore } from './store.ts';

/** Segments of one job: long enough to spread the cost of seeking, short enough to lose little and to share out. */
const ENCODED_SEGMENTS = 15;
const COPIED_SEGMENTS = 60;

/** The first minute is shared out in pieces of this size: every process works on what is watched first. */
const FIRST_ENCODED_SEGMENTS = 3;

/** No job takes more than this part of what is left, so that the last ones of a film end at about the same time. */
const LARGEST_SHARE = 1 / 4;

/** Processes ended from outside before a single segment came of them: after so many, the attempt is over. */
const MAX_KILLS_IN_A_ROW = 3;

/** What counts as the first minute. */
const FIRST_SEGMENTS = 15;

const FIRST_PRIORITY = 1_000_000;

const renditionIds = z.array(z.string().max(200)).max(32);

export const planFillQueue = defineQueue({
  name: 'assets-plan-fill',
  schema: z.object({ assetId: z.string() }),
  deadlineSeconds: 120,
  retryLimit: 10,
  unique: 'queued',
});

export const fillQueue = defineQueue({
  name: 'assets-fill',
  schema: z.object({ assetId: z.string(), renditionIds, first: z.int().min(0), last: z.int().min(0) }),
  deadlineSeconds: 3600,
  // A range is only given up when trying again does not help: every attempt keeps what it made.
  retryLimit: 12,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
});

export type FillJob = z.infer<typeof fillQueue.schema>;

export interface Fill {
  /** Sends the jobs for everything that is missing of an asset. */
  plan(assetId: string): Promise<void>;
  /** Makes what is missing of one range. */
  run(job: Job<FillJob>): Promise<void>;
  /** Says of the renditions of a range that they could not be made, and why. */
  giveUp(range: FillJob, error: unknown): Promise<void>;
}

export interface FillDeps {
  readonly jobs: Jobs;
  readonly pool: EncoderPool;
  readonly blobs: BlobStore;
  readonly store: AssetStore;
  readonly moulds: MouldCache;
  readonly door: SegmentDoor;
  readonly logger: Logger;
  onChanged(assetId: string): void;
  onKilled(assetId: string, error: unknown): Promise<void>;
}

export function createFill(deps: FillDeps): Fill {
  return {
    async plan(assetId) {
      const mould = await deps.moulds.get(assetId);
      const stored = await deps.store.storedNumbers(assetId, 0, MAX_SEGMENT);
      for (const range of planRanges(mould)) {
        const wanted = mould.renditions.filter((rendition) => range.renditionIds.includes(rendition.id));
        if (missingRuns(wanted, range, stored).length === 0) continue;
        const key = `${assetId}/${range.renditionIds.join(',')}/${range.first}`;
        await deps.jobs.send(
          fillQueue,
          { assetId, renditionIds: range.renditionIds, first: range.first, last: range.last },
          { priority: range.priority, singletonKey: key },
        );
      }
      if (await deps.store.settleIfComplete(assetId)) deps.onChanged(assetId);
    },
    async run(job) {
      const { assetId } = job.data;
      const mould = await loadMould(deps, assetId);
      if (mould === null) return;
      const wanted = mould.renditions.filter(
        (rendition) => job.data.renditionIds.includes(rendition.id) && isWanted(rendition),
      );
      try {
        await fillPersistently(deps, { mould, renditions: wanted, range: job.data, signal: job.signal });
      } catch (error) {
        // Deleted while it was filled: nothing is left to do.
        if (isVitascopeError(error, 'asset-not-found')) return;
        if (killedItsProcess(error)) await deps.onKilled(assetId, error);
        throw error;
      }
      if (await deps.store.settleIfComplete(assetId)) deps.onChanged(assetId);
    },
    async giveUp({ assetId, renditionIds: ids }, error) {
      const reason = whyNot(assetId, error);
      for (const renditionId of ids)
        await deps.store.setRenditionState(assetId, {
          renditionId,
          from: ['waiting', 'making'],
          to: 'failed',
          reason,
        });
      deps.logger.error({ assetId, renditions: ids, code: reason.code }, 'Renditions could not be made.');
      await deps.store.settleIfComplete(assetId);
      deps.onChanged(assetId);
    },
  };
}

/** A number past every segment. */
const MAX_SEGMENT = 2 ** 31 - 1;

function isWanted(rendition: Rendition): boolean {
  return rendition.state !== 'cancelled' && rendition.state !== 'failed';
}

/** Why what was asked of the encoder again and again could not be made, for a person. */
export function whyNot(assetId: string, error: unknown): Reason {
  // The source's own fault: it says so itself, and trying again does not help.
  if (isVitascopeError(error) && error.kind === 'unsupported')
    return { code: error.code, message: error.message };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : 'fill-failed',
    message: `Making it failed again and again, the last time with: ${String(message).replace(/\.$/, '')}. Try again with \`npx vitascope assets redrive ${assetId}\`.`,
  };
}

/** An encoder process ended from outside costs what it was making, and no attempt unless it happens again and again. */
async function fillPersistently(deps: FillDeps, work: RangeWork): Promise<void> {
  const begun = createBegunSegments();
  let killsInARow = 0;
  for (;;) {
    const before = await countStored(deps, work);
    try {
      await fillRange(deps, work, begun);
      return await expectAll(deps, work);
    } catch (error) {
      if (!isVitascopeError(error, 'encoder-killed') || work.signal.aborted) throw error;
      killsInARow = (await countStored(deps, work)) > before ? 0 : killsInARow + 1;
      if (killsInARow >= MAX_KILLS_IN_A_ROW) throw error;
    }
  }
}

/** What a viewer was having made is left to that making; when it was given up, the range is gone through again. */
async function expectAll(deps: FillDeps, work: RangeWork): Promise<void> {
  const wanted = work.renditions.length * (work.range.last - work.range.first + 1);
  const missing = wanted - (await countStored(deps, work));
  if (missing > 0)
    throw new Error(`${missing} segments of asset ${work.mould.assetId} were left to others; looking again`);
}

async function countStored(deps: FillDeps, { mould, renditions, range }: RangeWork): Promise<number> {
  const stored = await deps.store.storedNumbers(mould.assetId, range.first, range.last);
  return renditions.reduce((sum, rendition) => sum + (stored.get(rendition.id)?.size ?? 0), 0);
}

/** Null when the asset was deleted or cancelled meanwhile: nothing is left to do. */
export async function loadMould(deps: Pick<FillDeps, 'moulds'>, assetId: string): Promise<Mould | null> {
  deps.moulds.forget(assetId);
  try {
    return await deps.moulds.get(assetId);
  } catch (error) {
    if (isVitascopeError(error, 'asset-not-found') || isVitascopeError(error, 'asset-not-playable'))
      return null;
    throw error;
  }
}

interface PlannedRange extends SegmentRange {
  readonly renditionIds: string[];
  readonly priority: number;
}

/** The ranges of an asset in the order in which they are wanted. Renditions that share a decode share their ranges. */
export function planRanges(mould: Pick<Mould, 'renditions'>): PlannedRange[] {
  const ranges: PlannedRange[] = [];
  for (const group of groupByDecode(mould.renditions.filter(isWanted))) {
    const [first] = group;
    if (first === undefined) continue;
    const ids = group.map((rendition) => rendition.id);
    for (let start = 0; start < first.segments; ) {
      const end = rangeEnd(first, start);
      const priority =
        (start < FIRST_SEGMENTS ? FIRST_PRIORITY : FIRST_PRIORITY / 2) -
        start +
        (isVideo(first.recipe) ? 0 : 1);
      ranges.push({ renditionIds: ids, first: start, last: end - 1, priority });
      start = end;
    }
  }
  return ranges.sort((a, b) => b.priority - a.priority);
}

/** Where the range that begins at `start` ends; the first minute never shares a range with what follows. */
function rangeEnd({ recipe, segments }: Rendition, start: number): number {
  const isFirst = start < FIRST_SEGMENTS;
  const limit = isFirst ? Math.min(FIRST_SEGMENTS, segments) : segments;
  if (recipe.kind !== 'video-h264') return Math.min(limit, start + COPIED_SEGMENTS);
  const most = isFirst ? FIRST_ENCODED_SEGMENTS : ENCODED_SEGMENTS;
  const share = Math.floor((segments - start) * LARGEST_SHARE);
  return Math.min(limit, start + Math.max(1, Math.min(most, share)));
}

function groupByDecode(renditions: readonly Rendition[]): Rendition[][] {
  const groups: Rendition[][] = [];
  for (const rendition of renditions) {
    const group = groups.find(
      (known) => known[0] !== undefined && sharesDecode(known[0].recipe, rendition.recipe),
    );
    if (group === undefined) groups.push([rendition]);
    else group.push(rendition);
  }
  return groups;
}

interface RangeWork {
  readonly mould: Mould;
  readonly renditions: readonly Rendition[];
  readonly range: SegmentRange;
  readonly signal: AbortSignal;
}

async function fillRange(deps: FillDeps, work: RangeWork, begun: BegunSegments): Promise<void> {
  const { mould, renditions, range, signal } = work;
  const stored = await deps.store.storedNumbers(mould.assetId, range.first, range.last);
  const location = await deps.blobs.locate(mould.sourceKey);
  for (const run of missingRuns(renditions, range, stored)) {
    const { chunks, piecesOf } = begun.take(run);
    const request = makeRequest(mould, run.renditions, { ...run, begun: chunks }, location);
    const adopted = new Map<string, AdoptedSegment | null>();
    const adopt = (renditionId: string, number: number): AdoptedSegment | null => {
      const segment = deps.door.adopt({ assetId: mould.assetId, renditionId, number });
      for (const piece of piecesOf(renditionId, number)) segment?.add(piece);
      return segment;
    };
    try {
      await deps.pool.make(request, {
        priority: 'fill',
        signal,
        async onChunk(chunk) {
          const name = `${chunk.rendition}/${chunk.segment}`;
          if (!adopted.has(name)) adopted.set(name, adopt(chunk.rendition, chunk.segment));
          const segment = adopted.get(name) ?? null;
          segment?.add(chunk.bytes);
          begun.note(chunk);
          if (!chunk.last) return;
          await segment?.commit();
          adopted.delete(name);
        },
      });
    } catch (error) {
      for (const segment of adopted.values()) segment?.fail(error as Error);
      throw error;
    }
  }
}

interface MissingRun extends SegmentRange {
  readonly renditions: readonly Rendition[];
}

/** Divides a range into runs of segments that miss the same renditions. */
export function missingRuns(
  renditions: readonly Rendition[],
  range: SegmentRange,
  stored: ReadonlyMap<string, ReadonlySet<number>>,
): MissingRun[] {
  const runs: { first: number; last: number; renditions: readonly Rendition[] }[] = [];
  for (let number = range.first; number <= range.last; number++) {
    const missing = renditions.filter((rendition) => stored.get(rendition.id)?.has(number) !== true);
    const run = runs.at(-1);
    const continues = run !== undefined && run.last === number - 1 && isSame(run.renditions, missing);
    if (continues) run.last = number;
    else if (missing.length > 0) runs.push({ first: number, last: number, renditions: missing });
  }
  return runs;
}

function isSame(a: readonly Rendition[], b: readonly Rendition[]): boolean {
  return a.length === b.length && a.every((rendition, i) => rendition === b[i]);
}
