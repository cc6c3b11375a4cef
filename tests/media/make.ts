// Test sources by wish, made once in a process of their own and shared by all test files of the machine.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  completeSpec,
  type ExpectedFrame,
  expectedFrames,
  type SourceSpec,
  type SourceWish,
} from './spec.ts';
import { containers } from './write-source.ts';

export interface MadeSource {
  readonly path: string;
  readonly spec: SourceSpec;
  /** The frames that a viewer must see, in order; empty without video. */
  readonly frames: readonly ExpectedFrame[];
}

/** Raised whenever the same wish must give other bytes. */
const generation = 2;

const folder = join(import.meta.dirname, '../../node_modules/.cache/vitascope/media');
const run = promisify(execFile);

/**
 * Makes the source or finds it in the cache under `node_modules/.cache/vitascope/media/`.
 * Throws with FFmpeg's message where the container cannot hold what was wished.
 */
export async function makeSource(wish: SourceWish = {}): Promise<MadeSource> {
  const spec = completeSpec(wish);
  const path = await cached(
    JSON.stringify([spec, containers[spec.container].options]),
    containers[spec.container].extension,
    async (unfinished) => {
      const script = join(import.meta.dirname, 'write-source.ts');
      const writing = run(process.execPath, [script, unfinished], { timeout: 600_000 });
      writing.child.stdin?.end(JSON.stringify(spec));
      await writing;
    },
  );
  return { path, spec, frames: spec.video === null ? [] : expectedFrames(spec.video) };
}

/**
 * The path of what `make` writes, made at most once for a key: written aside and renamed, so that parallel
 * test files see all of it or nothing.
 */
export async function cached(
  key: string,
  extension: string,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(`${generation} ${key}`).digest('hex').slice(0, 24);
  const path = join(folder, `${hash}.${extension}`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = join(
    folder,
    `.${hash}.${process.pid}.${Math.random().toString(36).slice(2)}.${extension}`,
  );
  try {
    await make(unfinished);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  return path;
}
