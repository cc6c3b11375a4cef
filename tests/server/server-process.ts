// The product as operators start it, `vitascope serve`, in a process that a test may stop, kill and start again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoopReport } from './loop-watch.ts';

const command = join(import.meta.dirname, '../../apps/cli/main.ts');
const loopWatch = new URL('./loop-watch.ts', import.meta.url).href;
const START_LIMIT_MS = 90_000;

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly ownerKey: string;
  readonly child: ChildProcess;
  /** Everything that it has printed. */
  output(): string;
  /** Asks with the owner key unless `headers` say otherwise. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** How the event loop fared since the start or `resetLoop`. */
  loop(): Promise<LoopReport>;
  resetLoop(): void;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: string | null; tookMs: number }>;
}

export interface ServerWish {
  readonly dataDir: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Put before the command: `unshare …`, `strace …`. */
  readonly wrap?: readonly string[];
  /** Must be given together with a role that prints no address of its own. */
  readonly port?: number;
  /** `all` by default. */
  readonly role?: string;
}

/** Starts the server and resolves when it is ready. It ends with the process that started it. */
export async function startServerProcess(wish: ServerWish): Promise<ServerProcess> {
  const argv = [...(wish.wrap ?? []), process.execPath, '--import', loopWatch, command, 'serve'];
  const { NODE_TEST_CONTEXT: _context, ...inherited } = process.env;
  const child = spawn(argv[0] as string, argv.slice(1), {
    cwd: wish.dataDir,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...inherited,
      VITASCOPE_DATA_DIR: wish.dataDir,
      VITASCOPE_PORT: String(wish.port ?? 0),
      VITASCOPE_ROLE: wish.role ?? 'all',
      VITASCOPE_TELEMETRY_METRICS_ENABLED: 'false',
      VITASCOPE_TELEMETRY_LOG_FORMAT: 'json',
      ...wish.environment,
    },
  });
  const printed: string[] = [];
  const url = Promise.withResolvers<string>();
  const collect = (piece: Buffer): void => {
    printed.push(piece.toString());
    const text = printed.join('');
    if (wish.port !== undefined && text.includes(' is ready (')) url.resolve(`http://127.0.0.1:${wish.port}`);
    const open = /Open\s+(http:\/\/\S+)\/\s/.exec(text);
    if (open?.[1] !== undefined && wish.port === undefined) url.resolve(open[1]);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  child.once('exit', (code, signal) =>
    url.reject(
      new Error(
        `The server ended (${code ?? signal}) before it was ready:\n${printed.join('').slice(-4000)}`,
      ),
    ),
  );
  const late = new AbortController();
  const origin = await Promise.race([
    url.promise,
    delay(START_LIMIT_MS, undefined, { signal: late.signal }).then(() => {
      child.kill('SIGKILL');
      throw new Error(
        `The server is not ready after ${START_LIMIT_MS} ms:\n${printed.join('').slice(-4000)}`,
      );
    }),
  ]).finally(() => late.abort());
  // What is printed afterwards is not searched again and again.
  child.stdout?.off('data', collect).on('data', (piece: Buffer) => printed.push(piece.toString()));
  child.stderr?.off('data', collect).on('data', (piece: Buffer) => printed.push(piece.toString()));
  const ownerKey =
    wish.environment?.['VITASCOPE_OWNER_KEY'] ??
    (await readFile(join(wish.dataDir, 'owner.key'), 'utf8')).trim();
  return {
    url: origin,
    pid: child.pid ?? 0,
    ownerKey,
    child,
    output: () => printed.join(''),
    fetch: (path, init = {}) =>
      fetch(new URL(path, origin), {
        ...init,
        headers: { authorization: `Bearer ${ownerKey}`, ...init.headers },
      }),
    async loop() {
      const answer = once(child, 'message');
      child.send('loop-report');
      return (await answer)[0] as LoopReport;
    },
    resetLoop: () => void child.send('loop-reset'),
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  const startedAt = performance.now();
  if (child.exitCode !== null || child.signalCode !== null)
    return { code: child.exitCode, signal: child.signalCode, tookMs: 0 };
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code, by] = (await ended) as [number | null, string | null];
  return { code, signal: by, tookMs: performance.now() - startedAt };
}

/** A folder for one server's data, and its removal. */
export async function makeDataDir(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'vitascope-data-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
