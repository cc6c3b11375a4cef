/** Draws the demo's films in encoder processes and uploads them as `push` does. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEncoderPool } from '@vitascope/encoder';
import type { Connection } from '../api-client.ts';
import { uploadFile } from '../upload-file.ts';
import type { UploadedFilm } from './fill-catalogue.ts';
import { type DemoTitle, titles } from './titles.ts';

export const filmSeconds = { short: 6, long: 40 } as const;

const processMemoryBytes = 600_000_000;
const silent = { debug() {}, info() {}, warn() {} };

export interface Films {
  /** Uploads the title's film unless the server has it from an earlier run. */
  of(title: DemoTitle): Promise<UploadedFilm | null>;
  close(): Promise<void>;
}

interface FilmsDeps {
  readonly connection: Connection;
  readonly stateDir: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export async function createFilms({ connection, stateDir, seconds, signal }: FilmsDeps): Promise<Films> {
  const processes = Math.max(1, Math.min(4, availableParallelism()));
  const pool = createEncoderPool({
    interactiveProcesses: processes,
    fillProcesses: 0,
    memoryCapBytes: processMemoryBytes,
    recycleAfterJobs: 100,
    maxInteractiveWaitMs: 60_000,
    logger: silent,
  });
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-demo-'));
  const known = await uploadedBefore(connection);
  const drawn = new Map<string, Promise<Buffer>>();
  const wanted = titles.filter(({ slug, film }) => film !== undefined && !known.has(nameOf(slug)));

  /** A few are drawn ahead of the one that is being uploaded. */
  function draw(title: DemoTitle): Promise<Buffer> {
    const from = wanted.indexOf(title);
    for (const next of wanted.slice(from, from + processes + 1)) {
      if (drawn.has(next.slug) || next.film === undefined) continue;
      const film = pool.drawSample({ ...next.film, seconds }, { signal });
      film.catch(() => {}); // told when its turn comes
      drawn.set(next.slug, film);
    }
    return drawn.get(title.slug) ?? Promise.reject(new Error(`${title.slug} has no film.`));
  }

  return {
    async of(title) {
      if (title.film === undefined) return null;
      const name = nameOf(title.slug);
      const before = known.get(name);
      if (before !== undefined) return { assetId: before, durationMs: seconds * 1000 };
      const bytes = await draw(title);
      const path = join(folder, name);
      await writeFile(path, bytes);
      const { mtimeMs } = await stat(path);
      const assetId = await uploadFile(
        { path, name, sizeBytes: bytes.length, modifiedMs: mtimeMs },
        { connection, stateDir, signal, onProgress: () => {} },
      );
      drawn.delete(title.slug);
      await rm(path);
      return { assetId, durationMs: seconds * 1000 };
    },
    async close() {
      await pool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const nameOf = (slug: string): string => `demo-${slug}.mp4`;

/** Films that an earlier run has uploaded, by name; those that could not be used are not among them. */
async function uploadedBefore({ api }: Connection): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { id, name, state } of api.items('/api/v1/assets', { params: { query: { limit: 100 } } }))
    if (state !== 'rejected' && state !== 'failed' && state !== 'cancelled') found.set(name, id);
  return found;
}
