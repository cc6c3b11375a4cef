// Starts Vitascope as an operator would, in a process of its own, and speaks its public API.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');

export interface AssetFacts {
  readonly id: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly renditions: readonly {
    readonly id: string;
    readonly label: string;
    readonly kind: 'video' | 'audio';
    readonly width: number | null;
    readonly height: number | null;
    readonly copied: boolean;
    readonly segments: number;
  }[];
}

export interface Product {
  readonly url: string;
  readonly ownerKey: string;
  readonly pid: number;
  readonly dataDir: string;
  /** From starting the process to its first word that it is ready, in milliseconds. */
  /** What it printed at first, the link that makes the owner's account among it. */
  output(): string;
  readonly readyAfterMs: number;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  asset(id: string): Promise<AssetFacts>;
  /** @throws when it comes to an end other than the wanted */
  wait(id: string, state: 'playable' | 'complete'): Promise<AssetFacts>;
  playback(id: string): Promise<{ readonly hlsUrl: string; readonly watchUrl: string }>;
  remove(id: string): Promise<void>;
  stop(): Promise<void>;
}

export interface ProductOptions {
  /** A folder that stays; a new one that goes with `stop` without it. */
  readonly dataDir?: string;
  readonly role?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Given to Node before the program, for profiles. */
  readonly nodeFlags?: readonly string[];
}

/** What `npm start` gives to Node. */
export const startFlags = ['--max-semi-space-size=4'];

const ready = /Open\s+(http:\/\/\S+)\/\s/;

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? (await temporaryFolder('data'));
  await mkdir(dataDir, { recursive: true });
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...startFlags, ...(options.nodeFlags ?? []), join(repository, 'apps/cli/main.ts'), 'serve'],
    {
      cwd: dataDir,
      // The channel lets the server stop when a bench is killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        VITASCOPE_DATA_DIR: dataDir,
        VITASCOPE_PORT: '0',
        VITASCOPE_TELEMETRY_METRICS_PORT: '0',
        VITASCOPE_TELEMETRY_LOG_LEVEL: 'warn',
        ...(options.role === undefined ? {} : { VITASCOPE_ROLE: options.role }),
        ...options.environment,
      },
    },
  );
  const output = { text: '' };
  const [, url = ''] = await said(child, join(dataDir, 'server.log'), output);
  const readyAfterMs = performance.now() - startedAt;
  const ownerKey =
    options.environment?.['VITASCOPE_OWNER_KEY'] ??
    (await readFile(join(dataDir, 'owner.key'), 'utf8')).trim();
  return {
    url,
    ownerKey,
    pid: child.pid ?? 0,
    dataDir,
    readyAfterMs,
    output: () => output.text,
    ...createApi(url, ownerKey),
    async stop() {
      if (child.exitCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A folder for what a bench makes, outside the memory that a tmpfs would take. */
export function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(process.env['BENCH_TMPDIR'] ?? tmpdir(), `vitascope-bench-${name}-`));
}

function said(child: ChildProcess, logPath: string, output: { text: string }): Promise<RegExpExecArray> {
  const log = createWriteStream(logPath, { flags: 'a' });
  const found = Promise.withResolvers<RegExpExecArray>();
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    log.write(piece);
    if (output.text.length > 20_000) return;
    output.text += piece;
    const match = ready.exec(output.text);
    if (match !== null) found.resolve(match);
  });
  child.stderr?.on('data', (piece: Buffer) => log.write(piece));
  child.once('exit', (code) => found.reject(new Error(`the server ended with ${code}; see ${logPath}`)));
  return found.promise;
}

function createApi(url: string, ownerKey: string) {
  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ownerKey}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  const asset = (id: string) => api<AssetFacts>('GET', `/assets/${id}`);
  return {
    api,
    asset,
    async wait(id: string, state: 'playable' | 'complete'): Promise<AssetFacts> {
      for (;;) {
        const found = await api<AssetFacts>('GET', `/assets/${id}?wait=${state}&timeoutSeconds=25`);
        if (found.state === state || found.state === 'complete') return found;
        if (!['examining', 'playable'].includes(found.state))
          throw new Error(`asset ${id} is ${found.state}: ${found.reason?.message}`);
      }
    },
    playback: (id: string) => api<{ hlsUrl: string; watchUrl: string }>('POST', `/assets/${id}/playback`, {}),
    async remove(id: string): Promise<void> {
      const response = await fetch(`${url}/api/v1/assets/${id}?permanent=true`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${ownerKey}` },
      });
      if (response.status !== 204) throw new Error(`deleting ${id} gave ${response.status}`);
    },
  };
}
