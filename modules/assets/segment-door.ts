// The one door through which segments are asked for: by viewers, by look-ahead behind them, and by the fill.
import type { EncoderPool } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import type { Telemetry } from '@vitascope/platform/telemetry';
import type { Mould, Rendition } from './asset.ts';
import { recordEncoderSpans } from './encoder-telemetry.ts';
import { assetError } from './errors.ts';
import { makeRequest } from './make-request.ts';
import type { MouldCache } from './mould-cache.ts';
import type { SegmentFeed, SegmentKey, WholeSegment } from './playable.ts';
import type { SegmentClaims } from './segment-claims.ts';
import { createSegmentMaking, type SegmentMaking } from './segment-making.ts';
import { type SegmentStore, wholeOf } from './segment-store.ts';

/** Segments made behind the one a viewer had to wait for. */
const LOOK_AHEAD = 2;

/** Times that a making is begun again because its process was taken from it. */
const MAX_RESTARTS = 5;

export interface SegmentDoor {
  /** Joins or starts the one making of a segment. */
  request(key: SegmentKey): Promise<SegmentFeed>;
  /**
   * Announces a segment that the fill is making, so that nothing that runs ahead makes it twice. A viewer who asks for it
   * does: the fill has the lowest priority and makes several renditions at once; whichever is ready first counts for
   * both. Returns null for a segment that somebody else is making.
   */
  adopt(key: SegmentKey): AdoptedSegment | null;
  /** Stops everything that is being made of an asset. */
  drop(assetId: string): void;
  close(): void;
}

/** A segment whose bytes the caller brings. */
export interface AdoptedSegment {
  add(piece: Buffer): void;
  /** Commits what was added. */
  commit(): Promise<void>;
  fail(error: Error): void;
}

export interface SegmentDoorDeps {
  readonly pool: EncoderPool;
  readonly blobs: BlobStore;
  readonly segments: SegmentStore;
  readonly claims: SegmentClaims;
  readonly moulds: MouldCache;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Told of every segment that became visible. */
  onCommitted(assetId: string): void;
  /** Told when making killed an encoder process. */
  onKilled(assetId: string, error: unknown): void;
}

interface Work {
  readonly making: SegmentMaking;
  readonly controller: AbortController;
  readonly key: SegmentKey;
  readonly isAdopted: boolean;
  /** A process is making it. */
  isUnderWay: boolean;
  /** All who waited for it have left; others may have come since. */
  isLeft: boolean;
}

/** What a segment is made for: a viewer who waits, or one who will need it next. */
type Purpose = 'interactive' | 'ahead';

export function createSegmentDoor(deps: SegmentDoorDeps): SegmentDoor {
  const underWay = new Map<string, Work>();
  const nameOf = (key: SegmentKey): string => `${key.assetId}/${key.renditionId}/${key.number}`;

  const begin = (key: SegmentKey, run: (work: Work) => Promise<void>, isAdopted = false): Work => {
    const controller = new AbortController();
    const making = createSegmentMaking({
      // A making that has begun goes on, though a viewer may take its process: its bytes are kept. One that still waits
      // is given up.
      onAbandoned: () => {
        work.isLeft = true;
        if (!isAdopted && !work.isUnderWay) controller.abort();
      },
    });
    const work: Work = { making, controller, key, isAdopted, isUnderWay: false, isLeft: false };
    const name = nameOf(key);
    underWay.set(name, work);
    void run(work)
      .catch((error: Error) => making.fail(error))
      .finally(() => {
        if (underWay.get(name) === work) underWay.delete(name);
      });
    return work;
  };

  const makeNow = async (work: Work, mould: Mould, purpose: Purpose): Promise<void> => {
    const { key, making } = work;
    const rendition = renditionOf(mould, key);
    const stored = await deps.segments.read(key);
    if (stored !== null) {
      making.end(stored);
      return;
    }
    if (!isWorthClaiming(rendition)) return await makeAndCommit(work, mould, { rendition, purpose });
    const claim = await deps.claims.acquire(key, {
      find: () => deps.segments.read(key),
      signal: work.controller.signal,
    });
    if (claim.found !== null) {
      making.end(claim.found);
      return;
    }
    try {
      await makeAndCommit(work, mould, { rendition, purpose });
    } finally {
      await claim.release();
    }
  };

  const makeAndCommit = async (
    work: Work,
    mould: Mould,
    { rendition, purpose }: { readonly rendition: Rendition; readonly purpose: Purpose },
  ): Promise<void> => {
    const { key, making } = work;
    const location = await deps.blobs.locate(mould.sourceKey);
    const request = makeRequest(mould, [rendition], { first: key.number, last: key.number }, location);
    await deps.telemetry.withSpan('make segment', { 'vitascope.rendition': key.renditionId }, () =>
      runRestarting(work, async () => {
        work.isUnderWay = false;
        await deps.pool.make(request, {
          // Look-ahead that a viewer has caught up with is waited for; what all viewers have left no longer is.
          priority: () => {
            const isAwaited = making.followers > 0 || (purpose === 'interactive' && !work.isLeft);
            return isAwaited ? 'interactive' : 'ahead';
          },
          onStart: () => {
            work.isUnderWay = true;
          },
          signal: work.controller.signal,
          onChunk: (chunk) => making.add(chunk.bytes),
          onSpans: recordEncoderSpans(deps.telemetry),
        });
      }),
    );
    if (!making.isOver) making.end(await keep(key, making.pieces()));
  };

  /** A full disk keeps a segment from being stored, not from being watched. */
  const keep = async (key: SegmentKey, pieces: readonly Buffer[]): Promise<WholeSegment> => {
    try {
      const whole = await deps.segments.commit(key, pieces);
      deps.onCommitted(key.assetId);
      return whole;
    } catch (error) {
      if (!isVitascopeError(error) || error.kind !== 'out-of-space') throw error;
      deps.logger.warn({ err: error, ...key }, 'A segment is served but not stored.');
      return wholeOf(pieces);
    }
  };

  const runRestarting = async (work: Work, make: () => Promise<void>): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await make();
        return;
      } catch (error) {
        const mayRestart = lostItsProcess(error) && !work.making.hasBytes && work.making.followers > 0;
        if (!mayRestart || attempt >= MAX_RESTARTS) {
          deps.onKilled(work.key.assetId, error);
          throw error;
        }
      }
    }
  };

  const lookAhead = async (mould: Mould, key: SegmentKey): Promise<void> => {
    const rendition = renditionOf(mould, key);
    for (
      let number = key.number + 1;
      number <= key.number + LOOK_AHEAD && number < rendition.segments;
      number++
    ) {
      const next = { ...key, number };
      if (underWay.has(nameOf(next))) continue;
      const work = begin(next, (begun) => makeNow(begun, mould, 'ahead'));
      await work.making.settled;
      if (work.making.whole === null) return;
    }
  };

  return {
    async request(key) {
      const mould = await deps.moulds.get(key.assetId);
      renditionOf(mould, key);
      const joined = underWay.get(nameOf(key));
      if (joined !== undefined && !joined.isAdopted && !joined.controller.signal.aborted)
        return joined.making;
      const work = begin(key, (begun) => makeNow(begun, mould, 'interactive'));
      void work.making.settled.then(() => {
        if (work.making.hasBytes && work.making.whole !== null) return lookAhead(mould, key);
      });
      return work.making;
    },
    adopt(key) {
      if (underWay.has(nameOf(key))) return null;
      const over = Promise.withResolvers<void>();
      const { making } = begin(key, () => over.promise, true);
      return {
        add: (piece) => making.add(piece),
        async commit() {
          try {
            const whole = await deps.segments.commit(key, making.pieces());
            deps.onCommitted(key.assetId);
            making.end(whole);
            underWay.get(nameOf(key))?.making.end(whole);
            over.resolve();
          } catch (error) {
            over.reject(error as Error);
            throw error;
          }
        },
        fail: (error) => over.reject(error),
      };
    },
    drop(assetId) {
      for (const work of underWay.values()) if (work.key.assetId === assetId) work.controller.abort();
    },
    close() {
      for (const work of underWay.values()) work.controller.abort();
    },
  };
}

/** Whether it failed for reasons that lie neither in the source nor in the request. */
function lostItsProcess(error: unknown): boolean {
  return isVitascopeError(error, 'encoder-preempted') || isVitascopeError(error, 'encoder-killed');
}

/** Copying takes milliseconds: asking first whether another process does it would take as long. */
function isWorthClaiming(rendition: Rendition): boolean {
  return rendition.recipe.kind !== 'video-copy' && rendition.recipe.kind !== 'audio-copy';
}

/** @throws `rendition-not-found`, `segment-not-found` */
function renditionOf(mould: Mould, key: Pick<SegmentKey, 'renditionId' | 'number'>): Rendition {
  const rendition = mould.renditions.find((candidate) => candidate.id === key.renditionId);
  if (rendition === undefined)
    throw assetError('rendition-not-found', `Asset ${mould.assetId} has no rendition "${key.renditionId}".`);
  if (!Number.isInteger(key.number) || key.number < 0 || key.number >= rendition.segments) {
    throw assetError(
      'segment-not-found',
      `Rendition ${rendition.id} has the segments 0 to ${rendition.segments - 1}, not ${key.number}.`,
    );
  }
  return rendition;
}
