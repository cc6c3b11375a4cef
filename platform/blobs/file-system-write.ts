// Writing objects of the file-system store: aside, then in place by one rename.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { BlobBody, BlobInfo } from './blob-store.ts';
import { errnoOf, fromFileSystem } from './file-system-errors.ts';
import type { Folders } from './file-system-folders.ts';
import { writeTrailer } from './trailer.ts';

/** A folder can be taken away as empty between its making and the rename, once by each neighbour's delete. */
const RENAME_ATTEMPTS = 20;

/** Stores `body` under `key`, whole or not at all. */
export async function putObject(
  folders: Folders,
  key: string,
  { body, durable }: { body: BlobBody; durable: boolean },
): Promise<BlobInfo> {
  const temporary = folders.temporary();
  try {
    const { sizeBytes, sum } = await writeAside(folders, temporary, { body, durable });
    await named(moveInPlace(folders, temporary, { key, durable }), `storing ${key}`);
    return { key, sizeBytes, crc32: sum, modifiedAt: Date.now() };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAside(
  folders: Folders,
  path: string,
  { body, durable }: { body: BlobBody; durable: boolean },
): Promise<{ sizeBytes: number; sum: number }> {
  const handle = await named(open(path, 'wx', 0o600), 'making a file');
  const write = async (pieces: readonly Uint8Array[]) => {
    await folders.assertRoom(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
    await named(writeAll(handle, pieces), 'writing an object');
  };
  try {
    let sizeBytes = 0;
    let sum = 0;
    const count = (piece: Uint8Array) => {
      sizeBytes += piece.byteLength;
      sum = crc32(piece, sum);
      return piece;
    };
    if (isStream(body)) {
      for await (const piece of body) await write([count(piece)]);
      await write([writeTrailer({ sizeBytes, crc32: sum })]);
    } else {
      const pieces = body instanceof Uint8Array ? [body] : body;
      for (const piece of pieces) count(piece);
      await write([...pieces, writeTrailer({ sizeBytes, crc32: sum })]);
    }
    if (durable) await named(handle.sync(), 'flushing an object');
    return { sizeBytes, sum };
  } finally {
    await handle.close();
  }
}

/** Only the store's own failures are renamed: what the caller's stream throws is the caller's. */
async function named<T>(work: Promise<T>, doing: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw fromFileSystem(error, doing);
  }
}

function isStream(body: BlobBody): body is AsyncIterable<Uint8Array> {
  return !(body instanceof Uint8Array) && !Array.isArray(body);
}

/** Writes every byte at the file's position (or from `position` on): a full disk may take only the first few. */
export async function writeAll(
  handle: FileHandle,
  pieces: readonly Uint8Array[],
  position?: number,
): Promise<void> {
  let rest = pieces.filter((piece) => piece.byteLength > 0);
  let at = position;
  while (rest.length > 0) {
    // 1,024 is IOV_MAX on Linux and macOS.
    const { bytesWritten } = await handle.writev(rest.slice(0, 1024), at);
    if (at !== undefined) at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  let index = 0;
  while (index < pieces.length && left >= (pieces[index]?.byteLength ?? 0)) {
    left -= pieces[index]?.byteLength ?? 0;
    index += 1;
  }
  const rest = pieces.slice(index);
  const first = rest[0];
  if (first !== undefined && left > 0) rest[0] = first.subarray(left);
  return rest;
}

/** Renames a finished file to its key; a folder that a delete has just removed as empty is made again. */
export async function moveInPlace(
  folders: Folders,
  from: string,
  { key, durable }: { key: string; durable: boolean },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const path = await folders.makeRoomFor(key, durable);
      await rename(from, path);
      if (durable) await folders.syncFolder(dirname(path));
      return;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt === RENAME_ATTEMPTS) throw error;
      folders.forget(await folders.pathOf(key));
    }
  }
}
