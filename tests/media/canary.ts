// Canaries: a port that nobody may connect to and a file that nobody may read.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Canary {
  readonly port: number;
  readonly httpUrl: string;
  /** How often something connected. */
  readonly connections: () => number;
  readonly filePath: string;
  /** What stands in the file: it must appear in no answer, log or output. */
  readonly secret: string;
  /** True if the file was read. Null where the file system does not record it (mounted noatime). */
  readonly wasRead: () => Promise<boolean | null>;
  readonly close: () => Promise<void>;
}

/** Starts a listener on loopback and writes the file into a new temporary folder. */
export async function startCanary(): Promise<Canary> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {}).end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-canary-'));
  // Both end in .ts: FFmpeg's playlist reader follows only names of media.
  const filePath = join(folder, 'secret.ts');
  const secret = `canary-${randomBytes(12).toString('hex')}`;
  await writeFile(filePath, `${secret}\n`);
  const recordsReads = await armAccessTime(filePath, async () => void (await readFile(filePath)));
  return {
    port,
    httpUrl: `http://127.0.0.1:${port}/canary.ts`,
    connections: () => connections,
    filePath,
    secret,
    wasRead: async () => (recordsReads ? (await stat(filePath)).atimeMs > armedAtimeMs : null),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Long before any modification time: relatime then records the next read. */
const armedAtimeMs = Date.UTC(2001, 0, 1);

/** Tries whether a read is recorded, then sets the trap again. */
async function armAccessTime(path: string, read: () => Promise<void>): Promise<boolean> {
  const set = () => utimes(path, new Date(armedAtimeMs), new Date());
  await set();
  await read();
  const recorded = (await stat(path)).atimeMs > armedAtimeMs;
  await set();
  return recorded;
}
