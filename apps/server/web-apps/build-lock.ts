/**
 * Only one process of a machine builds at a time. The lock saves work and is not what keeps builds whole: each is made
 * in a folder of its own and put in place by a rename, so two of them at once only take longer.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Whoever holds the lock touches it this often. */
const TOUCH_MS = 2_000;
/** A holder that has not touched it for so long is gone, or sleeps with its machine. */
const STALE_MS = 20_000;
const LOOK_AGAIN_MS = 100;

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once, when another process holds the lock. */
  onWait?(): void;
}

/** Throws the signal's reason, and what `work` throws. */
export async function withBuildLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions,
): Promise<T> {
  const { signal, onWait } = options;
  await mkdir(dirname(path), { recursive: true });
  const id = randomUUID();
  for (let hasWaited = false; !(await take(path, id)); hasWaited = true) {
    if (!hasWaited) onWait?.();
    if (await isStale(path)) await rename(path, `${path}.${id}`).catch(() => {});
    else await delay(LOOK_AGAIN_MS, undefined, { signal });
  }
  await rm(`${path}.${id}`, { force: true });
  const touching = setInterval(() => void touch(path), TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    if ((await holderOf(path))?.id === id) await rm(path, { force: true });
  }
}

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

async function take(path: string, id: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    const holder: Holder = { id, pid: process.pid, host: hostname() };
    await file.writeFile(JSON.stringify(holder)).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {}); // somebody took it for stale
}

async function isStale(path: string): Promise<boolean> {
  const [holder, found] = await Promise.all([holderOf(path), stat(path).catch(() => null)]);
  if (found === null) return false;
  if (Date.now() - found.mtimeMs > STALE_MS) return true;
  return holder !== null && holder.host === hostname() && !runs(holder.pid);
}

/** Null while it is being written, too. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
