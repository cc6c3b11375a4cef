import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { createJobs, defineQueue } from '@vitascope/platform/jobs';
import { silentLogger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { makeDataDir, startServerProcess } from './server-process.ts';
import { uploadWhole, waitForAsset } from './upload.ts';

test('the state of the system tells what runs, what takes the room, and what failed and can be tried again', async (context) => {
  const data = await makeDataDir();
  const database = await openTestDatabase();
  const jobs = createJobs({ database, logger: silentLogger });
  const server = await startServerProcess({
    dataDir: data.path,
    environment: { VITASCOPE_DATABASE_URL: database.url },
  });
  context.after(async () => {
    await jobs.stop({ graceSeconds: 0 });
    await server.stop();
    await database.close();
    await data.remove();
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many forms.
  const get = async (path: string): Promise<any> => (await server.fetch(path)).json();

  const bytes = Buffer.from('no film');
  const id = await uploadWhole(server, { name: 'broken.mp4', bytes });
  await waitForAsset(server, id, 'complete');
  const queue = defineQueue({
    name: 'doomed',
    schema: z.object({ assetId: z.string(), note: z.string() }),
    deadlineSeconds: 10,
    retryLimit: 0,
  });
  const givenUp: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
  let attempts = 0;
  await jobs.work(
    queue,
    { concurrency: 1, onGivenUp: async () => givenUp[attempts++]?.resolve() },
    async () => {
      throw new Error('There was no hope.');
    },
  );
  await jobs.send(queue, { assetId: id, note: 'secret@example.org' });
  await givenUp[0]?.promise;

  const status = await get('/api/v1/system/status');
  assert.deepEqual(status.processes[0].roles, ['api', 'origin', 'worker']);
  assert.equal(status.processes[0].pid, server.pid);
  assert.deepEqual(status.storage.sources, { count: 1, bytes: bytes.length });
  assert.ok(status.storage.databaseBytes > 1_000_000 && status.storage.freeBytes > 0);
  assert.deepEqual(status.storage.artwork, { count: 0, bytes: 0 });
  assert.deepEqual(
    status.queues.find(({ name }: { name: string }) => name === 'doomed'),
    { name: 'doomed', queued: 0, active: 0, failed: 1 },
  );
  assert.deepEqual([status.failures.assets[0].id, status.failures.assets[0].state], [id, 'rejected']);
  const [failed] = status.failures.jobs;
  assert.deepEqual(
    { queue: failed.queue, subjects: failed.subjects, attempts: failed.attempts, reason: failed.reason },
    { queue: 'doomed', subjects: [id], attempts: 1, reason: { code: null, message: 'There was no hope.' } },
  );
  assert.ok(!JSON.stringify(status).includes('secret@example.org'), 'Only ids of the data are shown.');

  const redrive = (jobId: string) => server.fetch(`/api/v1/system/jobs/${jobId}/redrive`, { method: 'POST' });
  const again = await redrive(failed.id);
  assert.deepEqual([again.status, await again.json()], [200, { redriven: true }]);
  await givenUp[1]?.promise;
  assert.equal((await redrive(failed.id)).status, 404);
  assert.equal((await redrive('nonsense')).status, 404);

  await jobs.send(queue, { assetId: id, note: 'another' });
  while ((await get('/api/v1/system/jobs/failed')).items.length < 2);
  const first = await get('/api/v1/system/jobs/failed?limit=1');
  const second = await get(`/api/v1/system/jobs/failed?limit=1&cursor=${first.nextCursor}`);
  assert.equal(first.items.length + second.items.length, 2);
  assert.notEqual(first.items[0].id, second.items[0].id);
  assert.ok(first.items[0].failedAt >= second.items[0].failedAt);
});
