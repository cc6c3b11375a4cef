// Resumable uploads of the file-system store: a file that grows in `uploads/`, then moves to its key.
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyPieces } from './append-body.ts';
import type { BlobInfo, BlobStore, BlobUpload } from './blob-store.ts';
import { errnoOf, fromFileSystem, isMissing } from './file-system-errors.ts';
import type { Folders } from './file-system-folders.ts';
import { openObject } from './file-system-read.ts';
import { moveInPlace, writeAll } from './file-system-write.ts';
import { assertKey } from './keys.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { writeTrailer } from './trailer.ts';
import { uploadInterrupted, uploadMismatch, uploadNotFound } from './upload-errors.ts';

/** Gathered before a write: fewer, larger system calls; what a crash can cost beyond the last answer. */
const WRITE_BYTES = 256 * 1024;
/** Written back while the upload goes on, so that the flush before the answer is short. */
const FLUSH_EVERY_BYTES = 64 * 1024 * 1024;

type Uploads = Pick<BlobStore, 'openUpload' | 'append' | 'uploadOffset' | 'completeUpload' | 'abortUpload'>;

export function createFileSystemUploads(folders: Folders): Uploads {
  const oneAtATime = createOneAtATime();

  function pathOf({ key, id }: BlobUpload): string {
    assertKey(key);
    if (!/^[0-9a-f]{32}$/.test(id)) throw uploadNotFound({ key, id });
    return join(folders.uploads, `${createHash('sha256').update(key).digest('hex').slice(0, 16)}-${id}`);
  }

  const alone = async <T>(upload: BlobUpload, work: (path: string) => Promise<T>): Promise<T> => {
    const path = pathOf(upload);
    return await oneAtATime(upload, () => work(path)).catch((error) => {
      if (errnoOf(error) === 'ENOENT') throw uploadNotFound(upload);
      throw fromFileSystem(error, `uploading ${upload.key}`);
    });
  };

  return {
    async openUpload(key) {
      const upload = { key, id: randomBytes(16).toString('hex') };
      try {
        await (await open(pathOf(upload), 'wx', 0o600)).close();
        await folders.syncFolder(folders.uploads);
      } catch (error) {
        throw fromFileSystem(error, `beginning the upload of ${key}`);
      }
      return upload;
    },
    append: (upload, offset, body, signal) =>
      alone(upload, (path) =>
        withFile(path, async (handle) => {
          const actual = (await sealedLength(path)) ?? (await handle.stat()).size;
          if (actual !== offset) throw uploadMismatch(upload, { actual, claimed: offset });
          return await appendBody(handle, { folders, upload, offset, pieces: bodyPieces(body, signal) });
        }),
      ),
    async uploadOffset(upload) {
      const path = pathOf(upload);
      try {
        return (await sealedLength(path)) ?? (await withFile(path, durableSize));
      } catch (error) {
        if (isMissing(error)) throw uploadNotFound(upload);
        throw fromFileSystem(error, `looking at the upload of ${upload.key}`);
      }
    },
    completeUpload: (upload) => alone(upload, (path) => complete(folders, upload, path)),
    abortUpload: (upload) =>
      alone(upload, async (path) => {
        await rm(path, { force: true });
        await rm(sealOf(path), { force: true });
      }),
  };
}

async function withFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

async function durableSize(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  await handle.datasync();
  return size;
}

interface Appending {
  readonly folders: Folders;
  readonly upload: BlobUpload;
  readonly offset: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

async function appendBody(
  handle: FileHandle,
  { folders, upload, offset, pieces }: Appending,
): Promise<number> {
  let at = offset;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const write = async () => {
    const [writing, bytes] = [held, heldBytes];
    held = [];
    heldBytes = 0;
    if (bytes > 0) await folders.assertRoom(bytes);
    await writeAll(handle, writing, at);
    at += bytes;
  };
  const flushing = createFlushing(handle, offset);
  try {
    try {
      for await (const piece of pieces) {
        held.push(piece);
        heldBytes += piece.byteLength;
        if (heldBytes < WRITE_BYTES) continue;
        await write().catch(asFileSystemError);
        await flushing.reached(at);
      }
    } finally {
      await write().catch(asFileSystemError);
    }
    await flushing.settled();
    await handle.datasync();
    return at;
  } catch (error) {
    await flushing.settled().catch(() => {});
    // The file is the truth: a full disk may have taken a part of the last write.
    const kept = await durableSize(handle);
    throw uploadInterrupted(upload, kept, error);
  }
}

function asFileSystemError(error: unknown): never {
  throw fromFileSystem(error, 'appending to an upload');
}

/** Flushes in the background, one flush at a time. */
function createFlushing(handle: FileHandle, from: number) {
  let flushed = from;
  let running: Promise<void> = Promise.resolve();
  return {
    async reached(offset: number): Promise<void> {
      if (offset - flushed < FLUSH_EVERY_BYTES) return;
      flushed = offset;
      await running;
      running = handle.datasync();
      running.catch(() => {}); // Reported by whoever awaits it next.
    },
    settled: () => running,
  };
}

/**
 * The final length stands in a file beside the upload before the trailer is written, so that a crash between
 * the two never makes the trailer look like uploaded bytes.
 */
function sealOf(path: string): string {
  return `${path}.length`;
}

async function sealedLength(path: string): Promise<number | null> {
  try {
    return Number(await readFile(sealOf(path), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function complete(folders: Folders, upload: BlobUpload, path: string): Promise<BlobInfo> {
  const { key } = upload;
  try {
    await withFile(path, async (handle) => {
      const sizeBytes = (await sealedLength(path)) ?? (await seal(folders, path, await durableSize(handle)));
      await handle.truncate(sizeBytes);
      await writeAll(handle, [writeTrailer({ sizeBytes, crc32: null })], sizeBytes);
      await handle.sync();
    });
    await moveInPlace(folders, path, { key, durable: true });
  } catch (error) {
    // Gone already: it was completed before, and only the answer was lost.
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  const { info, handle } = await openObject(key, await folders.pathOf(key)).catch(() => {
    throw uploadNotFound(upload);
  });
  await handle.close();
  await rm(sealOf(path), { force: true });
  return info;
}

async function seal(folders: Folders, path: string, sizeBytes: number): Promise<number> {
  const temporary = folders.temporary();
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(String(sizeBytes));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, sealOf(path));
  await folders.syncFolder(folders.uploads);
  return sizeBytes;
}
