import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type BlobStore, createS3Blobs } from '@vitascope/platform/blobs';
import { s3ServerMissing, startS3Server } from '@vitascope/platform/blobs/testing';
import { newId, silentLogger } from '@vitascope/platform/kernel';
import { createTelemetry } from '@vitascope/platform/telemetry';
import { sql } from 'kysely';
import { createOrphanStore } from './orphan-store.ts';
import { segmentBlobKey } from './segment-store.ts';
import { createOrphanSweep } from './sweep-orphans.ts';
import { openShelf } from './testing/shelf.ts';
import { sourceKey } from './uploads/finish-upload.ts';
import { createUploadStore } from './uploads/upload-store.ts';

const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

describe('the sweep of orphaned objects', () => {
  test('removes what belongs to no asset and no upload, and nothing else', async (context) => {
    const shelf = await openShelf(context);
    await expectOrphansGone(context, shelf, shelf.blobs);
  });

  test('does so on S3 as well', { skip: s3ServerMissing() }, async (context) => {
    const server = await startS3Server();
    context.after(() => server.stop());
    const shelf = await openShelf(context);
    await expectOrphansGone(context, shelf, await createS3Blobs(await server.newBucket()));
  });

  test('leaves alone what is younger than a day', async (context) => {
    const { blobs, database } = await openShelf(context);
    const key = await putOrphan(blobs);
    const sweep = await openSweep(context, { blobs, database, hoursLater: 23 });
    assert.equal(await sweep.run(signal), 0);
    assert.notEqual(await blobs.stat(key), null);
  });

  test('removes nothing when the database cannot be asked', async (context) => {
    const { blobs, database } = await openShelf(context);
    const key = await putOrphan(blobs);
    const sweep = await openSweep(context, { blobs, database });
    await sql`alter table assets.assets rename to out_of_reach`.execute(database.kysely);
    await assert.rejects(sweep.run(signal), /assets\.assets/);
    assert.notEqual(await blobs.stat(key), null);
  });

  test('removes nothing from a store that another database has claimed', async (context) => {
    const { blobs, database } = await openShelf(context);
    const key = await putOrphan(blobs);
    await blobs.put('owner/assets', Buffer.from('another database'));
    const sweep = await openSweep(context, { blobs, database });
    assert.equal(await sweep.claim(), false);
    assert.equal(await sweep.run(signal), 0);
    assert.notEqual(await blobs.stat(key), null);
  });

  test('removes so many in one run, and the rest in the next', async (context) => {
    const { blobs, database } = await openShelf(context);
    for (let n = 0; n < 5; n++) await putOrphan(blobs);
    const sweep = await openSweep(context, { blobs, database, maxDeleted: 3 });
    assert.deepEqual([await sweep.run(signal), await sweep.run(signal), await sweep.run(signal)], [3, 2, 0]);
  });
});

type Shelf = Awaited<ReturnType<typeof openShelf>>;

async function expectOrphansGone(
  context: TestContext,
  { database, assetId }: Shelf,
  blobs: BlobStore,
): Promise<void> {
  const uploads = createUploadStore(database);
  const open = newId('up');
  await uploads.insert({ ...upload, id: open, key: sourceKey(open) });
  const kept = [
    segmentBlobKey({ assetId, renditionId: '720p', number: 0 }),
    sourceKey(open),
    // Not of our making: whoever put it there knows why.
    `assets/${newId('as')}/notes.txt`,
    'sources/readme',
    'elsewhere/x',
  ];
  const deleted = newId('as');
  const orphans = [
    segmentBlobKey({ assetId: deleted, renditionId: '720p', number: 0 }),
    segmentBlobKey({ assetId: deleted, renditionId: 'sound', number: 12 }),
    sourceKey(newId('up')),
  ];
  for (const key of [...kept, ...orphans]) await blobs.put(key, Buffer.from('x'));
  const sweep = await openSweep(context, { blobs, database });
  assert.equal(await sweep.run(signal), orphans.length);
  for (const key of kept) assert.notEqual(await blobs.stat(key), null, key);
  for (const key of orphans) assert.equal(await blobs.stat(key), null, key);
  assert.match(await sweep.metrics(), /vitascope_assets_orphans_removed_total 3\n/);
}

const upload = {
  kind: 'whole',
  state: 'open',
  blobUploadId: null,
  sizeBytes: 1,
  metadata: null,
  filename: 'film.mp4',
  contentType: null,
  parts: [],
  joinedInto: null,
  assetId: null,
  createdAt: 0,
  expiresAt: 0,
} as const;

async function putOrphan(blobs: BlobStore): Promise<string> {
  const key = segmentBlobKey({ assetId: newId('as'), renditionId: '720p', number: 0 });
  await blobs.put(key, Buffer.from('x'));
  return key;
}

async function openSweep(
  context: TestContext,
  given: Pick<Shelf, 'database'> & {
    readonly blobs: BlobStore;
    readonly hoursLater?: number;
    readonly maxDeleted?: number;
  },
) {
  const telemetry = await createTelemetry({ serviceName: 'test', logLevel: 'silent', processMetrics: false });
  context.after(() => telemetry.close());
  const sweep = createOrphanSweep({
    blobs: given.blobs,
    store: createOrphanStore(given.database),
    clock: { now: () => Date.now() + (given.hoursLater ?? 25) * HOUR_MS },
    logger: silentLogger,
    telemetry,
    ...(given.maxDeleted === undefined ? {} : { maxDeleted: given.maxDeleted }),
  });
  return { ...sweep, metrics: async () => (await telemetry.metrics.render()).body };
}
