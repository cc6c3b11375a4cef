// Objects written in parts: S3 takes them from 5 MiB on, 10,000 at most, and shows the object when it is complete.
import type { BlobInfo } from './blob-store.ts';
import { blobError } from './errors.ts';
import { named, type S3Bucket, type S3Part, toCompletedParts } from './s3-client.ts';

const MIB = 1024 * 1024;
/** Smaller parts are allowed only at the end. */
export const MIN_PART_BYTES = 5 * MIB;
const MAX_PARTS = 10_000;
/** Parts grow with their number, so that short objects need little memory and long ones fit: 580 GB in all. */
const PART_BYTES = [8 * MIB, 32 * MIB, 64 * MIB, 128 * MIB] as const;

/** How large the part with this number (from 1) is made. */
export function partBytes(number: number): number {
  if (number > MAX_PARTS) {
    throw blobError('blob-too-large', `S3 takes at most ${MAX_PARTS} parts; this object would need more.`);
  }
  return PART_BYTES[Math.floor((number - 1) / (MAX_PARTS / PART_BYTES.length))] ?? PART_BYTES[0];
}

export interface MultipartUpload {
  readonly key: string;
  readonly id: string;
}

export async function beginMultipart(
  s3: S3Bucket,
  key: string,
  contentType?: string,
): Promise<MultipartUpload> {
  const { UploadId } = await named(
    `beginning ${key}`,
    s3.client.send(
      new s3.sdk.CreateMultipartUploadCommand({
        Bucket: s3.bucket,
        Key: s3.objectKey(key),
        ...(contentType === undefined ? {} : { ContentType: contentType }),
      }),
    ),
  );
  if (UploadId === undefined) throw blobError('blob-unavailable', 'S3 began an upload without naming it.');
  return { key, id: UploadId };
}

export async function uploadPart(
  s3: S3Bucket,
  { key, id }: MultipartUpload,
  { number, bytes }: { number: number; bytes: Buffer },
): Promise<S3Part> {
  const { ETag } = await named(
    `storing part ${number} of ${key}`,
    s3.client.send(
      new s3.sdk.UploadPartCommand({
        Bucket: s3.bucket,
        Key: s3.objectKey(key),
        UploadId: id,
        PartNumber: number,
        Body: bytes,
        ContentLength: bytes.length,
      }),
    ),
  );
  return { number, etag: ETag ?? '', sizeBytes: bytes.length };
}

/** Takes bytes [start, end) of the stored object `from` as a part, without their passing through here. */
export async function copyPart(
  s3: S3Bucket,
  { key, id }: MultipartUpload,
  { number, from, start, end }: { number: number; from: string; start: number; end: number },
): Promise<S3Part> {
  const { CopyPartResult } = await named(
    `copying part ${number} of ${key}`,
    s3.client.send(
      new s3.sdk.UploadPartCopyCommand({
        Bucket: s3.bucket,
        Key: s3.objectKey(key),
        UploadId: id,
        PartNumber: number,
        CopySource: encodeURI(`${s3.bucket}/${s3.objectKey(from)}`),
        CopySourceRange: `bytes=${start}-${end - 1}`,
      }),
    ),
  );
  return { number, etag: CopyPartResult?.ETag ?? '', sizeBytes: end - start };
}

export async function finishMultipart(
  s3: S3Bucket,
  { key, id }: MultipartUpload,
  parts: readonly S3Part[],
): Promise<BlobInfo> {
  await s3.client.send(
    new s3.sdk.CompleteMultipartUploadCommand({
      Bucket: s3.bucket,
      Key: s3.objectKey(key),
      UploadId: id,
      MultipartUpload: { Parts: toCompletedParts(parts) },
    }),
  );
  return { key, sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0), modifiedAt: Date.now() };
}

/** Forgets the parts. Also after a failure, where a second one must not hide the first: it never throws. */
export async function dropMultipart(s3: S3Bucket, { key, id }: MultipartUpload): Promise<void> {
  await s3.client
    .send(new s3.sdk.AbortMultipartUploadCommand({ Bucket: s3.bucket, Key: s3.objectKey(key), UploadId: id }))
    .catch(() => {});
}

export interface PartWriter {
  /** The parts stored so far. */
  readonly parts: readonly S3Part[];
  /** Takes the next bytes; waits while a part is being sent and another is full. */
  write(piece: Uint8Array): Promise<void>;
  /** Waits for the part being sent, and returns the bytes that were too few for a part of their own. */
  settle(): Promise<Buffer>;
}

/** Gathers bytes into parts after those that `parts` names; `pending` are bytes that no part holds yet. */
export function createPartWriter(
  s3: S3Bucket,
  upload: MultipartUpload,
  { parts: stored, pending }: { parts: readonly S3Part[]; pending: Buffer },
): PartWriter {
  const parts = [...stored];
  let held: Uint8Array[] = pending.length === 0 ? [] : [pending];
  let heldBytes = pending.length;
  let sending: Promise<void> = Promise.resolve();

  /** One part at a time: a later part that arrives without its predecessor would leave a hole. */
  async function send(): Promise<void> {
    await sending;
    const bytes = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    sending = uploadPart(s3, upload, { number: parts.length + 1, bytes }).then(
      (part) => void parts.push(part),
    );
    sending.catch(() => {}); // Reported by whoever awaits it next.
  }
  return {
    parts,
    async write(piece) {
      held.push(piece);
      heldBytes += piece.byteLength;

      if (heldBytes >= partBytes(parts.length + 1)) await send();
    },
    async settle() {
      await sending;
      return Buffer.concat(held);
    },
  };
}
