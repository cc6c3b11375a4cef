/** One run of the PostgreSQL server program: its arguments, its log, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from '../../kernel/index.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { DataFolder } from './data-folder.ts';
import type { RunAs } from './run-as.ts';

/** Small and safe: meant for one machine that does other work too. */
const defaultSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // No socket files: their path may have 107 bytes at most, and data folders can be deep.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  synchronous_commit: 'on',
  // Three fewer idle processes; what we read is in the page cache.
  io_method: 'sync',
  autovacuum_max_workers: '2',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_checkpoints: 'off',
  log_line_prefix: '',
  // Statements may hold what must not be in a log; whoever sent one gets its error.
  log_min_error_statement: 'panic',
};

export interface PostmasterRun {
  readonly pid: number;
  /** Resolves with the last lines of its log when the process is gone. */
  readonly exited: Promise<{ code: number | null; signal: string | null; log: string }>;
  kill(signal: 'SIGINT' | 'SIGQUIT'): void;
}

export interface PostmasterOptions {
  readonly binaries: PostgresBinaries;
  readonly folder: DataFolder;
  readonly how: RunAs;
  /** From `dieWithParent`. */
  readonly parentWatch: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly port: number;
  readonly logger: Logger;
}

/** Starts the server in its own session, so that Ctrl-C in a terminal reaches Vitascope alone. */
export function spawnPostmaster(options: PostmasterOptions): PostmasterRun {
  const { binaries, folder, how, parentWatch, logger } = options;
  const settings = { ...defaultSettings, ...options.settings, port: String(options.port) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program = '', ...rest] = [
    ...how.prefix,
    ...parentWatch,
    binaries.postgres,
    '-D',
    folder.cluster,
    ...args,
  ];
  const child = spawn(program, rest, {
    ...how.user,
    cwd: folder.cluster,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  const tail = forwardLog(child, logger);
  const exited = new Promise<{ code: number | null; signal: string | null; log: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, log: error.message }));
    child.once('close', (code, signal) => resolve({ code, signal, log: tail.join('\n') }));
  });
  return { pid: child.pid ?? 0, exited, kill: (signal) => void child.kill(signal) };
}

function forwardLog(child: ChildProcess, logger: Logger): string[] {
  const tail: string[] = [];
  if (child.stderr === null) return tail;
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line.slice(0, 500));
    if (tail.length > 12) tail.shift();
    if (/^PANIC:/.test(line)) logger.error({ postgres: line }, 'PostgreSQL panicked');
    else if (/^(FATAL|WARNING):/.test(line)) logger.warn({ postgres: line }, 'PostgreSQL warns');
    else logger.debug({ postgres: line }, 'PostgreSQL');
  });
  return tail;
}
