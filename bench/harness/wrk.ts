// Load by wrk: a slice of a few seconds over a list of addresses, and what the serving process paid for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownCpuSeconds } from './processes.ts';

export interface Slice {
  readonly seconds: number;
  readonly requests: number;
  readonly bytes: number;
  /** Of the process that served. */
  readonly cpuSeconds: number;
}

export interface Load {
  /** `http://host:port`. */
  readonly origin: string;
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly pid: number;
  readonly connections: number;
  readonly seconds: number;
}

/** @throws when any answer is an error */
export async function loadWithWrk(load: Load): Promise<Slice> {
  const folder = await mkdtemp(join(tmpdir(), 'vitascope-bench-wrk-'));
  const script = join(folder, 'load.lua');
  await writeFile(script, luaFor(load.paths));
  try {
    const cpuBefore = ownCpuSeconds(load.pid);
    const child = spawn(
      'wrk',
      ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '10s', '-s', script, load.origin],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    await once(child, 'close');
    const cpu = ownCpuSeconds(load.pid) - cpuBefore;
    const match = /RESULT (\d+) (\d+) (\d+) (\d+)/.exec(text);
    if (match === null) throw new Error(`wrk said: ${text}`);
    const [requests, bytes, micros, errors] = match.slice(1).map(Number) as [number, number, number, number];
    if (errors > 0) throw new Error(`${errors} of ${requests} requests failed: ${text}`);
    return { seconds: micros / 1e6, requests, bytes, cpuSeconds: cpu };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function luaFor(paths: readonly string[]): string {
  return `local paths = {${paths.map((path) => JSON.stringify(path)).join(',')}}
local requests = {}
local n = 0
init = function(args)
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
request = function()
  n = n % #requests + 1
  return requests[n]
end
done = function(summary, latency, all)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.bytes, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}
