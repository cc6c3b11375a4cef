/** What becomes of jobs that cannot be done: those that wait for room, and those that are given up. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../database/testing.ts';
import { defineErrors, silentLogger } from '../kernel/index.ts';
import { jobsSchema } from './boss.ts';
import { createJobs, defineQueue, type Jobs } from './index.ts';

const testError = defineErrors({
  'given-up-test-full': { kind: 'out-of-space', title: 'No room' },
  'given-up-test-broken': { kind: 'internal', title: 'Broken' },
});

const shape = { schema: z.object({ assetId: z.string() }), deadlineSeconds: 30, retryDelaySeconds: 1 };

describe('jobs that cannot be done', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let jobs: Jobs;
  before(async () => {
    database = await openTestDatabase();
    jobs = createJobs({ database, logger: silentLogger });
  });
  after(async () => {
    await jobs.stop({ graceSeconds: 0 });
    await database.close();
  });

  it('wait for room on the disk without using up their attempts', async () => {
    const queue = defineQueue({ ...shape, name: 'test-full', retryLimit: 0 });
    let isFull = true;
    const done = Promise.withResolvers<number>();
    await jobs.work(queue, { concurrency: 1 }, async ({ attempt }) => {
      if (isFull) throw testError('given-up-test-full', 'The disk is full.');
      done.resolve(attempt);
    });
    await jobs.send(queue, { assetId: 'a' });
    const table = sql.table(`${jobsSchema}.job`);
    // Twice as often as there are attempts: neither of them ends it.
    for (let outages = 1; outages <= 2; outages++) {
      for (;;) {
        const waiting = await sql<{
          later: boolean;
        }>`select start_after > now() + interval '5 seconds' as later
          from ${table} where name = 'test-full' and state = 'retry'`.execute(database.kysely);
        if (waiting.rows[0]?.later === true) break;
        await sleep(20);
      }
      if (outages === 2) isFull = false;
      await sql`update ${table} set start_after = now() where name = 'test-full'`.execute(database.kysely);
    }
    assert.equal(await done.promise, 3);
    assert.deepEqual(await jobs.deadLetters(queue, { limit: 10 }), []);
  });

  it('tell once that they are given up, after their last attempt', async () => {
    const queue = defineQueue({ ...shape, name: 'test-broken', retryLimit: 1 });
    const told: { assetId: string; message: string; attempts: number }[] = [];
    const over = Promise.withResolvers<void>();
    let attempts = 0;
    await jobs.work(
      queue,
      {
        concurrency: 1,
        async onGivenUp({ assetId }, error) {
          told.push({ assetId, message: (error as Error).message, attempts });
          // The first time the telling fails, as it does while the database is away: it is told again.
          if (told.length === 1) throw new Error('not now');
          over.resolve();
        },
      },
      async () => {
        attempts++;
        throw testError('given-up-test-broken', 'It broke.');
      },
    );
    await jobs.send(queue, { assetId: 'b' });
    await over.promise;
    const once = { assetId: 'b', message: 'It broke.', attempts: 2 };
    assert.deepEqual(told, [once, once]);
    assert.equal((await jobs.deadLetters(queue, { limit: 10 })).length, 1);
  });
});
