// Examines a new asset: from an uploaded file to a timeline and renditions, or to a reason why not.
import { type EncoderPool, type Examination, killedItsProcess, type LadderPolicy } from '@vitascope/encoder';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Events } from '@vitascope/platform/events';
import { defineQueue, type Job, type Jobs } from '@vitascope/platform/jobs';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Reason } from './asset.ts';
import { assetPlayable } from './asset-events.ts';
import { planFillQueue } from './fill.ts';
import { renditionId, timelineOf } from './make-request.ts';
import type { AssetStore } from './store.ts';
import type { SourceTextStore } from './text-tracks/source-text-store.ts';
import { readTextsQueue, type SourceTexts } from './text-tracks/source-texts.ts';

/** A source that has killed its encoder process this often in a row is refused. */
const MAX_KILLS = 3;

export const examineQueue = defineQueue({
  name: 'assets-examine',
  schema: z.object({ assetId: z.string() }),
  deadlineSeconds: 900,
  retryLimit: 8,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 60,
});

export interface ExamineDeps {
  readonly jobs: Jobs;
  readonly events: Events;
  readonly pool: EncoderPool;
  readonly blobs: BlobStore;
  readonly store: AssetStore;
  readonly sourceTextStore: Pick<SourceTextStore, 'note'>;
  readonly sourceTexts: Pick<SourceTexts, 'take'>;
  readonly policy: LadderPolicy;
  readonly logger: Logger;
  onChanged(assetId: string): void;
  /** Told when the asset can be played, so that its first segments are there when the first viewer comes. */
  onPlayable(assetId: string): void;
}

/** The handler of {@link examineQueue}. Runs again from the start after a crash. */
export function createExamination(deps: ExamineDeps): (job: Job<{ assetId: string }>) => Promise<void> {
  return async ({ data: { assetId }, signal }) => {
    const source = await deps.store.sourceOf(assetId);
    if (source === null || source.state !== 'examining') return;
    try {
      const location = await deps.blobs.locate(source.key);
      const examination = await deps.pool.examine(
        { source: { id: assetId, location }, policy: deps.policy },
        { signal },
      );
      await accept(deps, assetId, examination);
      deps.onPlayable(assetId);
      await deps.sourceTexts.take(assetId, examination.texts);
    } catch (error) {
      const reason = await reasonToReject(deps.store, assetId, error);
      if (reason === null) throw error;
      await deps.store.setState(assetId, { from: ['examining'], to: 'rejected', reason });
      deps.logger.info({ assetId, code: reason.code }, 'An upload was rejected.');
    }
    deps.onChanged(assetId);
  };
}

async function accept(deps: ExamineDeps, assetId: string, examination: Examination): Promise<void> {
  const renditions = examination.renditions.map((rendition) => ({
    ...rendition,
    id: renditionId(rendition.label, rendition.recipe),
    segments: (timelineOf(examination, rendition.recipe)?.cuts.length ?? 1) - 1,
  }));
  await deps.store.transaction(async (transaction) => {
    const isNews = await deps.store.setExamined(transaction, assetId, { ...examination, renditions });
    if (!isNews) return;
    await deps.events.publish(transaction, assetPlayable, { assetId });
    await deps.jobs.send(planFillQueue, { assetId }, { transaction, singletonKey: assetId });
    await deps.sourceTextStore.note(transaction, assetId, examination.texts);
    if (examination.texts.some(({ state }) => state === 'unread'))
      await deps.jobs.send(readTextsQueue, { assetId }, { transaction, singletonKey: assetId });
  });
}

/** Says that an asset could not be examined, which is not known to be its own fault. */
export async function giveUpExamination(
  deps: Pick<ExamineDeps, 'store' | 'onChanged'>,
  assetId: string,
  error: unknown,
): Promise<void> {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const reason = {
    code: typeof code === 'string' ? code : 'examination-failed',
    message: `Looking at the file failed again and again, the last time with: ${String(message).replace(/\.$/, '')}. Try again with \`npx vitascope assets redrive ${assetId}\`.`,
  };
  await deps.store.setState(assetId, { from: ['examining'], to: 'failed', reason });
  deps.onChanged(assetId);
}

/** Why the source is refused for good, or null where trying again may help. */
async function reasonToReject(store: AssetStore, assetId: string, error: unknown): Promise<Reason | null> {
  if (killedItsProcess(error))
    return (await store.addKill(assetId)) >= MAX_KILLS ? poisonous((error as Error).message) : null;
  if (isVitascopeError(error) && error.kind === 'unsupported')
    return { code: error.code, message: error.message };
  return null;
}

/** The reason of a source that has killed its process too often; null below that. */
export async function countKill(store: AssetStore, assetId: string, error: unknown): Promise<Reason | null> {
  if (!killedItsProcess(error)) return null;
  return (await store.addKill(assetId)) >= MAX_KILLS ? poisonous((error as Error).message) : null;
}

function poisonous(lastWords: string): Reason {
  return {
    code: 'source-poisonous',
    message: `This file made the encoder fail ${MAX_KILLS} times (the last time: ${lastWords.replace(/\.$/, '')}). Export it again, for example as H.264 in MP4, and upload the new file.`,
  };
}
