/** Queues on the real database: delivery, order, deadlines, retries, dead letters, cancellation, dead workers. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../database/testing.ts';
import { defineErrors, silentLogger } from '../kernel/index.ts';
import { createJobs, defineQueue, type Job, type Jobs, type QueueDefinition } from './index.ts';

const testError = defineErrors({
  'jobs-test-unsupported': { kind: 'unsupported', title: 'Never works' },
  'jobs-test-busy': { kind: 'unavailable', title: 'Works later' },
});

const data = z.object({ assetId: z.string() });
type Data = z.infer<typeof data>;
let queues = 0;

function newQueue(options: Partial<QueueDefinition<Data>> = {}): QueueDefinition<Data> {
  return defineQueue({
    name: `test-${++queues}`,
    schema: data,
    deadlineSeconds: 30,
    retryLimit: 0,
    retryDelaySeconds: 1,
    ...options,
  });
}

/** Waits for a state that another process or connection brings about. */
async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await sleep(20);
  }
}

/** Resolves with the first `count` values that were added. */
function collector<T>(count: number): { add(value: T): void; all: Promise<T[]> } {
  const values: T[] = [];
  const { promise, resolve } = Promise.withResolvers<T[]>();
  return {
    add(value) {
      values.push(value);
      if (values.length === count) resolve([...values]);
    },
    all: promise,
  };
}

function untilAborted(job: Job<Data>): Promise<unknown> {
  return new Promise((resolve) => job.signal.addEventListener('abort', () => resolve(job.signal.reason)));
}

describe('jobs', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let jobs: Jobs;
  before(async () => {
    database = await openTestDatabase();
    jobs = createJobs({ database, logger: silentLogger });
    await jobs.start();
  });
  after(async () => {
    await jobs.stop({ graceSeconds: 0 });
    await database.close();
  });

  it('hands a job to an idle worker before the next poll would', async () => {
    const queue = newQueue();
    const received = collector<number>(20);
    await jobs.work(queue, { concurrency: 1 }, async () => received.add(performance.now()));
    const sentAt: number[] = [];
    for (let i = 0; i < 20; i++) {
      await sleep(30);
      sentAt.push(performance.now());
      await jobs.send(queue, { assetId: `as_${i}` });
    }
    const delays = (await received.all).map((at, i) => at - (sentAt[i] ?? 0)).sort((a, b) => a - b);
    // Polling once a second would make the median half a second.
    assert.ok((delays[10] ?? Number.POSITIVE_INFINITY) < 250, `median ${delays[10]} ms`);
  });

  it('delivers what a committed transaction sent, and nothing of one rolled back', async () => {
    const queue = newQueue();
    const received = collector<string>(1);
    await jobs.work(queue, { concurrency: 1 }, async (job) => received.add(job.data.assetId));
    const failed = database.kysely.transaction().execute(async (transaction) => {
      await jobs.send(queue, { assetId: 'rolled-back' }, { transaction });
      throw new Error('no');
    });
    await assert.rejects(failed, /no/);
    await database.kysely.transaction().execute(async (transaction) => {
      await jobs.send(queue, { assetId: 'committed' }, { transaction });
    });
    assert.deepEqual(await received.all, ['committed']);
  });

  it('works through a backlog by priority, then age, with at most the concurrency given', async () => {
    const queue = newQueue();
    for (const [assetId, priority] of [
      ['low', -1],
      ['first', 5],
      ['second', 5],
      ['middle', 0],
    ] as const)
      await jobs.send(queue, { assetId }, { priority });
    const received = collector<string>(4);
    let running = 0;
    await jobs.work(queue, { concurrency: 1 }, async (job) => {
      assert.equal(++running, 1);
      await sleep(5);
      running--;
      received.add(job.data.assetId);
    });
    assert.deepEqual(await received.all, ['first', 'second', 'middle', 'low']);
  });

  it('refuses data that does not fit the queue, at the sender', async () => {
    const queue = newQueue();
    await assert.rejects(jobs.send(queue, { assetId: 7 } as unknown as Data), {
      code: 'job-data-invalid',
      message: /assetId/,
    });
    await assert.rejects(jobs.send(queue, { assetId: 'x'.repeat(20_000) }), { code: 'job-data-too-large' });
  });

  it('keeps one job with a singleton key, and takes the next when that is done', async () => {
    const queue = newQueue();
    const started = collector<Job<Data>>(1);
    const gate = Promise.withResolvers<void>();
    const first = await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' });
    assert.ok(first !== null);
    assert.equal(await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' }), null);
    await jobs.work(queue, { concurrency: 2 }, async (job) => {
      started.add(job);
      await gate.promise;
    });
    await started.all;
    assert.equal(await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' }), null);
    assert.ok((await jobs.send(queue, { assetId: 'b' }, { singletonKey: 'other' })) !== null);
    gate.resolve();
    await until(
      () => jobs.depth(),
      (depth) => depth[queue.name]?.queued === 0 && depth[queue.name]?.active === 0,
    );
    assert.ok((await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' })) !== null);
  });

  it('lets one more wait while one runs where the queue says so', async () => {
    const queue = newQueue({ unique: 'queued' });
    const started = collector<string>(1);
    const gate = Promise.withResolvers<void>();
    await jobs.work(queue, { concurrency: 1 }, async (job) => {
      started.add(job.id);
      await gate.promise;
    });
    await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' });
    await started.all;
    assert.ok((await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' })) !== null);
    assert.equal(await jobs.send(queue, { assetId: 'a' }, { singletonKey: 'k' }), null);
    gate.resolve();
  });

  it('retries after a pause, counting attempts, and then keeps a dead letter that can be redriven', async () => {
    const queue = newQueue({ retryLimit: 1 });
    const attempts = collector<number>(2);
    const redriven = collector<string>(1);
    let healthy = false;
    await jobs.work(queue, { concurrency: 1 }, async (job) => {
      if (healthy) return redriven.add(job.data.assetId);
      attempts.add(job.attempt);
      throw testError('jobs-test-busy', `busy ${job.attempt}`);
    });
    const id = await jobs.send(queue, { assetId: 'as_retry' });
    assert.deepEqual(await attempts.all, [1, 2]);
    const letters = await until(
      () => jobs.deadLetters(queue, { limit: 10 }),
      (found) => found.length > 0,
    );
    assert.equal(letters.length, 1);
    assert.deepEqual(letters[0]?.data, { assetId: 'as_retry' });
    assert.equal(letters[0]?.jobId, id);
    assert.equal(letters[0]?.attempts, 2);
    assert.equal(letters[0]?.failure?.message, 'busy 2');
    assert.equal(letters[0]?.failure?.code, 'jobs-test-busy');
    assert.equal((await jobs.depth())[queue.name]?.failed, 1);
    healthy = true;
    assert.equal(await jobs.redrive(queue), 1);
    assert.deepEqual(await redriven.all, ['as_retry']);
    assert.deepEqual(await jobs.deadLetters(queue, { limit: 10 }), []);
  });

  it('does not retry what cannot succeed, and redrives one dead letter of several', async () => {
    const queue = newQueue({ retryLimit: 5 });
    const done = collector<string>(1);
    const attempts: string[] = [];
    let healthy = false;
    await jobs.work(queue, { concurrency: 1 }, async (job) => {
      if (healthy) return done.add(job.data.assetId);
      attempts.push(job.data.assetId);
      throw testError('jobs-test-unsupported', 'a codec nobody has');
    });
    await jobs.send(queue, { assetId: 'one' });
    await jobs.send(queue, { assetId: 'two' });
    const letters = await until(
      () => jobs.deadLetters(queue, { limit: 10 }),
      (found) => found.length === 2,
    );
    assert.deepEqual(attempts, ['one', 'two']);
    healthy = true;
    assert.equal(await jobs.redrive(queue, letters[1]?.id), 1);
    assert.deepEqual(await done.all, ['two']);
    assert.equal((await jobs.deadLetters(queue, { limit: 10 })).length, 1);
    await assert.rejects(jobs.redrive(queue, letters[1]?.id), { code: 'dead-letter-not-found' });
  });

  it('aborts a handler at the deadline and says why it failed', async () => {
    const queue = newQueue({ deadlineSeconds: 1 });
    await jobs.work(queue, { concurrency: 1 }, async (job) => {
      await untilAborted(job);
      throw new Error('whatever the aborted work throws');
    });
    await jobs.send(queue, { assetId: 'slow' });
    const [letter] = await until(
      () => jobs.deadLetters(queue, { limit: 1 }),
      (found) => found.length > 0,
    );
    assert.equal(letter?.failure?.code, 'job-deadline-exceeded');
  });

  it('cancels waiting and running jobs by id, by data and by key, in whatever process they run', async () => {
    const queue = newQueue({ retryLimit: 3 });
    const other = createJobs({ database, logger: silentLogger });
    const aborted = collector<unknown>(2);
    const running = collector<string>(2);
    await jobs.work(queue, { concurrency: 2 }, async (job) => {
      running.add(job.data.assetId);
      aborted.add(await untilAborted(job));
    });
    const byId = await jobs.send(queue, { assetId: 'one' });
    await jobs.send(queue, { assetId: 'two' });
    await running.all;
    await jobs.send(queue, { assetId: 'two' });
    await jobs.send(queue, { assetId: 'three' }, { singletonKey: 'three:fill' });
    await other.cancel(queue, byId ?? '');
    assert.equal(await other.cancelWhere(queue, { data: { assetId: 'two' } }), 2);
    assert.equal(await other.cancelWhere(queue, { singletonKeyPrefix: 'three:' }), 1);
    for (const reason of await aborted.all) assert.equal((reason as { code?: string }).code, 'job-cancelled');
    await until(
      () => jobs.depth(),
      (depth) => depth[queue.name]?.active === 0 && depth[queue.name]?.queued === 0,
    );
    assert.deepEqual(await jobs.deadLetters(queue, { limit: 1 }), []);
    await other.stop({ graceSeconds: 0 });
  });

  it('carries the trace of the sender to the handler', async () => {
    const seen: unknown[] = [];
    const traced = createJobs({
      database,
      logger: silentLogger,
      telemetry: {
        inject: () => '00-11111111111111111111111111111111-2222222222222222-01',
        runWithParent(traceparent, name, work) {
          seen.push(traceparent, name);
          return work();
        },
      },
    });
    const queue = newQueue();
    const done = collector<string>(1);
    await traced.work(queue, { concurrency: 1 }, async (job) => done.add(job.id));
    await traced.send(queue, { assetId: 'a' });
    await done.all;
    assert.deepEqual(seen, ['00-11111111111111111111111111111111-2222222222222222-01', `job ${queue.name}`]);
    await traced.stop({ graceSeconds: 1 });
  });

  it('waits for running jobs when it stops, then gives the rest back without losing an attempt', async () => {
    const queue = newQueue();
    const leaving = createJobs({ database, logger: silentLogger });
    const started = collector<Job<Data>>(1);
    await leaving.work(queue, { concurrency: 1 }, async (job) => {
      started.add(job);
      throw await untilAborted(job);
    });
    await jobs.send(queue, { assetId: 'a' });
    await started.all;
    await leaving.stop({ graceSeconds: 0.05 });
    await assert.rejects(leaving.send(queue, { assetId: 'b' }), { code: 'jobs-stopped' });
    const finished = collector<string>(1);
    await jobs.work(queue, { concurrency: 1 }, async (job) => finished.add(job.data.assetId));
    assert.deepEqual(await finished.all, ['a']);
  });

  it('gives the job of a killed process to another one', async () => {
    const queue = newQueue({ retryLimit: 1 });
    const { child, line } = await workInChild(database.url, queue.name);
    const id = await jobs.send(queue, { assetId: 'orphan' });
    assert.equal(await line, `started ${id}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedAt = performance.now();
    const rescued = collector<Job<Data>>(1);
    await jobs.work(queue, { concurrency: 1 }, async (job) => rescued.add(job));
    const [job] = await rescued.all;
    assert.equal(job?.id, id);
    assert.equal(job?.attempt, 2);
    // Lease and sweep together promise 7 s; the rest is for a machine that is busy with other tests.
    assert.ok(performance.now() - killedAt < 30_000);
    await until(
      () => jobs.depth(),
      (depth) => depth[queue.name]?.active === 0,
    );
  });

  it("tells a worker that was silent too long that its job is another one's now, and lets that one finish", async () => {
    const queue = newQueue({ retryLimit: 1 });
    const silent = createJobs({ database, logger: silentLogger });
    const taken = collector<Job<Data>>(1);
    const told = collector<unknown>(1);
    await silent.work(queue, { concurrency: 1 }, async (job) => {
      taken.add(job);
      told.add(await untilAborted(job));
      throw new Error('must not count against the other run');
    });
    const id = await jobs.send(queue, { assetId: 'a' });
    await taken.all;
    const gate = Promise.withResolvers<void>();
    const second = collector<number>(1);
    await jobs.work(queue, { concurrency: 1 }, async (job) => {
      second.add(job.attempt);
      await gate.promise;
    });
    await sql`update jobs.job set heartbeat_on = now() - interval '1 minute' where id = ${id}::uuid`.execute(
      database.kysely,
    );
    assert.deepEqual(await second.all, [2]);
    assert.equal(((await told.all)[0] as { code?: string }).code, 'job-lease-lost');
    await silent.stop({ graceSeconds: 5 });
    gate.resolve();
    await until(
      () => jobs.depth(),
      (depth) => depth[queue.name]?.active === 0,
    );
    assert.equal((await jobs.depth())[queue.name]?.queued, 0);
    assert.deepEqual(await jobs.deadLetters(queue, { limit: 1 }), []);
  });
});

/** A process whose worker never finishes the job it takes. */
async function workInChild(
  url: string,
  name: string,
): Promise<{ child: ChildProcess; line: Promise<string> }> {
  const file = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
  const program = `
    import { z } from 'zod';
    import { openDatabase } from ${file('../database/index.ts')};
    import { silentLogger } from ${file('../kernel/index.ts')};
    import { createJobs, defineQueue } from ${file('./index.ts')};
    const database = await openDatabase({ url: ${JSON.stringify(url)}, poolSize: 2 }, { logger: silentLogger });
    const jobs = createJobs({ database, logger: silentLogger });
    const queue = defineQueue({ name: ${JSON.stringify(name)}, schema: z.object({ assetId: z.string() }),
      deadlineSeconds: 30, retryLimit: 1, retryDelaySeconds: 1 });
    await jobs.work(queue, { concurrency: 1 }, (job) => {
      console.log('started ' + job.id);
      return new Promise(() => {});
    });
    console.log('ready');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ready = Promise.withResolvers<string>();
  const started = Promise.withResolvers<string>();
  lines.on('line', (text) => (text === 'ready' ? ready : started).resolve(text));
  await ready.promise;
  return { child, line: started.promise };
}
