// The check before the clock: init segment and segment together decode, and hold the frames they should.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeWithSystemFfmpeg } from '../../tests/verify/system-ffmpeg.ts';

const run = promisify(execFile);

/** Number of frames of a segment behind its init segment. @throws when decoding complains */
export async function countFrames(init: Buffer, segment: Buffer): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-bench-decode-'));
  try {
    const path = join(folder, 'segment.mp4');
    await writeFile(path, Buffer.concat([init, segment]));
    return await countFramesOf(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function countFramesOf(path: string): Promise<number> {
  const { code, stderr } = await decodeWithSystemFfmpeg(path);
  if (code !== 0 || stderr !== '') throw new Error(`${path} does not decode: ${stderr}`);
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-count_packets'],
    ...['-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', path],
  ]);
  return Number.parseInt(stdout, 10);
}
