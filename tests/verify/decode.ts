// Decodes files and fetched renditions in a process of their own, so that a test's event loop stays free.
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DecodedMedia, DecodedTrack } from './decoded-media.ts';

/** Decodes all tracks of a file. Throws where the decoding process ends without an answer. */
export async function decodePath(path: string): Promise<DecodedMedia> {
  const script = fileURLToPath(import.meta.resolve('./decode-media.ts'));
  return await new Promise((resolve, reject) => {
    const child = fork(script, [path], { serialization: 'advanced', timeout: 300_000 });
    let answer: DecodedMedia | null = null;
    child.once('message', (message) => {
      answer = message as DecodedMedia;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (answer !== null && code === 0) resolve(answer);
      else reject(new Error(`decoding ${path} ended with ${signal ?? code}`));
    });
  });
}

/** Decodes one rendition: its init segment and its segments joined. */
export async function decodeRendition(parts: {
  readonly init: Buffer;
  readonly media: readonly Buffer[];
}): Promise<DecodedTrack> {
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-verify-'));
  try {
    const path = join(folder, 'joined.mp4');
    await writeFile(path, Buffer.concat([parts.init, ...parts.media]));
    const { tracks } = await decodePath(path);
    const [track] = tracks;
    if (track === undefined || tracks.length !== 1)
      throw new Error(`a rendition holds ${tracks.length} tracks, not one`);
    return track;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
