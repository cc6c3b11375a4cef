/** `postmaster.pid`, which PostgreSQL itself writes: the one truth about whether a server runs on a cluster. */
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine } from './process-table.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping`, … (src/include/utils/pidfile.h) */
  readonly status: string;
}

/** The server that runs on this cluster, or null. Removes a file that names a process which is something else now. */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const file = join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  // Lines: pid, data folder, start time, port, socket folder, listen address, shared memory key, status.
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const command = await commandLine(pid);
  if (command === null) return null;
  if (!command.includes(cluster)) {
    // PostgreSQL sees only that the number is in use and would refuse to start for ever.
    await unlink(file).catch(() => {});
    return null;
  }
  return { pid, port: Number(lines[3]) || 0, status: lines[7] ?? '' };
}
