// The store behind @tus/server: upload state in PostgreSQL, bytes straight into the object store.
import type { Readable } from 'node:stream';
import { DataStore, Metadata, Upload } from '@tus/utils';
import type { BlobStore } from '@vitascope/platform/blobs';
import { type Clock, isVitascopeError, timeOfId } from '@vitascope/platform/kernel';
import { type Finishing, sourceKey } from './finish-upload.ts';
import { verifyBody } from './upload-checksum.ts';
import { uploadError } from './upload-errors.ts';
import { describeFile, parseMetadata } from './upload-metadata.ts';
import { currentRequest, setUploadHeaders } from './upload-request.ts';
import type { UploadRecord, UploadStore } from './upload-store.ts';

/** Silence after which a writer is taken for gone; its bytes stay. */
const STALL_MS = 60_000;

/** How long after its end an upload without a record is taken for expired rather than made up. */
const REMEMBERED_MS = 365 * 86_400_000;

const EXTENSIONS = [
  'creation',
  'creation-with-upload',
  'creation-defer-length',
  'expiration',
  'checksum',
  'termination',
  'concatenation',
];

export interface TusDataStoreDeps {
  readonly blobs: BlobStore;
  readonly store: UploadStore;
  readonly finishing: Finishing;
  readonly clock: Clock;
  readonly expiresAfterMs: number;
  /** Where uploads are mounted, such as `/api/v1/uploads`. */
  readonly path: string;
}

export interface TusDataStore {
  readonly dataStore: DataStore;
  /** Resolves when no request of this process writes to the upload. */
  settled(id: string): Promise<void>;
}

export function createTusDataStore(deps: TusDataStoreDeps): TusDataStore {
  const writing = new Map<string, Promise<unknown>>();
  const dataStore = Object.assign(new DataStore(), {
    extensions: EXTENSIONS,
    // @tus/server 2.4 asks for `concatentation`.
    hasExtension: (name: string) => name === 'concatentation' || EXTENSIONS.includes(name),
    getExpiration: () => deps.expiresAfterMs,
    create: (upload: Upload) => createUpload(deps, upload),
    getUpload: (id: string) => getUpload(deps, id),
    declareUploadLength: (id: string, sizeBytes: number) => deps.store.setSize(id, sizeBytes),
    remove: (id: string) => removeUpload(deps, id),
    async write(stream: Readable, id: string, offset: number) {
      // @tus/server gives the lock back when its pipeline fails, which may be before the last bytes are flushed.
      const written = writeUpload(deps, id, { stream, offset });
      writing.set(id, written);
      return await written.finally(() => writing.delete(id));
    },
  });
  return {
    dataStore,
    settled: async (id) => {
      await writing.get(id)?.catch(() => {}); // Its own request reports it.
    },
  };
}

/** @throws `upload-not-found` */
export async function findUpload(store: UploadStore, id: string): Promise<UploadRecord> {
  const record = await store.find(id);
  if (record !== null) return record;
  throw uploadError('upload-not-found', `There is no upload ${id}; it expired, was deleted or never was.`);
}

/** @throws `upload-out-of-space` where it certainly does not fit */
export async function assertRoom(blobs: BlobStore, sizeBytes: number): Promise<void> {
  const free = await blobs.freeBytes();
  if (free === null || sizeBytes <= free) return;
  throw uploadError(
    'upload-out-of-space',
    `The upload needs ${sizeBytes} bytes and ${free} are free; make room.`,
    {
      details: { sizeBytes, freeBytes: free },
    },
  );
}

async function createUpload(deps: TusDataStoreDeps, upload: Upload): Promise<Upload> {
  const { blobs, store, clock, finishing } = deps;
  const { req, res } = currentRequest();
  if (upload.size !== undefined) await assertRoom(blobs, upload.size);
  const metadata = headerOf(req.headers['upload-metadata']);
  const now = clock.now();
  const key = sourceKey(upload.id);
  const record: UploadRecord = {
    id: upload.id,
    kind: req.headers['upload-concat'] === 'partial' ? 'partial' : 'whole',
    state: 'open',
    key,
    blobUploadId: (await blobs.openUpload(key)).id,
    sizeBytes: upload.size ?? null,
    metadata,
    ...describeFile(parseMetadata(metadata ?? undefined)),
    parts: [],
    joinedInto: null,
    assetId: null,
    createdAt: now,
    expiresAt: now + deps.expiresAfterMs,
  };
  await store.insert(record);
  upload.creation_date = new Date(now).toISOString();
  if (upload.size === 0) setUploadHeaders(res, deps.path, await finishing.finish(record));
  return upload;
}

/** What is known of an upload; one whose last step was lost in a crash is finished now. */
async function getUpload(deps: TusDataStoreDeps, id: string): Promise<Upload> {
  const { req, res } = currentRequest();
  let record = await findUnexpired(deps, id);
  if (record.kind === 'final' && req.method === 'PATCH') {
    throw uploadError(
      'upload-is-final',
      `Upload ${id} is joined from its parts and takes no bytes of its own.`,
    );
  }
  const offset = await deps.finishing.offsetOf(record);
  if (record.sizeBytes !== null && offset === record.sizeBytes) record = await deps.finishing.finish(record);
  setUploadHeaders(res, deps.path, record);
  return new Upload({
    id,
    offset,
    ...(record.sizeBytes === null ? {} : { size: record.sizeBytes }),
    ...(record.metadata === null ? {} : { metadata: Metadata.parse(record.metadata) }),
    creation_date: new Date(record.createdAt).toISOString(),
  });
}

/**
 * tus 1.0.0, expiration: 410 for an upload that is known to have expired. Its record may be swept already; its id tells
 * when it was created. @throws `upload-expired`, `upload-not-found`
 */
async function findUnexpired(deps: TusDataStoreDeps, id: string): Promise<UploadRecord> {
  const record = await deps.store.find(id);
  const expiresAt = record?.expiresAt ?? timeOfId(id) + deps.expiresAfterMs;
  const expiredForMs = deps.clock.now() - expiresAt;
  const isExpired = expiredForMs > 0 && (record !== null || expiredForMs < REMEMBERED_MS);
  if (!isExpired) return record ?? (await findUpload(deps.store, id));
  throw uploadError('upload-expired', `Upload ${id} expired at ${new Date(expiresAt).toISOString()}.`);
}

async function writeUpload(
  deps: TusDataStoreDeps,
  id: string,
  { stream, offset }: { stream: Readable; offset: number },
): Promise<number> {
  const { store, finishing, path } = deps;
  const { res } = currentRequest();
  const record = await findUpload(store, id);
  if (record.state !== 'open') {
    // Complete: @tus/server lets no byte through, but its pipeline wants the stream read to its end.
    for await (const _ of stream);
    return offset;
  }
  const newOffset = await appendBody(deps, record, { stream, offset });
  // Read again: the length may have come with this request.
  const now = await findUpload(store, id);
  if (newOffset === now.sizeBytes) setUploadHeaders(res, path, await finishing.finish(now));
  return newOffset;
}

async function appendBody(
  { blobs, store }: TusDataStoreDeps,
  record: UploadRecord,
  { stream, offset }: { stream: Readable; offset: number },
): Promise<number> {
  const { req, checksum } = currentRequest();
  const upload = { key: record.key, id: record.blobUploadId ?? '' };
  const stalling = createStallWatch(record.id);
  const body = stalling.watch(stream);
  try {
    if (checksum === null) return await blobs.append(upload, offset, body, stalling.signal);
    const verified = await verifyBody(blobs, record.id, { body, checksum });
    try {
      return await blobs.append(upload, offset, verified.body);
    } finally {
      await verified.dispose();
    }
  } catch (error) {
    const mismatch = isVitascopeError(error, 'upload-checksum-mismatch');
    // The client gets no address of an upload whose very creation failed.
    if (mismatch && req.method === 'POST') await discard(blobs, store, record);
    throw stalling.signal.aborted ? stalling.signal.reason : error;
  } finally {
    stalling.stop();
  }
}

function createStallWatch(id: string) {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      uploadError('upload-stalled', `Nothing of upload ${id} arrived for ${STALL_MS / 1000} s; resume it.`),
    );
  }, STALL_MS);
  return {
    signal: controller.signal,
    async *watch(stream: Readable): AsyncGenerator<Uint8Array> {
      const { signal } = controller;
      const onAbort = () => stream.destroy(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        for await (const piece of stream) {
          timer.refresh();
          yield piece;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    stop: () => clearTimeout(timer),
  };
}

async function removeUpload({ blobs, store }: TusDataStoreDeps, id: string): Promise<void> {
  const record = await findUpload(store, id);
  if (record.state === 'finished') {
    throw uploadError(
      'upload-finished',
      `Upload ${id} has become asset ${record.assetId}; delete the asset instead.`,
      {
        details: { assetId: record.assetId },
      },
    );
  }
  await discard(blobs, store, record);
}

/** Removes an upload that no asset stands on, and every byte of it. */
export async function discard(blobs: BlobStore, store: UploadStore, record: UploadRecord): Promise<void> {
  if (record.blobUploadId !== null) await blobs.abortUpload({ key: record.key, id: record.blobUploadId });
  await blobs.delete(record.key);
  await store.remove(record.id);
}

function headerOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
