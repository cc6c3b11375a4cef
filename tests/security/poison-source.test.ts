// Sources that take their encoder process with them: refused after three, with words.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assetsMigrations, createAssets } from '@vitascope/assets';
import { createEncoderPool } from '@vitascope/encoder';
import { createFileSystemBlobs } from '@vitascope/platform/blobs';
import { openTestDatabase } from '@vitascope/platform/database/testing';
import { createEvents, eventMigrations } from '@vitascope/platform/events';
import { createJobs } from '@vitascope/platform/jobs';
import { silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';

test('a source that crashes its encoder is refused after three crashes, and can be tried again', {
  timeout: 120_000,
}, async (context) => {
  const dir = await mkdtemp(join(tmpdir(), 'vitascope-poison-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  const database = await openTestDatabase({ migrations: [assetsMigrations, eventMigrations] });
  context.after(() => database.close());
  const logger = silentLogger;
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  context.after(() => telemetry.close());
  const pool = createEncoderPool({
    interactiveProcesses: 1,
    fillProcesses: 1,
    memoryCapBytes: 2 ** 30,
    recycleAfterJobs: 100,
    maxInteractiveWaitMs: 10_000,
    handlerModule: new URL('./poisonous-handler.ts', import.meta.url).href,
    logger,
  });
  context.after(() => pool.close());
  const blobs = await createFileSystemBlobs({ dir });
  const jobs = createJobs({ database, logger });
  const events = createEvents({ database, jobs });
  const policy = { maxHeight: 1080, preset: 'veryfast' } as const;
  const deps = { database, blobs, jobs, events, pool, policy, logger, telemetry };
  const assets = createAssets({ ...deps, trashKeptMs: 0 });
  await assets.start();
  await assets.startWork({ examine: 1, fill: 1 });
  context.after(async () => {
    await jobs.stop({ graceSeconds: 1 });
    await assets.stop();
  });

  await blobs.put('sources/poison', Buffer.from('poison'));
  const source = { uploadId: 'up_1', sourceKey: 'sources/poison', name: 'film.mp4', sizeBytes: 6 };
  const { assetId } = await assets.create(source);
  for (const crashes of [3, 6]) {
    const asset = await assets.wait(assetId, { until: 'complete', timeoutMs: 50_000 });
    assert.equal(asset.state, 'rejected');
    assert.equal(asset.reason?.code, 'source-poisonous');
    assert.match(asset.reason?.message ?? '', /3 times .*Export it again/);
    assert.equal(pool.stats().kills['crashed'], crashes);
    // A person who tries again gets three more attempts, not one.
    if (crashes === 3) await assets.redrive(assetId);
  }
});
