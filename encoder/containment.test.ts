import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type EncoderErrorCode, killedItsProcess } from './index.ts';
import { begin, make, openPool, until } from './testing/pools.ts';
import { makeRequest, quietLogger } from './testing/requests.ts';

type Failure = Error & { code: string; kind: string; details?: Record<string, unknown>; cause?: Error };

async function failure(outcome: Promise<unknown>): Promise<Failure> {
  try {
    await outcome;
  } catch (error) {
    return error as Failure;
  }
  throw new Error('It succeeded.');
}

const deaths: readonly [script: string, code: EncoderErrorCode][] = [
  ['abort', 'encoder-crashed'],
  ['exit', 'encoder-crashed'],
  ['garbage', 'encoder-protocol'],
  ['huge-header', 'encoder-protocol'],
  ['huge-payload', 'encoder-protocol'],
  ['wrong-segment', 'encoder-protocol'],
  ['wrong-rendition', 'encoder-protocol'],
  ['unfinished', 'encoder-protocol'],
];

for (const [script, code] of deaths) {
  test(`"${script}" costs its own job with ${code}, and no other`, async (context) => {
    const pool = openPool(context);
    const doomed = failure(make(pool, makeRequest(script)));
    const next = make(pool, makeRequest('echo:alive'));
    const error = await doomed;
    assert.deepEqual([error.name, error.code, error.kind], ['VitascopeError', code, 'internal']);
    assert.ok(killedItsProcess(error));
    assert.equal(await next, 'alive');
  });
}

test('a process that is ended from outside costs its job without blaming the source', async (context) => {
  const pool = openPool(context);
  const error = await failure(make(pool, makeRequest('suicide')));
  assert.deepEqual([error.code, error.kind], ['encoder-killed', 'unavailable']);
  assert.ok(!killedItsProcess(error));
  assert.equal(await make(pool, makeRequest('echo:alive')), 'alive');
});

test('a crash tells the signal, and its last words to the log only', async (context) => {
  const error = await failure(make(openPool(context), makeRequest('abort')));
  assert.deepEqual(error.details, { exitCode: null, signal: 'SIGABRT' });
  assert.match(error.cause?.message ?? '', /about to abort/);
  assert.doesNotMatch(JSON.stringify(error.details) + error.message, /about to abort/);
});

test('a hang ends at its deadline', async (context) => {
  const pool = openPool(context);
  const hung = await begin(pool, makeRequest('hang'), { deadlineMs: 200 });
  assert.equal(await hung.outcome, 'encoder-deadline');
  assert.equal(await make(pool, makeRequest('echo:alive')), 'alive');
  assert.equal(pool.stats().kills['deadline'], 1);
});

test('a process that eats memory is killed at the cap', {
  skip: os.platform() !== 'linux',
}, async (context) => {
  const pool = openPool(context, { memoryCapBytes: 300 * 1024 * 1024 });
  const error = await failure(make(pool, makeRequest('hog')));
  assert.equal(error.code, 'encoder-memory');
  assert.ok(Number(error.details?.['rssBytes']) > 300 * 1024 * 1024);
  assert.equal(await make(pool, makeRequest('echo:alive')), 'alive');
});

test('an error that the process reports keeps its code, message and kind, and the process lives on', async (context) => {
  const pool = openPool(context);
  const pid = await make(pool, makeRequest('pid'));
  const error = await failure(make(pool, makeRequest('throw')));
  assert.deepEqual(
    [error.code, error.kind, error.message],
    ['source.unsupported', 'unsupported', 'The picture is upside down.'],
  );
  assert.ok(!killedItsProcess(error));
  for (const script of ['bug', 'unsendable']) {
    assert.equal((await failure(make(pool, makeRequest(script)))).code, 'encoder-failed');
  }
  assert.equal(await make(pool, makeRequest('pid')), pid);
});

test('does not believe a malformed examination', async (context) => {
  const { source } = makeRequest('malformed');
  const policy = { maxHeight: 1080, preset: 'veryfast' };
  const error = await failure(openPool(context).examine({ source, policy }));
  assert.equal(error.code, 'encoder-protocol');
});

test('a slow consumer slows the process down instead of filling memory', async (context) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'encoder-pool-test-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const marker = path.join(directory, 'finished');
  const pool = openPool(context);
  const script = 'pieces:300';
  const source = { id: script, location: { kind: 'file', path: marker, sizeBytes: 1 } } as const;
  let taken = 0;
  const stuck = pool.make(
    { ...makeRequest(script), source },
    {
      priority: 'interactive',
      deadlineMs: 1000,
      onChunk: () => {
        taken += 1;
        return new Promise(() => {});
      },
    },
  );
  assert.equal((await failure(stuck)).code, 'encoder-deadline');
  assert.equal(taken, 1, 'nothing is delivered while the consumer is busy');
  assert.ok(!existsSync(marker), 'the process was waiting for its consumer');

  const order: number[] = [];
  await pool.make(
    { ...makeRequest(script), source },
    {
      priority: 'interactive',
      onChunk: async ({ bytes, last }) => {
        await new Promise(setImmediate);
        if (!last) order.push(bytes[0] ?? -1);
      },
    },
  );
  assert.deepEqual(
    order,
    Array.from({ length: 300 }, (_, piece) => piece % 256),
  );
});

test('what the consumer throws becomes the outcome, and the process does not go on working for nobody', async (context) => {
  const pool = openPool(context);
  const mine = new Error('The disk is full.');
  const outcome = pool.make(makeRequest('block'), {
    priority: 'interactive',
    onChunk: () => Promise.reject(mine),
  });
  assert.equal(await failure(outcome), mine);
  assert.equal(await make(pool, makeRequest('echo:alive')), 'alive');
});

test('cancelling a running job kills its process', async (context) => {
  const pool = openPool(context);
  const cancel = new AbortController();
  const running = await begin(pool, makeRequest('hang'), { signal: cancel.signal });
  cancel.abort();
  assert.equal(await running.outcome, 'encoder-cancelled');
  assert.equal(await make(pool, makeRequest('echo:alive')), 'alive');
});

test('logs a little of what a process prints, with the ids of its job', async (context) => {
  const lines: Record<string, unknown>[] = [];
  const logger = { ...quietLogger, warn: (fields: object) => lines.push({ ...fields }) };
  const pool = openPool(context, { logger });
  await make(pool, makeRequest('grumble'));
  await until(() => lines.length > 0, 'the complaint');
  const logged = lines.map(({ output }) => String(output)).join('').length;
  assert.ok(logged > 0 && logged <= 16 * 1024, `${logged} characters were logged`);
  assert.deepEqual([lines[0]?.['sourceId'], lines[0]?.['op']], ['grumble', 'make-video']);
});

test('stays through the signals that a terminal or a service manager sends to all', async (context) => {
  const pool = openPool(context);
  const pid = await make(pool, makeRequest('pid'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(Number(pid), signal);
  assert.equal(await make(pool, makeRequest('pid')), pid);
});

test('says why processes do not start, instead of trying for ever', async (context) => {
  const pool = openPool(context, { handlerModule: 'file:///nowhere/handler.ts' });
  const error = await failure(make(pool, makeRequest('echo:x')));
  assert.deepEqual([error.code, error.kind], ['encoder-unavailable', 'unavailable']);
  assert.match(error.cause?.message ?? '', /nowhere/);
  assert.ok(!killedItsProcess(error), 'the source is not to blame');
});

test('starts processes again when its empty directory has been tidied away', async (context) => {
  const pool = openPool(context);
  const { cwd } = (await pool.selfTest()) as { cwd: string };
  rmSync(cwd, { recursive: true });
  await failure(make(pool, makeRequest('exit')));
  assert.equal(await make(pool, makeRequest('echo:alive')), 'alive');
});

test('a request that is too large is refused, and the process lives on', async (context) => {
  const pool = openPool(context);
  const request = { ...makeRequest('pid'), cuts: Array.from({ length: 3_000_000 }, (_, index) => index) };
  assert.equal((await failure(make(pool, request))).code, 'encoder-request-invalid');
  assert.notEqual(await make(pool, makeRequest('pid')), '');
});

test('processes that are busy end by themselves when the server is killed', {
  skip: os.platform() !== 'linux',
}, async (context) => {
  const parent = spawn(
    process.execPath,
    [fileURLToPath(new URL('./testing/orphan-parent.ts', import.meta.url))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  context.after(() => parent.kill('SIGKILL'));
  const pids = JSON.parse(await firstLine(parent)) as number[];
  assert.equal(pids.length, 2);
  assert.ok(pids.every(isRunning));
  const directory = readlinkSync(`/proc/${pids[0]}/cwd`);
  parent.kill('SIGKILL');
  await until(() => !pids.some(isRunning), 'the orphans to end');
  assert.ok(!existsSync(directory), 'and take their empty directory with them');
});

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The process has no output.');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('The process said nothing.');
}

/** Whether a process still runs; a zombie that nobody has buried yet does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
