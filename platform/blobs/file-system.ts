// The object store on a local file system: `objects/<key>`, `uploads/` in progress, `tmp/` being written.
import { statfs, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { isVitascopeError } from '../kernel/index.ts';
import type { BlobInfo, BlobStore, ByteRange } from './blob-store.ts';
import { checkStore } from './check.ts';
import { fromFileSystem, isMissing } from './file-system-errors.ts';
import { type Folders, openFolders } from './file-system-folders.ts';
import { listObjects } from './file-system-list.ts';
import { openObject, readRange, readWhole, streamRange } from './file-system-read.ts';
import { createFileSystemUploads } from './file-system-uploads.ts';
import { putObject } from './file-system-write.ts';
import { assertDeletablePrefix, assertKey, assertPrefix } from './keys.ts';

/**
 * Opens the object store in folder `dir` (made where missing). The folder belongs to the store alone; several
 * processes may use it at once. Of the volume, `reserveBytes` are left to others. @throws `blob-unavailable` where the folder cannot be used
 */
export async function createFileSystemBlobs(options: {
  readonly dir: string;
  readonly reserveBytes?: number;
}): Promise<BlobStore> {
  const folders = await openFolders(options.dir, options.reserveBytes).catch((error) => {
    throw fromFileSystem(error, 'opening the object store');
  });
  const store: BlobStore = {
    kind: 'file-system',
    ...createObjects(folders),
    ...createFileSystemUploads(folders),
    async concatenate(key, parts) {
      for (const part of parts) assertKey(part);
      return await store.put(key, joined(store, parts));
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(folders.objects);
      return bavail * bsize;
    },
    check: () => checkStore(store),
  };
  return store;
}

type Objects = Pick<
  BlobStore,
  'put' | 'read' | 'stream' | 'stat' | 'list' | 'delete' | 'deletePrefix' | 'locate'
>;

function createObjects(folders: Folders): Objects {
  async function open(key: string) {
    assertKey(key);
    return await openObject(key, await folders.pathOf(key));
  }
  async function remove(key: string): Promise<void> {
    assertKey(key);
    const path = await folders.pathOf(key);
    try {
      await unlink(path);
    } catch (error) {
      if (!isMissing(error)) throw fromFileSystem(error, `deleting ${key}`);
    }
    await folders.prune(path);
  }
  return {
    async put(key, body, options = {}) {
      assertKey(key);
      return await putObject(folders, key, { body, durable: options.durable ?? true });
    },
    async read(key, range) {
      if (range === undefined) {
        assertKey(key);
        return await readWhole(key, await folders.pathOf(key));
      }
      const object = await open(key);
      try {
        return await readRange(object, range);
      } finally {
        await object.handle.close();
      }
    },
    stream: async (key, range) => await startStream(await open(key), range),
    async stat(key) {
      try {
        const { info, handle } = await open(key);
        await handle.close();
        return info;
      } catch (error) {
        if (isVitascopeError(error, 'blob-not-found')) return null;
        throw error;
      }
    },
    list(prefix) {
      assertPrefix(prefix);
      return listObjects(folders.objects, prefix);
    },
    delete: remove,
    async deletePrefix(prefix) {
      assertDeletablePrefix(prefix);
      let count = 0;
      for await (const { key } of listObjects(folders.objects, prefix)) {
        await remove(key);
        count += 1;
      }
      return count;
    },
    async locate(key) {
      const { info, handle } = await open(key);
      await handle.close();
      return { kind: 'file', path: await folders.pathOf(key), sizeBytes: info.sizeBytes };
    },
  };
}

async function startStream(
  object: Awaited<ReturnType<typeof openObject>>,
  range: ByteRange | undefined,
): Promise<{ info: BlobInfo; body: Readable }> {
  try {
    return { info: object.info, body: streamRange(object, range) };
  } catch (error) {
    await object.handle.close();
    throw error;
  }
}

async function* joined(store: BlobStore, parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* (await store.stream(part)).body;
}
