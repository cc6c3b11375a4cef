// Writing objects to S3: in one request when small, in parts when large, and from parts of other objects.
import { crc32 } from 'node:zlib';
import type { BlobBody, BlobInfo } from './blob-store.ts';
import { named, type S3Bucket, type S3Part } from './s3-client.ts';
import {
  beginMultipart,
  copyPart,
  createPartWriter,
  dropMultipart,
  finishMultipart,
  MIN_PART_BYTES,
  type MultipartUpload,
  partBytes,
  uploadPart,
} from './s3-multipart.ts';
import { headObject, openRange, readAll, s3NotFound } from './s3-read.ts';

/** Above this a body already in memory is sent in parts as well, so that a retry repeats only one of them. */
const MAX_SINGLE_BYTES = 64 * 1024 * 1024;
/** UploadPartCopy takes up to 5 GiB; less keeps a single request short. */
const COPY_BYTES = 1024 * 1024 * 1024;

export interface Putting {
  readonly body: BlobBody;
  readonly contentType: string | undefined;
}

export async function putS3Object(
  s3: S3Bucket,
  key: string,
  { body, contentType }: Putting,
): Promise<BlobInfo> {
  if (body instanceof Uint8Array || Array.isArray(body)) {
    const bytes = body instanceof Uint8Array ? asBuffer(body) : Buffer.concat(body);
    if (bytes.length <= MAX_SINGLE_BYTES) return await putSingle(s3, key, { bytes, contentType });
    return await putStream(s3, key, { body: slices(bytes), contentType });
  }
  return await putStream(s3, key, { body: body as AsyncIterable<Uint8Array>, contentType });
}

async function putSingle(
  s3: S3Bucket,
  key: string,
  { bytes, contentType }: { bytes: Buffer; contentType: string | undefined },
): Promise<BlobInfo> {
  const sum = crc32(bytes);
  const encoded = Buffer.alloc(4);
  encoded.writeUInt32BE(sum);
  await named(
    `storing ${key}`,
    s3.client.send(
      new s3.sdk.PutObjectCommand({
        Bucket: s3.bucket,
        Key: s3.objectKey(key),
        Body: bytes,
        ContentLength: bytes.length,
        ChecksumCRC32: encoded.toString('base64'),
        ...(contentType === undefined ? {} : { ContentType: contentType }),
      }),
    ),
  );
  return { key, sizeBytes: bytes.length, crc32: sum, modifiedAt: Date.now() };
}

async function putStream(
  s3: S3Bucket,
  key: string,
  { body, contentType }: { body: AsyncIterable<Uint8Array>; contentType: string | undefined },
): Promise<BlobInfo> {
  const iterator = body[Symbol.asyncIterator]();
  const { bytes, ended } = await firstPart(iterator);
  if (ended) return await putSingle(s3, key, { bytes, contentType });
  return await inParts(s3, key, {
    contentType,
    write: async (upload) => {
      const writer = createPartWriter(s3, upload, { parts: [], pending: bytes });
      for await (const piece of { [Symbol.asyncIterator]: () => iterator }) await writer.write(piece);
      const rest = await writer.settle();
      if (rest.length === 0) return writer.parts;
      return [
        ...writer.parts,
        await uploadPart(s3, upload, { number: writer.parts.length + 1, bytes: rest }),
      ];
    },
  });
}

async function firstPart(iterator: AsyncIterator<Uint8Array>): Promise<{ bytes: Buffer; ended: boolean }> {
  const pieces: Uint8Array[] = [];
  let held = 0;
  while (held < partBytes(1)) {
    const result = await iterator.next();
    if (result.done === true) return { bytes: Buffer.concat(pieces), ended: true };
    pieces.push(result.value);
    held += result.value.byteLength;
  }
  return { bytes: Buffer.concat(pieces), ended: false };
}

/** Stores the objects `parts`, joined, under `key`; only what S3 cannot copy (under 5 MiB) passes through here. */
export async function concatenateObjects(
  s3: S3Bucket,
  key: string,
  parts: readonly string[],
): Promise<BlobInfo> {
  const sources: Source[] = [];
  for (const part of parts) {
    const info = await headObject(s3, part);
    if (info === null) throw s3NotFound(part);
    if (info.sizeBytes > 0) sources.push({ key: part, sizeBytes: info.sizeBytes });
  }
  const total = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total < MIN_PART_BYTES) {
    const pieces: Buffer[] = [];
    for (const source of sources) pieces.push(await readAll(await openRange(s3, source.key, undefined)));
    return await putSingle(s3, key, { bytes: Buffer.concat(pieces), contentType: undefined });
  }
  return await inParts(s3, key, {
    contentType: undefined,
    write: (upload) => joinSources(s3, upload, sources),
  });
}

interface Source {
  readonly key: string;
  readonly sizeBytes: number;
}

async function joinSources(
  s3: S3Bucket,
  upload: MultipartUpload,
  sources: readonly Source[],
): Promise<readonly S3Part[]> {
  const parts: S3Part[] = [];
  let pending = Buffer.alloc(0);
  const next = () => parts.length + 1;
  for (const { key: from, sizeBytes } of sources) {
    let at = 0;
    while (at < sizeBytes) {
      const left = sizeBytes - at;
      if (pending.length === 0 && left >= MIN_PART_BYTES) {
        // What remains after a copy must not be too small to be copied itself.
        const size = left <= COPY_BYTES + MIN_PART_BYTES ? left : COPY_BYTES;
        parts.push(await copyPart(s3, upload, { number: next(), from, start: at, end: at + size }));
        at += size;
        continue;
      }
      const size = Math.min(left, MIN_PART_BYTES - pending.length);
      const bytes = await readAll(await openRange(s3, from, { start: at, end: at + size }));
      pending = Buffer.concat([pending, bytes]);
      at += size;
      if (pending.length < MIN_PART_BYTES) continue;
      parts.push(await uploadPart(s3, upload, { number: next(), bytes: pending }));
      pending = Buffer.alloc(0);
    }
  }
  if (pending.length > 0) parts.push(await uploadPart(s3, upload, { number: next(), bytes: pending }));
  return parts;
}

/** Runs `write` on a new multipart upload; whole at the end, or nothing. */
async function inParts(
  s3: S3Bucket,
  key: string,
  {
    contentType,
    write,
  }: {
    contentType: string | undefined;
    write(upload: MultipartUpload): Promise<readonly S3Part[]>;
  },
): Promise<BlobInfo> {
  const upload = await beginMultipart(s3, key, contentType);
  try {
    const parts = await write(upload);
    return await named(`completing ${key}`, finishMultipart(s3, upload, parts));
  } catch (error) {
    await dropMultipart(s3, upload);
    throw error;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function* slices(bytes: Buffer): AsyncGenerator<Buffer> {
  const size = partBytes(1);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
