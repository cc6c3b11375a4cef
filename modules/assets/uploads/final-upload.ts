// `Upload-Concat: final;…` (tus 1.0.0, concatenation): several complete partial uploads become one.
import type { BlobStore } from '@vitascope/platform/blobs';
import { type Clock, isId, newId } from '@vitascope/platform/kernel';
import { type Finishing, sourceKey } from './finish-upload.ts';
import { assertRoom, findUpload } from './tus-data-store.ts';
import { uploadError } from './upload-errors.ts';
import type { UploadLocker } from './upload-lock.ts';
import { describeFile, parseMetadata } from './upload-metadata.ts';
import type { UploadRecord, UploadStore } from './upload-store.ts';

const MAX_PARTS = 100;

export interface FinalUploadDeps {
  readonly blobs: BlobStore;
  readonly store: UploadStore;
  readonly finishing: Finishing;
  readonly locker: UploadLocker;
  readonly clock: Clock;
  readonly maxSizeBytes: number;
  readonly expiresAfterMs: number;
}

export interface FinalRequest {
  /** The Upload-Concat header. */
  readonly concat: string;
  readonly metadata: string | null;
}

/**
 * Joins the parts. The same request again (its answer was lost) gives the same upload.
 * @throws `upload-invalid-request`, `upload-not-found`, `upload-part-unfinished`, `upload-part-used`,
 * `upload-too-large`, `upload-out-of-space`
 */
export async function createFinalUpload(deps: FinalUploadDeps, request: FinalRequest): Promise<UploadRecord> {
  const parts = parsePartIds(request.concat);
  const [first = ''] = parts;
  return await deps.locker.holding(first, async () => {
    const records = await loadParts(deps, parts);
    const final = (await findEarlier(deps.store, records)) ?? (await insertFinal(deps, request, records));
    // Under its own lock as well: a HEAD of it would finish it too.
    return await deps.locker.holding(final.id, async () => {
      return await deps.finishing.finish(await findUpload(deps.store, final.id));
    });
  });
}

/** Absolute and relative URLs alike: only the last part of the path names the upload. */
function parsePartIds(concat: string): string[] {
  const ids = concat
    .slice('final;'.length)
    .split(' ')
    .filter((url) => url !== '')
    .map((url) => /([^/?#]+)\/?(?:[?#].*)?$/.exec(url)?.[1] ?? '');
  const bad = ids.find((id) => !isId('up', id));
  if (bad !== undefined || ids.length === 0 || ids.length > MAX_PARTS || new Set(ids).size !== ids.length) {
    throw uploadError(
      'upload-invalid-request',
      `Upload-Concat must be "final;" and the URLs of 1 to ${MAX_PARTS} partial uploads, each once, with spaces between.`,
    );
  }
  return ids;
}

async function loadParts(
  { store, finishing, clock }: FinalUploadDeps,
  ids: readonly string[],
): Promise<UploadRecord[]> {
  const records: UploadRecord[] = [];
  for (const id of ids) {
    const part = await findUpload(store, id);
    if (clock.now() > part.expiresAt)
      throw uploadError('upload-expired', `The partial upload ${id} has expired.`);
    if (part.kind !== 'partial') {
      throw uploadError('upload-invalid-request', `Upload ${id} is not a partial one and cannot be joined.`);
    }
    records.push(await completePart(finishing, part));
  }
  return records;
}

/** A part whose last step was lost in a crash is finished now. */
async function completePart(finishing: Finishing, part: UploadRecord): Promise<UploadRecord> {
  if (part.state === 'stored') return part;
  if (part.sizeBytes !== null && (await finishing.offsetOf(part)) === part.sizeBytes)
    return await finishing.finish(part);
  throw uploadError('upload-part-unfinished', `Send the rest of partial upload ${part.id} first.`);
}

async function findEarlier(store: UploadStore, parts: readonly UploadRecord[]): Promise<UploadRecord | null> {
  const used = parts.find(({ joinedInto }) => joinedInto !== null);
  if (used === undefined) return null;
  const earlier = await store.find(used.joinedInto ?? '');
  const same = earlier !== null && earlier.parts.join() === parts.map(({ id }) => id).join();
  if (same) return earlier;
  throw uploadError(
    'upload-part-used',
    `The partial upload ${used.id} has been joined into another; send it again.`,
  );
}

async function insertFinal(
  { blobs, store, clock, maxSizeBytes, expiresAfterMs }: FinalUploadDeps,
  { metadata }: FinalRequest,
  parts: readonly UploadRecord[],
): Promise<UploadRecord> {
  const sizeBytes = parts.reduce((sum, part) => sum + (part.sizeBytes ?? 0), 0);
  if (sizeBytes > maxSizeBytes) {
    throw uploadError(
      'upload-too-large',
      `Together the parts have ${sizeBytes} bytes; at most ${maxSizeBytes} are taken.`,
    );
  }
  await assertRoom(blobs, sizeBytes);
  const id = newId('up');
  const now = clock.now();
  const record: UploadRecord = {
    id,
    kind: 'final',
    state: 'open',
    key: sourceKey(id),
    blobUploadId: null,
    sizeBytes,
    metadata,
    ...describeFile(parseMetadata(metadata ?? undefined)),
    parts: parts.map((part) => part.id),
    joinedInto: null,
    assetId: null,
    createdAt: now,
    expiresAt: now + expiresAfterMs,
  };
  await store.insertFinal(record);
  return record;
}
