// Makes HLS and DASH from a source with the system's ffmpeg: streams known to be good, to try the verifier on.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findSystemFfmpeg } from './system-ffmpeg.ts';

const run = promisify(execFile);

/** Writes `master.m3u8` and `manifest.mpd` over the same copied packets into a folder. Returns both paths. */
export async function packageWithFfmpeg(
  source: string,
  folder: string,
): Promise<{ hls: string; dash: string }> {
  const ffmpeg = findSystemFfmpeg();
  if (ffmpeg === null) throw new Error('there is no system ffmpeg: install it or set FFMPEG_PATH');
  const output = [
    '-f',
    'dash',
    '-seg_duration',
    '2',
    '-use_template',
    '1',
    '-use_timeline',
    '1',
    '-hls_playlist',
    '1',
  ];
  const copy = ['-nostdin', '-v', 'error', '-i', source, '-map', '0', '-c', 'copy'];
  await run(ffmpeg, [...copy, ...output, join(folder, 'manifest.mpd')]);
  return { hls: join(folder, 'master.m3u8'), dash: join(folder, 'manifest.mpd') };
}
