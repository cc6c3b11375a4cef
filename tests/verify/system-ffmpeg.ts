// Debian's ffmpeg as a decoder that shares no code with the product.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = [process.env['FFMPEG_PATH'], '/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'];

/** The system's ffmpeg, or null where there is none: tests then say that they skip it. */
export function findSystemFfmpeg(): string | null {
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/**
 * Decodes every stream of a playlist, an MPD or a file, and stops at the first error.
 * Gives the exit code and what ffmpeg warned of: both must be 0 and empty for a clean stream.
 */
export async function decodeWithSystemFfmpeg(url: string, ffmpeg = findSystemFfmpeg()) {
  if (ffmpeg === null) throw new Error('there is no system ffmpeg: install it or set FFMPEG_PATH');
  const child = spawn(
    ffmpeg,
    ['-nostdin', '-v', 'warning', '-xerror', '-i', url, '-map', '0', '-f', 'null', '-'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 300_000,
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-20_000);
  });
  return await new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stderr }));
  });
}
