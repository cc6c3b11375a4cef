// Resumable uploads on S3: a multipart upload, and beside it the last bytes that are too few for a part.
import { createHash } from 'node:crypto';
import { bodyPieces } from './append-body.ts';
import type { BlobStore, BlobUpload } from './blob-store.ts';
import { assertKey } from './keys.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { fromS3, isAbsent, named, type S3Bucket, type S3Part } from './s3-client.ts';
import {
  beginMultipart,
  createPartWriter,
  dropMultipart,
  finishMultipart,
  MIN_PART_BYTES,
  uploadPart,
} from './s3-multipart.ts';
import { uploadInterrupted, uploadMismatch, uploadNotFound } from './upload-errors.ts';

type Uploads = Pick<BlobStore, 'openUpload' | 'append' | 'uploadOffset' | 'completeUpload' | 'abortUpload'>;
type Objects = Pick<BlobStore, 'put' | 'stat'>;

/** What is durable of an upload: `parts`, and `tail` after them. */
interface UploadState {
  readonly parts: readonly S3Part[];
  readonly partsBytes: number;
  readonly tail: Buffer;
}

export function createS3Uploads(s3: S3Bucket, objects: Objects): Uploads {
  const oneAtATime = createOneAtATime();
  return {
    async openUpload(key) {
      assertKey(key);
      return await beginMultipart(s3, key);
    },
    async append(upload, offset, body, signal) {
      assertKey(upload.key);
      return await oneAtATime(upload, async () => {
        const state = await loadState(s3, upload);
        const actual = lengthOf(state);
        if (actual !== offset) throw uploadMismatch(upload, { actual, claimed: offset });
        return await appendBody(s3, upload, { state, pieces: bodyPieces(body, signal) });
      });
    },
    async uploadOffset(upload) {
      assertKey(upload.key);
      return lengthOf(await loadState(s3, upload));
    },
    async completeUpload(upload) {
      assertKey(upload.key);
      return await oneAtATime(upload, () => complete(s3, objects, upload));
    },
    async abortUpload(upload) {
      assertKey(upload.key);
      if (upload.id === '') return;
      await dropMultipart(s3, upload);
      await dropTail(s3, upload);
    },
  };
}

function lengthOf({ partsBytes, tail }: UploadState): number {
  return partsBytes + tail.length;
}

async function appendBody(
  s3: S3Bucket,
  upload: BlobUpload,
  { state, pieces }: { state: UploadState; pieces: AsyncIterable<Uint8Array> },
): Promise<number> {
  const writer = createPartWriter(s3, upload, { parts: state.parts, pending: state.tail });
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const piece of pieces) await writer.write(piece);
  } catch (error) {
    failure = { error };
  }
  try {
    await keepRest(s3, upload, { parts: writer.parts, rest: await writer.settle() });
  } catch (error) {
    failure ??= { error };
  }
  const offset = lengthOf(await loadState(s3, upload));
  if (failure !== null) throw uploadInterrupted(upload, offset, failure.error);
  return offset;
}

async function keepRest(
  s3: S3Bucket,
  upload: BlobUpload,
  { parts, rest }: { parts: readonly S3Part[]; rest: Buffer },
): Promise<void> {
  if (rest.length >= MIN_PART_BYTES) {
    await uploadPart(s3, upload, { number: parts.length + 1, bytes: rest });
  } else if (rest.length > 0) {
    await putTail(s3, upload, { after: bytesOf(parts), bytes: rest });
  }
}

function bytesOf(parts: readonly S3Part[]): number {
  return parts.reduce((sum, part) => sum + part.sizeBytes, 0);
}

/** @throws `blob-upload-not-found` */
async function loadState(s3: S3Bucket, upload: BlobUpload): Promise<UploadState> {
  const parts = await listParts(s3, upload);
  const partsBytes = bytesOf(parts);
  return { parts, partsBytes, tail: await readTail(s3, upload, partsBytes) };
}

async function listParts(s3: S3Bucket, upload: BlobUpload): Promise<S3Part[]> {
  if (upload.id === '') throw uploadNotFound(upload);
  const parts: S3Part[] = [];
  let marker: string | undefined;
  do {
    const page = await s3.client
      .send(
        new s3.sdk.ListPartsCommand({
          Bucket: s3.bucket,
          Key: s3.objectKey(upload.key),
          UploadId: upload.id,
          ...(marker === undefined ? {} : { PartNumberMarker: marker }),
        }),
      )
      .catch((error) => {
        throw isAbsent(error)
          ? uploadNotFound(upload)
          : fromS3(error, `looking at the upload of ${upload.key}`);
      });
    for (const part of page.Parts ?? []) {
      parts.push({ number: part.PartNumber ?? 0, etag: part.ETag ?? '', sizeBytes: part.Size ?? 0 });
    }
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

function tailKey(s3: S3Bucket, { key, id }: BlobUpload): string {
  return s3.uploadKey(createHash('sha256').update(`${key} ${id}`).digest('hex'));
}

/**
 * The tail says how many bytes of parts come before it. Once those bytes have become part of a part, that number
 * is wrong, and so a crash before the tail's removal does not make them count twice.
 */
async function putTail(
  s3: S3Bucket,
  upload: BlobUpload,
  { after, bytes }: { after: number; bytes: Buffer },
): Promise<void> {
  await named(
    `storing the end of ${upload.key}`,
    s3.client.send(
      new s3.sdk.PutObjectCommand({
        Bucket: s3.bucket,
        Key: tailKey(s3, upload),
        Body: bytes,
        Metadata: { after: String(after) },
      }),
    ),
  );
}

async function readTail(s3: S3Bucket, upload: BlobUpload, after: number): Promise<Buffer> {
  try {
    const { Metadata, Body } = await s3.client.send(
      new s3.sdk.GetObjectCommand({ Bucket: s3.bucket, Key: tailKey(s3, upload) }),
    );
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return Metadata?.['after'] === String(after) ? bytes : Buffer.alloc(0);
  } catch (error) {
    if (isAbsent(error)) return Buffer.alloc(0);
    throw fromS3(error, `reading the end of ${upload.key}`);
  }
}

/** Never throws: a tail without its upload means nothing and costs little. */
async function dropTail(s3: S3Bucket, upload: BlobUpload): Promise<void> {
  await s3.client
    .send(new s3.sdk.DeleteObjectCommand({ Bucket: s3.bucket, Key: tailKey(s3, upload) }))
    .catch(() => {});
}

async function complete(s3: S3Bucket, objects: Objects, upload: BlobUpload) {
  const { key } = upload;
  let state: UploadState;
  try {
    state = await loadState(s3, upload);
  } catch (error) {
    // Gone already: it was completed before, and only the answer was lost.
    const info = await objects.stat(key);
    if (info === null || upload.id === '') throw error;
    return info;
  }
  const info = await finish(s3, objects, { upload, state });
  await dropTail(s3, upload);
  return info;
}

async function finish(
  s3: S3Bucket,
  objects: Objects,
  { upload, state: { parts, tail } }: { upload: BlobUpload; state: UploadState },
) {
  if (parts.length === 0) {
    const info = await objects.put(upload.key, tail);
    await dropMultipart(s3, upload);
    return info;
  }
  const last =
    tail.length === 0 ? [] : [await uploadPart(s3, upload, { number: parts.length + 1, bytes: tail })];
  return await named(`completing ${upload.key}`, finishMultipart(s3, upload, [...parts, ...last]));
}
