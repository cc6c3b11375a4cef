// Reading objects of the file-system store: by range, whole and checked, or piece by piece.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { BlobInfo, ByteRange } from './blob-store.ts';
import { blobError } from './errors.ts';
import { errnoOf, fromFileSystem, isMissing } from './file-system-errors.ts';
import { resolveRange } from './keys.ts';
import { readTrailer, TRAILER_BYTES } from './trailer.ts';

const MAX_READ_BYTES = 256 * 1024 * 1024;
const STREAM_PIECE_BYTES = 256 * 1024;

export interface OpenObject {
  readonly info: BlobInfo;
  readonly handle: FileHandle;
}

/** Opens an object and reads what is recorded about it; the caller closes the handle. @throws `blob-not-found` */
export async function openObject(key: string, path: string): Promise<OpenObject> {
  const handle = await openFile(key, path);
  try {
    const { size, mtimeMs } = await statFile(key, handle);
    const end = await readAt(handle, Math.max(0, size - TRAILER_BYTES), Math.min(size, TRAILER_BYTES));
    return { handle, info: toInfo(key, { end, size, mtimeMs }) };
  } catch (error) {
    await handle.close();
    throw fromFileSystem(error, `reading ${key}`);
  }
}

/** The whole object in one read, checked. @throws `blob-not-found`, `blob-too-large`, `blob-corrupt` */
export async function readWhole(key: string, path: string): Promise<Buffer> {
  const handle = await openFile(key, path);
  try {
    const { size, mtimeMs } = await statFile(key, handle);
    assertReadable(key, size - TRAILER_BYTES);
    const bytes = await readAt(handle, 0, size);
    const info = toInfo(key, {
      end: bytes.subarray(Math.max(0, bytes.length - TRAILER_BYTES)),
      size,
      mtimeMs,
    });
    const object = bytes.subarray(0, info.sizeBytes);
    assertChecksum(info, object);
    return object;
  } catch (error) {
    throw fromFileSystem(error, `reading ${key}`);
  } finally {
    await handle.close();
  }
}

async function openFile(key: string, path: string): Promise<FileHandle> {
  try {
    // A FIFO planted in the store must not hang the opener, nor a symbolic link lead out of it.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) throw notFound(key);
    if (errnoOf(error) === 'ELOOP') throw corrupt(key, 'is a symbolic link');
    throw fromFileSystem(error, `opening ${key}`);
  }
}

async function statFile(key: string, handle: FileHandle): Promise<{ size: number; mtimeMs: number }> {
  const found = await handle.stat();
  if (!found.isFile()) throw notFound(key);
  return found;
}

/** `end`: the file's last bytes, where the trailer must be. */
function toInfo(
  key: string,
  { end, size, mtimeMs }: { end: Buffer; size: number; mtimeMs: number },
): BlobInfo {
  const trailer = readTrailer(end, size);
  if (trailer === null) throw corrupt(key, 'does not end as it was written');
  return {
    key,
    sizeBytes: trailer.sizeBytes,
    modifiedAt: Math.floor(mtimeMs),
    ...(trailer.crc32 === null ? {} : { crc32: trailer.crc32 }),
  };
}

function assertReadable(key: string, length: number): void {
  if (length <= MAX_READ_BYTES) return;
  throw blobError('blob-too-large', `${length} bytes of ${key} are too many to read at once; stream them.`);
}

function assertChecksum(info: BlobInfo, whole: Buffer): void {
  if (info.crc32 === undefined || crc32(whole) === info.crc32) return;
  throw corrupt(info.key, 'does not match its checksum');
}

/** @throws `blob-bad-range`, `blob-too-large`, `blob-corrupt` */
export async function readRange({ info, handle }: OpenObject, range: ByteRange): Promise<Buffer> {
  const { start, end } = resolveRange(info.key, info.sizeBytes, range);
  assertReadable(info.key, end - start);
  const bytes = await readAt(handle, start, end - start);
  if (bytes.length !== end - start) throw corrupt(info.key, 'is shorter than when it was opened');
  if (bytes.length === info.sizeBytes) assertChecksum(info, bytes);
  return bytes;
}

/** Streams the range and closes the handle at the end, on failure and when the stream is destroyed. */
export function streamRange({ info, handle }: OpenObject, range: ByteRange | undefined): Readable {
  const { start, end } = resolveRange(info.key, info.sizeBytes, range);
  const expected = start === 0 && end === info.sizeBytes ? info.crc32 : undefined;
  let at = start;
  let sum = 0;
  async function next(): Promise<Buffer | null> {
    if (at === end) return null;
    const piece = await readAt(handle, at, Math.min(STREAM_PIECE_BYTES, end - at));
    if (piece.length === 0) throw corrupt(info.key, 'is shorter than when it was opened');
    at += piece.length;
    if (expected !== undefined) sum = crc32(piece, sum);
    // Before the last piece is handed on, so that no reader can take damaged bytes for a complete object.
    if (at === end && expected !== undefined && sum !== expected) {
      throw corrupt(info.key, 'does not match its checksum');
    }
    return piece;
  }
  return new Readable({
    highWaterMark: STREAM_PIECE_BYTES,
    read() {
      next().then(
        (piece) => this.push(piece),
        (error) => this.destroy(fromFileSystem(error, `reading ${info.key}`)),
      );
    },
    destroy(error, callback) {
      handle.close().then(
        () => callback(error),
        () => callback(error),
      );
    },
  });
}

/** At most `length` bytes at `position`; fewer only at the end of the file. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === length ? bytes : bytes.subarray(0, filled);
}

function notFound(key: string): Error {
  return blobError('blob-not-found', `There is no object ${key}.`, { details: { key } });
}

function corrupt(key: string, how: string): Error {
  return blobError('blob-corrupt', `The object ${key} ${how}; restore it or make it again.`, {
    details: { key },
  });
}
