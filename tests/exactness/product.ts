// Vitascope itself in a process of its own with an empty data folder, and films pushed to it by its own command.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const command = join(import.meta.dirname, '../../apps/cli/main.ts');

export interface Pushed {
  readonly assetId: string;
  readonly state: string;
  readonly hlsUrl: string;
  readonly dashUrl: string;
  readonly watchUrl: string;
}

export interface Product {
  /** Uploads a file and waits. Throws with the product's own words where it is refused. */
  push(path: string, wait: 'playable' | 'complete'): Promise<Pushed>;
  stop(): Promise<void>;
}

/** Starts the server on a free port. Throws with what it printed where it does not become ready. */
export async function startProduct(): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-exactness-'));
  const environment = {
    ...process.env,
    VITASCOPE_DATA_DIR: join(folder, 'data'),
    VITASCOPE_PORT: '0',
    VITASCOPE_TELEMETRY_METRICS_PORT: '0',
    XDG_STATE_HOME: join(folder, 'state'),
  };
  const server = spawn(process.execPath, [command, 'serve'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await readyUrl(server);
    return {
      async push(path, wait) {
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [command, 'push', path, '--json', '--wait', wait],
          { env: { ...environment, VITASCOPE_URL: url }, timeout: 120_000 },
        );
        return JSON.parse(stdout) as Pushed;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the server prints once it is ready. */
async function readyUrl(server: ChildProcess): Promise<string> {
  if (server.stdout === null || server.stderr === null) throw new Error('the server has no output');
  let said = '';
  server.stderr.on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  for await (const line of createInterface({ input: server.stdout })) {
    said = `${said}${line}\n`.slice(-4000);
    const url = /Open\s+(http:\/\/\S+)\/$/.exec(line)?.[1];
    if (url !== undefined) {
      server.stdout.resume();
      return url;
    }
  }
  throw new Error(`the server ended before it was ready:\n${said}`);
}
