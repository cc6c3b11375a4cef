// One server that is killed again and again and always started again, at the same address, on the same data.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServerProcess, startServerProcess } from '../server/server-process.ts';

export interface RestartingServer {
  readonly url: string;
  /** Asks the server that runs now; rejects while none does. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Calls again until it succeeds, whatever is killed meanwhile. `undefined` from `attempt` means: not yet. */
  insist<T>(attempt: () => Promise<T | undefined>): Promise<T>;
  /** Kills the server, or the one of its processes that is chosen, and starts it again; resolves when that is ready. */
  crash(
    choose: <T>(among: readonly T[]) => T | undefined,
  ): Promise<{ readonly who: string; readonly readyAfterMs: number }>;
  /** Kills one of its encoder processes; false where there is none. */
  crashEncoder(choose: (pids: readonly number[]) => number | undefined): Promise<boolean>;
  stop(): Promise<void>;
}

const INSIST_LIMIT_MS = 240_000;

export async function startRestartingServer(wish: {
  readonly dataDir: string;
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<RestartingServer> {
  let server: ServerProcess = await startServerProcess(wish);
  const { url } = server;
  const port = Number(new URL(url).port);
  return {
    url,
    fetch: (path, init) => server.fetch(path, init),
    insist,
    async crash() {
      await killAndWait(server);
      const startedAt = performance.now();
      server = await startServerProcess({ ...wish, port });
      return { who: 'the server', readyAfterMs: performance.now() - startedAt };
    },
    async crashEncoder(choose) {
      const response = await server.fetch('/api/v1/system');
      const { encoders } = (await response.json()) as { encoders: { pid: number; state: string }[] };
      const busy = encoders.filter(({ state }) => state === 'busy');
      const pid = choose((busy.length > 0 ? busy : encoders).map((encoder) => encoder.pid));
      if (pid === undefined || pid <= 0) return false;
      try {
        process.kill(pid, 'SIGKILL');
        return true;
      } catch {
        return false;
      }
    },
    stop: async () => void (await server.stop()),
  };
}

/** Nobody but the chaos may end a process. */
export function expectRunning({ child, output }: ServerProcess): void {
  const end = child.exitCode ?? child.signalCode;
  assert.equal(end, null, `a process ended by itself (${end}):\n${output().slice(-4000)}`);
}

/** Kills the process and resolves when it is gone. */
export async function killAndWait(server: ServerProcess): Promise<void> {
  const { child } = server;
  expectRunning(server);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Calls again until it succeeds; gives up with an error in the end. */
export async function insist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + INSIST_LIMIT_MS;
  let last: unknown = 'it never succeeded';
  while (Date.now() < deadline) {
    try {
      const result = await attempt();
      if (result !== undefined) return result;
    } catch (error) {
      // Only the connection may fail: what the server answers wrongly is a finding.
      if (!isConnectionError(error)) throw error;
      last = error;
    }
    await delay(100);
  }
  throw new Error(`Insisted for ${INSIST_LIMIT_MS} ms in vain.`, { cause: last });
}

/** What `fetch` and reading a body say when the other side is gone. */
export function isConnectionError(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'TypeError' && /fetch failed|terminated|other side closed/.test(message);
}
