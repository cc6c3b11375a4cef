import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createEncoderPool } from './index.ts';
import { begin, make, openPool, until } from './testing/pools.ts';
import { makeRequest, quietLogger } from './testing/requests.ts';

const busyPids = (pool: ReturnType<typeof openPool>): number[] =>
  pool
    .stats()
    .processes.filter(({ state }) => state === 'busy')
    .map(({ pid }) => pid);

test('delivers the pieces of every segment in order, and the spans', async (context) => {
  const pool = openPool(context);
  const seen: string[] = [];
  let spans: readonly string[] = [];
  await pool.make(makeRequest('echo:hello', 5, 3), {
    priority: 'interactive',
    onChunk: ({ rendition, segment, bytes, last }) => {
      seen.push(`${rendition} ${segment} ${bytes} ${last}`);
    },
    onSpans: (received) => {
      spans = received.map(({ name }) => name);
    },
  });
  assert.deepEqual(seen, ['r 5 hello true', 'r 6 hello true', 'r 7 hello true']);
  assert.deepEqual(spans, ['make-video']);
});

test('passes on segments larger than a frame may be', async (context) => {
  const pool = openPool(context);
  const size = 70 * 1024 * 1024;
  let received = 0;
  let closed = 0;
  await pool.make(makeRequest(`bytes:${size}`), {
    priority: 'interactive',
    onChunk: ({ bytes, last }) => {
      received += bytes.byteLength;
      closed += last ? 1 : 0;
      assert.ok(bytes.every((byte) => byte === 7));
    },
  });
  assert.deepEqual([received, closed], [size, 1]);
});

test('gives a process no environment and an empty directory', async (context) => {
  const pool = openPool(context, { environment: { GPU_DRIVER: 'yes' } });
  const { env, cwd } = (await pool.selfTest()) as { env: object; cwd: string };
  assert.deepEqual(env, { GPU_DRIVER: 'yes' });
  assert.notEqual(cwd, process.cwd());
});

test('interactive work overtakes work that runs ahead', async (context) => {
  const pool = openPool(context);
  const blocker = new AbortController();
  const blocked = await begin(pool, makeRequest('block'), { signal: blocker.signal });
  const order: string[] = [];
  const jobs = (['ahead', 'interactive', 'ahead', 'interactive'] as const).map((priority) =>
    make(pool, makeRequest('echo:x'), { priority }).then(() => order.push(priority)),
  );
  assert.deepEqual(pool.stats().queued, { interactive: 2, ahead: 2, fill: 0 });
  blocker.abort();
  assert.equal(await blocked.outcome, 'encoder-cancelled');
  await Promise.all(jobs);
  assert.deepEqual(order, ['interactive', 'interactive', 'ahead', 'ahead']);
});

test('a viewer takes the process of work that runs ahead, and only of that', async (context) => {
  const pool = openPool(context, { interactiveProcesses: 2 });
  const viewer = await begin(pool, makeRequest('block'));
  const [viewersPid] = busyPids(pool);
  const ahead = await begin(pool, makeRequest('block'), { priority: 'ahead' });
  assert.equal(await make(pool, makeRequest('echo:now')), 'now');
  assert.equal(await ahead.outcome, 'encoder-preempted');
  assert.deepEqual(busyPids(pool), [viewersPid]);
  await pool.close();
  assert.equal(await viewer.outcome, 'encoder-closed');
});

test('a job that its viewer has left loses its process to another, and one that a viewer joined does not', async (context) => {
  const pool = openPool(context, { interactiveProcesses: 2 });
  const watched = { left: true, joined: false };
  const left = await begin(pool, makeRequest('block'), {
    priority: () => (watched.left ? 'interactive' : 'ahead'),
  });
  const joined = await begin(pool, makeRequest('block'), {
    priority: () => (watched.joined ? 'interactive' : 'ahead'),
  });
  Object.assign(watched, { left: false, joined: true });
  assert.equal(await make(pool, makeRequest('echo:now')), 'now');
  assert.equal(await left.outcome, 'encoder-preempted');
  await pool.close();
  assert.equal(await joined.outcome, 'encoder-closed');
});

test('fill keeps to its own processes, which run at the lowest priority', async (context) => {
  const pool = openPool(context);
  await pool.selfTest();
  const first = await begin(pool, makeRequest('block'), { priority: 'fill' });
  const second = make(pool, makeRequest('echo:x'), { priority: 'fill' });
  assert.equal(pool.stats().queued.fill, 1);
  const priorities = pool.stats().processes.map(({ lane, pid }) => [lane, os.getPriority(pid)]);
  assert.deepEqual(priorities, [
    ['interactive', os.getPriority()],
    ['fill', 19],
  ]);
  const closed = assert.rejects(second, { code: 'encoder-closed' });
  await pool.close();
  assert.equal(await first.outcome, 'encoder-closed');
  await closed;
});

test('fill stands still while a viewer needs its processors, and goes on afterwards', async (context) => {
  const pool = openPool(context, { processors: 2 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vitascope-gate-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'ticks');
  const source = { id: 'tick', location: { kind: 'file', path: file, sizeBytes: 1 } } as const;
  await begin(pool, { ...makeRequest('tick'), source }, { priority: 'fill' });
  await until(() => existsSync(file), 'the first tick');
  const ticks = (): string => readFileSync(file, 'utf8');
  const viewer = new AbortController();
  const watched = await begin(pool, makeRequest('block'), { signal: viewer.signal });
  let seen = ticks();
  let looksSince = 0;
  const hasStood = (): boolean => {
    looksSince = ticks() === seen ? looksSince + 1 : 0;
    seen = ticks();
    return looksSince === 40;
  };
  await until(hasStood, 'fill to stand still');
  viewer.abort();
  assert.equal(await watched.outcome, 'encoder-cancelled');
  await until(() => ticks() !== seen, 'fill to go on');
});

test('a deadline does not count while fill stands still', async (context) => {
  const pool = openPool(context, { processors: 2 });
  const fill = await begin(pool, makeRequest('block'), { priority: 'fill', deadlineMs: 1_000 });
  const viewer = new AbortController();
  const watched = await begin(pool, makeRequest('block'), { signal: viewer.signal });
  // The viewer has the processors for longer than the fill's whole deadline.
  const early = await Promise.race([fill.outcome, delay(2_000, 'none')]);
  assert.equal(early, 'none');
  viewer.abort();
  assert.equal(await watched.outcome, 'encoder-cancelled');
  assert.equal(await fill.outcome, 'encoder-deadline');
});

test('refuses interactive work that could not begin in time, at once and with a time to come back', async (context) => {
  // Time stands still, so that the running job keeps its estimate of one second.
  const pool = openPool(context, { maxInteractiveWaitMs: 1500, now: () => 0 });
  const running = await begin(pool, makeRequest('block'));
  const queued = make(pool, makeRequest('echo:x')).catch((error: { code: string }) => error.code);
  await assert.rejects(make(pool, makeRequest('echo:x')), (error: Record<string, unknown>) => {
    assert.deepEqual([error['kind'], error['code']], ['unavailable', 'encoder-busy']);
    assert.equal(error['retryAfterSeconds'], 1);
    return true;
  });
  assert.equal(pool.stats().queued.interactive, 1, 'the one that can be served in time still waits');
  await pool.close();
  assert.deepEqual(await Promise.all([running.outcome, queued]), ['encoder-closed', 'encoder-closed']);
});

test('no queue grows without bound', async (context) => {
  const pool = openPool(context, { maxQueued: 2 });
  const outcomes = await Promise.all(
    (['ahead', 'fill'] as const).map(async (priority) => {
      await begin(pool, makeRequest('block'), { priority });
      const jobs = Array.from({ length: 5 }, () =>
        make(pool, makeRequest('echo:x'), { priority }).catch((error: { code: string }) => error.code),
      );
      const refused = await Promise.race(jobs.slice(2));
      return [refused, pool.stats().queued[priority]];
    }),
  );
  assert.deepEqual(outcomes, [
    ['encoder-busy', 2],
    ['encoder-busy', 2],
  ]);
});

test('a source goes back to the process that has it open', async (context) => {
  const pool = openPool(context, { interactiveProcesses: 2, warm: 2 });
  assert.equal(pool.stats().processes.length, 2, 'warm processes start with the pool');
  await until(() => pool.stats().processes.every(({ state }) => state === 'idle'), 'both processes');
  const [a, b] = [await make(pool, makeRequest('pid:a')), await make(pool, makeRequest('pid:b'))];
  assert.notEqual(a, b);
  for (const [source, pid] of [
    ['b', b],
    ['b', b],
    ['a', a],
    ['b', b],
    ['a', a],
  ]) {
    assert.equal(await make(pool, makeRequest(`pid:${source}`)), pid);
  }
});

test('replaces a process after its number of jobs', async (context) => {
  const pool = openPool(context, { recycleAfterJobs: 2 });
  const pids: string[] = [];
  for (let job = 0; job < 4; job += 1) pids.push(await make(pool, makeRequest('pid')));
  assert.equal(pids[0], pids[1]);
  assert.notEqual(pids[1], pids[2]);
  assert.equal(pids[2], pids[3]);
});

test('replaces a process that keeps much more memory than it used to', {
  skip: os.platform() !== 'linux',
}, async (context) => {
  const pool = openPool(context);
  const pids: string[] = [];
  for (let job = 0; job < 9; job += 1) pids.push(await make(pool, makeRequest('pid')));
  pids.push(await make(pool, makeRequest(`keep:${400 * 1024 * 1024}`)));
  assert.equal(new Set(pids).size, 1);
  assert.notEqual(await make(pool, makeRequest('pid')), pids[0]);
  assert.equal(pool.stats().kills['recycled'], 1);
});

test('cancels a job in the queue without touching the one that runs', async (context) => {
  const pool = openPool(context);
  const running = await begin(pool, makeRequest('block'));
  const cancel = new AbortController();
  const queued = make(pool, makeRequest('echo:x'), { signal: cancel.signal });
  cancel.abort();
  await assert.rejects(queued, { code: 'encoder-cancelled', kind: 'cancelled' });
  assert.equal(pool.stats().queued.interactive, 0);
  assert.equal(busyPids(pool).length, 1);
  await assert.rejects(make(pool, makeRequest('echo:x'), { signal: cancel.signal }), {
    code: 'encoder-cancelled',
  });
  await pool.close();
  await running.outcome;
});

test('closing ends every job and every process, and takes nothing more', async (context) => {
  const pool = openPool(context, { interactiveProcesses: 2 });
  const running = [await begin(pool, makeRequest('hang')), await begin(pool, makeRequest('block'))];
  const pids = pool.stats().processes.map(({ pid }) => pid);
  const queued = assert.rejects(make(pool, makeRequest('echo:x')), { code: 'encoder-closed' });
  await Promise.all([pool.close(), pool.close(), queued]);
  assert.deepEqual(await Promise.all(running.map(({ outcome }) => outcome)), [
    'encoder-closed',
    'encoder-closed',
  ]);
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.deepEqual(pool.stats().processes, []);
  await assert.rejects(pool.selfTest(), { code: 'encoder-closed', kind: 'unavailable' });
});

test('says which number makes no sense', () => {
  const options = {
    fillProcesses: 0,
    memoryCapBytes: 1024 ** 3,
    recycleAfterJobs: 1,
    maxInteractiveWaitMs: 1,
  };
  const create = (interactiveProcesses: number) => () =>
    createEncoderPool({ ...options, interactiveProcesses, logger: quietLogger });
  assert.throws(create(0), /interactiveProcesses is 0/);
  assert.throws(create(Number.NaN), /interactiveProcesses is NaN/);
});
