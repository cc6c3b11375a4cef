import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLogger } from '@vitascope/platform/kernel';
import { segmentBlobKey } from './segment-store.ts';
import { openShelf } from './testing/shelf.ts';
import { createTrash } from './trash.ts';
import { createTrashStore } from './trash-store.ts';

const DAY_MS = 24 * 3_600_000;

/** A trash over one asset, with a clock in the test's hands and a note of every event. */
async function openTrash(context: TestContext) {
  const shelf = await openShelf(context);
  const { store, blobs, database, assetId, asset, segments } = shelf;
  const told: string[] = [];
  let now = Date.UTC(2026, 0, 1);
  const rows = createTrashStore(database);
  const trash = createTrash({
    store,
    trash: rows,
    blobs,
    events: {
      publish: async (_transaction: unknown, { name }: { name: string }) => void told.push(name),
    } as never,
    clock: { now: () => now },
    logger: silentLogger,
    keptMs: 7 * DAY_MS,
    stopWork: async () => {},
    resumeWork: async (_id, state) => void told.push(`resumed ${state}`),
    onGone: () => {},
    onBack: () => {},
  });
  const [rendition] = (await asset()).renditions;
  const key = { assetId, renditionId: rendition?.id ?? '', number: 0 };
  await segments.commit(key, [Buffer.from('bytes')]);
  const hasBytes = async (): Promise<boolean> =>
    await blobs.read(segmentBlobKey(key)).then(
      () => true,
      () => false,
    );
  const pass = (ms: number): void => {
    now += ms;
  };
  return { ...shelf, rows, trash, told, hasBytes, pass };
}

describe('the trash', () => {
  test('keeps what is deleted for its time, and then lets it go with its bytes', async (context) => {
    const { trash, rows, assetId, store, told, hasBytes, pass } = await openTrash(context);
    await trash.put(assetId);
    await trash.put(assetId);
    assert.equal(await store.find(assetId), null);
    pass(7 * DAY_MS - 1);
    assert.equal(await trash.purgeExpired(), 0);
    assert.equal(await hasBytes(), true);
    pass(1);
    assert.equal(await trash.purgeExpired(), 1);
    assert.deepEqual([await hasBytes(), await rows.exists(assetId)], [false, false]);
    assert.equal(await trash.purgeExpired(), 0);
    assert.deepEqual(told, ['asset-deleted', 'asset-purged']);
  });

  test('gives back what is restored in time, and never lets go what is in the library', async (context) => {
    const { trash, assetId, store, told, hasBytes, pass } = await openTrash(context);
    await trash.put(assetId);
    pass(6 * DAY_MS);
    await trash.restore(assetId);
    pass(60 * DAY_MS);
    assert.equal(await trash.purgeExpired(), 0);
    assert.deepEqual([await hasBytes(), (await store.find(assetId))?.id], [true, assetId]);
    assert.deepEqual(told, ['asset-deleted', 'asset-restored', 'resumed playable']);
    await assert.rejects(trash.restore(assetId), { code: 'asset-not-found' });
  });

  test('lists what was deleted last first, page by page, and refuses what is no cursor', async (context) => {
    const { trash, assetId, store, pass } = await openTrash(context);
    const ids = [assetId];
    for (const digit of ['1', '2']) {
      const id = `as_${digit.repeat(26)}`;
      await store.transaction((transaction) =>
        store.insert(transaction, { id, uploadId: id, name: 'x', sourceKey: `sources/${id}`, sizeBytes: 1 }),
      );
      ids.push(id);
    }
    for (const id of ids) {
      await trash.put(id);
      pass(1_000);
    }
    const first = await trash.list({ cursor: null, limit: 2 });
    const second = await trash.list({ cursor: first.nextCursor, limit: 2 });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ids.toReversed(),
    );
    assert.equal(second.nextCursor, null);
    await assert.rejects(trash.list({ cursor: 'x', limit: 2 }), { code: 'asset-cursor-invalid' });
  });

  test('takes no news from work that was under way: what is deleted neither settles nor changes', async (context) => {
    const { trash, assetId, store } = await openTrash(context);
    await trash.put(assetId);
    assert.equal(await store.settleIfComplete(assetId), false);
    assert.equal(await store.setState(assetId, { from: ['playable'], to: 'failed', reason: null }), false);
    assert.equal(await store.rename(assetId, 'other'), false);
    assert.deepEqual(await store.unsettled(), []);
  });
});
