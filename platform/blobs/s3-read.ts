// Reading objects from S3: whole and checked, or by range, never shorter than promised.
import { Readable } from 'node:stream';
import type { BlobInfo, ByteRange } from './blob-store.ts';
import { blobError } from './errors.ts';
import { resolveRange } from './keys.ts';
import { fromS3, isAbsent, isOutOfRange, type S3Bucket } from './s3-client.ts';

const MAX_READ_BYTES = 256 * 1024 * 1024;

/** @throws never for an absent object, which is `null` */
export async function headObject(s3: S3Bucket, key: string): Promise<BlobInfo | null> {
  try {
    const head = await s3.client.send(
      new s3.sdk.HeadObjectCommand({ Bucket: s3.bucket, Key: s3.objectKey(key), ChecksumMode: 'ENABLED' }),
    );
    return toInfo(key, head.ContentLength ?? 0, head);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw fromS3(error, `looking at ${key}`);
  }
}

export interface OpenRange {
  readonly info: BlobInfo;
  /** How many bytes `body` promises. */
  readonly length: number;
  readonly body: Readable;
}

/** One request for the range. @throws `blob-not-found`, `blob-bad-range` */
export async function openRange(s3: S3Bucket, key: string, range: ByteRange | undefined): Promise<OpenRange> {
  const asked = range === undefined ? undefined : resolveRange(key, Number.MAX_SAFE_INTEGER, range);
  if (asked !== undefined && asked.start === asked.end) return await openNothing(s3, key, asked);
  const answer = await s3.client
    .send(
      new s3.sdk.GetObjectCommand({
        Bucket: s3.bucket,
        Key: s3.objectKey(key),
        ...(asked === undefined
          ? { ChecksumMode: 'ENABLED' as const }
          : { Range: `bytes=${asked.start}-${asked.end - 1}` }),
      }),
    )
    .catch((error) => {
      if (isAbsent(error)) throw s3NotFound(key);
      if (isOutOfRange(error)) return null;
      throw fromS3(error, `reading ${key}`);
    });
  if (answer === null) return await refuseRange(s3, key, asked);
  const body = answer.Body as Readable;
  const sizeBytes = asked === undefined ? (answer.ContentLength ?? 0) : totalOf(answer.ContentRange);
  try {
    const { start, end } = resolveRange(key, sizeBytes, asked);
    const info = toInfo(key, sizeBytes, answer);
    return { info, length: end - start, body: checked(body, { key, length: end - start }) };
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** @throws `blob-too-large`, `blob-corrupt` */
export async function readAll({ info, length, body }: OpenRange): Promise<Buffer> {
  if (length > MAX_READ_BYTES) {
    body.destroy();
    throw blobError(
      'blob-too-large',
      `${length} bytes of ${info.key} are too many to read at once; stream them.`,
    );
  }
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

async function openNothing(s3: S3Bucket, key: string, range: ByteRange): Promise<OpenRange> {
  const info = await headObject(s3, key);
  if (info === null) throw s3NotFound(key);
  resolveRange(key, info.sizeBytes, range);
  return { info, length: 0, body: Readable.from([]) };
}

async function refuseRange(s3: S3Bucket, key: string, range: ByteRange | undefined): Promise<never> {
  const info = await headObject(s3, key);
  if (info === null) throw s3NotFound(key);
  resolveRange(key, info.sizeBytes, range);
  throw blobError('blob-unavailable', `S3 refused a range that lies within ${key}.`);
}

/** RFC 9110 §14.4: `bytes 0-9/100`. */
function totalOf(contentRange: string | undefined): number {
  return Number(/\/(\d+)$/.exec(contentRange ?? '')?.[1] ?? Number.NaN);
}

/** Passes the bytes on, and fails where they are fewer than promised. The SDK compares the checksum. */
function checked(body: Readable, { key, length }: { key: string; length: number }): Readable {
  async function* pass(): AsyncGenerator<Buffer> {
    let seen = 0;
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        seen += piece.length;
        yield piece;
      }
    } catch (error) {
      throw isChecksumMismatch(error)
        ? corrupt(key, 'does not match its checksum')
        : fromS3(error, `reading ${key}`);
    }
    if (seen !== length) throw corrupt(key, `ended after ${seen} of ${length} bytes`);
  }
  const passed = Readable.from(pass(), { objectMode: false });
  // A generator that was never started does not run its cleanup.
  passed.once('close', () => body.destroy());
  return passed;
}

/** The SDK gives this error no name of its own. */
function isChecksumMismatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Checksum mismatch');
}

function toInfo(
  key: string,
  sizeBytes: number,
  { LastModified, ChecksumCRC32 }: { LastModified?: Date | undefined; ChecksumCRC32?: string | undefined },
): BlobInfo {
  // Of an object in parts it may be a checksum of checksums, which ends in `-` and the number of parts.
  const sum = /^[A-Za-z0-9+/]{6}==$/.test(ChecksumCRC32 ?? '')
    ? Buffer.from(ChecksumCRC32 ?? '', 'base64')
    : null;
  return {
    key,
    sizeBytes,
    modifiedAt: LastModified?.getTime() ?? 0,
    ...(sum === null ? {} : { crc32: sum.readUInt32BE(0) }),
  };
}

export function s3NotFound(key: string): Error {
  return blobError('blob-not-found', `There is no object ${key}.`, { details: { key } });
}

function corrupt(key: string, how: string): Error {
  return blobError('blob-corrupt', `The object ${key} ${how}; restore it or make it again.`, {
    details: { key },
  });
}
