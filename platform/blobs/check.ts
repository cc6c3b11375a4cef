// Tries an object store out, step by step, for an operator who wants to know what is wrong with it.
import { randomBytes } from 'node:crypto';
import type { BlobCheck, BlobStore } from './blob-store.ts';

export interface CheckStep {
  readonly name: string;
  /** Returns what was seen; throws what is wrong. */
  run(): Promise<string>;
}

/** Runs the steps every store must pass, then `more`; cleans up after itself. */
export async function checkStore(
  store: BlobStore,
  more: readonly CheckStep[] = [],
): Promise<readonly BlobCheck[]> {
  const key = `doctor/${randomBytes(8).toString('hex')}`;
  const bytes = randomBytes(1024 * 1024);
  const steps: CheckStep[] = [
    { name: 'write and flush', run: () => timed(() => store.put(key, bytes)) },
    {
      name: 'read back',
      run: () => timed(async () => expectEqual(await store.read(key), bytes)),
    },
    {
      name: 'range',
      run: () =>
        timed(async () =>
          expectEqual(await store.read(key, { start: 1000, end: 2000 }), bytes.subarray(1000, 2000)),
        ),
    },
    { name: 'resumable upload', run: () => timed(() => tryUpload(store, `${key}-upload`, bytes)) },
    ...more,
    { name: 'delete', run: () => timed(() => tryDelete(store, key)) },
  ];
  const results: BlobCheck[] = [];
  try {
    for (const step of steps) results.push(await runStep(step));
  } finally {
    await store.deletePrefix(key).catch(() => {});
  }
  return results;
}

async function runStep({ name, run }: CheckStep): Promise<BlobCheck> {
  try {
    return { name, ok: true, detail: await run() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now();
  await work();
  return `${Math.round(performance.now() - start)} ms`;
}

function expectEqual(actual: Buffer, expected: Buffer): void {
  if (!actual.equals(expected))
    throw new Error('What was read is not what was written; check the storage itself.');
}

async function tryUpload(store: BlobStore, key: string, bytes: Buffer): Promise<void> {
  const upload = await store.openUpload(key);
  try {
    let offset = 0;
    for (const half of [bytes.subarray(0, 1000), bytes.subarray(1000)]) {
      offset = await store.append(upload, offset, onePiece(half));
    }
    await store.completeUpload(upload);
    expectEqual(await store.read(key), bytes);
  } finally {
    await store.abortUpload(upload).catch(() => {});
  }
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function tryDelete(store: BlobStore, key: string): Promise<void> {
  await store.delete(key);
  if ((await store.stat(key)) !== null) throw new Error('The object is still there after it was deleted.');
}
