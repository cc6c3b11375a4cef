// Makes text tracks of the subtitles that lie inside sources: each once, whatever is tried again and whatever editors do.
import { type EncoderPool, killedItsProcess, type SourceText } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import { defineQueue, type Job, type Jobs } from '@vitascope/platform/jobs';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Mould } from '../asset.ts';
import { loadMould, whyNot } from '../fill.ts';
import type { MouldCache } from '../mould-cache.ts';
import { type FoundText, trackFacts, whyLeftOut } from './source-text.ts';
import type { SourceTextStore } from './source-text-store.ts';
import { captionsOf, keepText } from './text-tracks.ts';

/** Subtitles that have killed their encoder process this often are given up. */
const MAX_KILLS = 3;

/** Assets that are looked after in one go. */
const BACKFILL = 20;

/** For what lies between the packets of the film and takes a reading of its own, behind all that makes it playable. */
export const readTextsQueue = defineQueue({
  name: 'assets-read-texts',
  schema: z.object({ assetId: z.string() }),
  deadlineSeconds: 3600,
  // A viewer who needs the encoder process ends an attempt, too.
  retryLimit: 12,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
  unique: 'queued',
});

export interface SourceTexts {
  /** What was found in the source, in its order. */
  list(assetId: string): Promise<readonly FoundText[]>;
  /** Makes tracks of what was read while the source was examined; what fails is left to {@link readTextsQueue}. */
  take(assetId: string, texts: readonly SourceText[]): Promise<void>;
  /** Reads what waits. */
  run(job: Pick<Job<{ assetId: string }>, 'data' | 'signal'>): Promise<void>;
  /** Says why what waits is not read. The asset is as good as before. */
  giveUp(assetId: string, error: unknown): Promise<void>;
  /** What was given up or never begun is read. */
  retry(assetId: string): Promise<void>;
  /** Has read what waits although nobody was told to, for example since a server died. */
  planMissing(): Promise<void>;
}

export interface SourceTextsDeps {
  readonly jobs: Jobs;
  readonly pool: Pick<EncoderPool, 'readTexts'>;
  readonly blobs: BlobStore;
  readonly store: SourceTextStore;
  readonly moulds: MouldCache;
  readonly logger: Logger;
  onChanged(assetId: string): void;
}

export function createSourceTexts(deps: SourceTextsDeps): SourceTexts {
  const { store, blobs, jobs, logger } = deps;

  const send = async (assetId: string): Promise<void> => {
    await jobs.send(readTextsQueue, { assetId }, { singletonKey: assetId });
  };

  /** The file of a stream goes the way of every file that is added. */
  const keep = async (
    assetId: string,
    text: SourceText & { readonly webvtt: Uint8Array },
    number: number,
  ) => {
    const captions = captionsOf(text.webvtt);
    const facts = trackFacts(text, number);
    await keepText(blobs, { assetId, captions, facts }, (track) => store.take(assetId, text.track, track));
  };

  const settle = async (assetId: string, texts: readonly SourceText[]): Promise<void> => {
    for (const [index, text] of texts.entries()) {
      const reason = whyLeftOut(text);
      if (reason !== null) await store.leaveOut(assetId, { track: text.track, to: 'left-out', reason });
      if (text.webvtt === null) continue;
      try {
        await keep(assetId, { ...text, webvtt: text.webvtt }, index + 1);
      } catch (error) {
        if (!isVitascopeError(error) || !error.code.startsWith('captions-')) throw error;
        const why = whyLeftOut({ ...text, state: 'unreadable', message: error.message });
        if (why !== null) await store.leaveOut(assetId, { track: text.track, to: 'left-out', reason: why });
      }
    }
  };

  const giveUp = async (assetId: string, error: unknown): Promise<void> => {
    const reason = whyNot(assetId, error);
    await store.leaveOut(assetId, { to: 'failed', reason });
    logger.warn({ assetId, code: reason.code }, 'Subtitles inside a source could not be read.');
    deps.onChanged(assetId);
  };

  const readWaiting = async (mould: Mould, signal: AbortSignal): Promise<void> => {
    const { assetId, container } = mould;
    const found = await store.list(assetId);
    const tracks = found.filter(({ state }) => state === 'waiting').map(({ track }) => track);
    if (tracks.length === 0) return;
    const texts = await deps.pool.readTexts(
      {
        source: { id: assetId, location: await blobs.locate(mould.sourceKey) },
        container,
        origin: originOf(mould),
        durationMs: mould.timeline.durationMs,
        tracks,
      },
      { signal },
    );
    // Each has the number that it has among all.
    const read = found.map((known) => texts.find(({ track }) => track === known.track) ?? unreadAs(known));
    await settle(assetId, read);
    const missing = tracks.filter((track) => !texts.some((text) => text.track === track));
    if (missing.length > 0)
      throw new Error(`Tracks ${missing.join(', ')} of asset ${assetId} were not read.`);
    deps.onChanged(assetId);
  };

  return {
    list: (assetId) => store.list(assetId),
    async take(assetId, texts) {
      if (texts.every(({ state }) => state !== 'read')) return;
      try {
        await settle(assetId, texts);
      } catch (err) {
        logger.warn({ assetId, err }, 'Subtitles of a source could not be kept; they are read again.');
        await send(assetId);
      }
    },
    async run({ data: { assetId }, signal }) {
      const mould = await loadMould(deps, assetId);
      if (mould === null) return;
      try {
        await readWaiting(mould, signal);
      } catch (error) {
        const isHopeless =
          (isVitascopeError(error) && error.kind === 'unsupported') ||
          (killedItsProcess(error) && (await store.addKill(assetId)) >= MAX_KILLS);
        if (!isHopeless) throw error;
        await giveUp(assetId, error);
      }
    },
    giveUp,
    async retry(assetId) {
      await store.retry(assetId);
      const found = await store.list(assetId);
      if (found.some(({ state }) => state === 'waiting')) await send(assetId);
    },
    async planMissing() {
      for (const assetId of await store.waiting(BACKFILL)) await send(assetId);
    },
  };
}

const unreadAs = (text: FoundText): SourceText => ({ ...text, state: 'unread', message: null, webvtt: null });

/** The moment of the source that is presentation time zero, as its timeline has it. */
function originOf({ timeline: { video, audio } }: Mould) {
  if (video !== null) return { ticks: video.originTicks, timescale: video.timescale };
  const [sound] = audio;
  return { ticks: sound?.originTicks ?? 0, timescale: sound?.sourceTimescale ?? 1 };
}
