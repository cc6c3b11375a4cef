// The folders of the file-system store: made on demand, never left through a symbolic link, durable when asked.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { blobError } from './errors.ts';
import { type AssertRoom, createRoomCheck } from './room.ts';

const REMEMBERED_FOLDERS = 4096;
const LEFTOVER_AGE_MS = 3_600_000;

export interface Folders {
  /** Where objects lie, each under its key. */
  readonly objects: string;
  /** Where uploads in progress lie. */
  readonly uploads: string;
  /** Call it before writing so many bytes. @throws `blob-out-of-space` */
  readonly assertRoom: AssertRoom;
  /** A new name in the folder for files that are being written, on the same file system. */
  temporary(): string;
  /** The path of a checked key; refuses a folder that leads outside. */
  pathOf(key: string): Promise<string>;
  /**
   * As `pathOf`, with the folder made. `durable`: the folders survive loss of power. Fails with ENOENT where a
   * delete took the folder away meanwhile: try again.
   */
  makeRoomFor(key: string, durable: boolean): Promise<string>;
  /** Call after `makeRoomFor`'s folder has turned out to be gone. */
  forget(path: string): void;
  /** Removes the folder of a deleted object, and those above it, while they are empty. */
  prune(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

/** Opens the store's folders in `dir`, made with mode 0700 where missing, and sweeps what crashed writers left. */
export async function openFolders(dir: string, reserveBytes = 0): Promise<Folders> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const root = await realpath(dir);
  const [objects, uploads, temporaries] = [join(root, 'objects'), join(root, 'uploads'), join(root, 'tmp')];
  for (const folder of [objects, uploads, temporaries]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await assertInside(folder);
  }
  await syncFolder(root);
  await sweep(temporaries);

  /** Folders known to exist where they seem to be; the value tells whether they are durable. */
  const known = new Map<string, boolean>([[objects, true]]);
  const remember = (folder: string, durable: boolean) => {
    if (known.size >= REMEMBERED_FOLDERS) known.clear();
    known.set(folder, durable);
  };
  let written = 0;
  return {
    objects,
    uploads,
    assertRoom: createRoomCheck({ path: root, reserveBytes }),
    temporary: () => join(temporaries, `${WRITER}-${written++}`),
    async pathOf(key) {
      const path = join(objects, key);
      const folder = dirname(path);
      if (!known.has(folder) && (await isInside(folder))) remember(folder, false);
      return path;
    },
    async makeRoomFor(key, durable) {
      const path = join(objects, key);
      const folder = dirname(path);
      const state = known.get(folder);
      if (state === true || (state === false && !durable)) return path;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await assertInside(folder);
      if (durable) await syncFoldersAbove(folder, objects);
      remember(folder, durable);
      return path;
    },
    forget: (path) => void known.delete(dirname(path)),
    async prune(path) {
      for (let folder = dirname(path); folder.length > objects.length; folder = dirname(folder)) {
        known.delete(folder);
        try {
          await rmdir(folder);
        } catch {
          return; // Not empty, or gone already.
        }
      }
    },
    syncFolder,
  };
}

/**
 * Who writes a temporary file: the machine, the process and one start of it, so that a process number used again
 * (every container's first process is 1) does not protect what its namesake left.
 */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const START = randomBytes(4).toString('hex');
const WRITER = `${MACHINE}-${process.pid}-${START}`;

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    if (Date.now() - found.mtimeMs > LEFTOVER_AGE_MS || writerIsDead(name)) {
      await rm(path, { force: true, recursive: true });
    }
  }
}

function writerIsDead(name: string): boolean {
  const [machine, pid, start] = name.split('-');
  if (machine !== MACHINE) return false; // Another machine on the same volume: only its age can tell.
  if (Number(pid) === process.pid) return start !== START;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** False where the folder does not exist. @throws `blob-unavailable` where a symbolic link leads elsewhere */
async function isInside(folder: string): Promise<boolean> {
  let real: string;
  try {
    real = await realpath(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
  if (real === resolve(folder)) return true;
  throw blobError(
    'blob-unavailable',
    'A symbolic link stands inside the object store; replace it by a folder, or move the whole store.',
  );
}

async function assertInside(folder: string): Promise<void> {
  if (await isInside(folder)) return;
  throw Object.assign(new Error('A folder of the object store vanished.'), { code: 'ENOENT' });
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the entries of `folder` and of all folders between it and `top` durable. */
async function syncFoldersAbove(folder: string, top: string): Promise<void> {
  for (let at = folder; at.length > top.length; at = dirname(at)) await syncFolder(dirname(at));
}
