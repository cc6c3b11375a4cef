// What nobody asks for any more, and what a crash left one step short of done.
import type { BlobStore } from '@vitascope/platform/blobs';
import { type Clock, isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import type { Finishing } from './finish-upload.ts';
import { discard } from './tus-data-store.ts';
import { CHUNK_PREFIX } from './upload-checksum.ts';
import type { UploadLocker } from './upload-lock.ts';
import type { UploadRecord, UploadStore } from './upload-store.ts';

const PAGE = 100;

export interface SweepDeps {
  readonly blobs: BlobStore;
  readonly store: UploadStore;
  readonly finishing: Finishing;
  readonly locker: UploadLocker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly expiresAfterMs: number;
}

/** Removes expired uploads with their bytes; of finished ones only the record. Skips those in use. */
export async function sweepExpiredUploads(deps: SweepDeps): Promise<number> {
  const { store, clock } = deps;
  let swept = 0;
  await eachUpload(
    (after) => store.listExpired(clock.now(), { after, limit: PAGE }),
    async (upload) => {
      if ((await deps.locker.holdingIfFree(upload.id, () => sweepOne(deps, upload.id))) === true) swept += 1;
    },
    deps.logger,
  );
  await sweepChunks(deps);
  return swept;
}

async function sweepOne(deps: SweepDeps, id: string): Promise<boolean> {
  const { blobs, store } = deps;
  const upload = await store.find(id);
  if (upload === null) return false;
  // Every byte was acknowledged: it is owed an asset, however late.
  if (upload.kind !== 'partial' && (await finishIfWhole(deps, upload))) return false;
  if (await isAwaited(store, upload)) return false;
  if (upload.state === 'finished') await store.remove(id);
  else await discard(blobs, store, upload);
  return true;
}

/** Whether a final upload still has to be joined from this part. */
async function isAwaited(store: UploadStore, { joinedInto }: UploadRecord): Promise<boolean> {
  return joinedInto !== null && (await store.find(joinedInto))?.state === 'open';
}

/** Chunks that waited for their checksum when a process died. */
async function sweepChunks({ blobs, clock, expiresAfterMs }: SweepDeps): Promise<void> {
  for await (const { key, modifiedAt } of blobs.list(CHUNK_PREFIX)) {
    if (clock.now() - modifiedAt > expiresAfterMs) await blobs.delete(key);
  }
}

/** Finishes every upload whose bytes are all there. Skips those in use: their own request finishes them. */
export async function resumeFinishedUploads(deps: SweepDeps): Promise<number> {
  let resumed = 0;
  await eachUpload(
    (after) => deps.store.listOpen(after, PAGE),
    async ({ id }) => {
      const done = await deps.locker.holdingIfFree(id, async () => {
        const upload = await deps.store.find(id);
        return upload !== null && (await finishIfWhole(deps, upload));
      });
      if (done === true) resumed += 1;
    },
    deps.logger,
  );
  return resumed;
}

async function finishIfWhole({ finishing }: SweepDeps, upload: UploadRecord): Promise<boolean> {
  if (upload.state !== 'open' || upload.sizeBytes === null) return false;
  const offset = await finishing.offsetOf(upload).catch((error) => {
    if (isVitascopeError(error, 'upload-not-found')) return null; // The bytes are gone: there is nothing to owe.
    throw error;
  });
  if (offset !== upload.sizeBytes) return false;
  await finishing.finish(upload);
  return true;
}

/** One upload that fails does not keep the others waiting. */
async function eachUpload(
  list: (after: string) => Promise<readonly UploadRecord[]>,
  work: (upload: UploadRecord) => Promise<void>,
  logger: Logger,
): Promise<void> {
  let after = '';
  for (;;) {
    const page = await list(after);
    for (const upload of page) {
      after = upload.id;
      await work(upload).catch((error) => {
        logger.warn({ err: error, upload: upload.id }, 'upload left for the next sweep');
      });
    }
    if (page.length < PAGE) return;
  }
}
