import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import { segmentBlobKey } from './segment-store.ts';
import { openShelf, SEGMENTS } from './testing/shelf.ts';

const row = (number: number, sizeBytes = 10) => ({ number, sizeBytes, crc32: 0xffff_ffff });

describe('the store of assets', () => {
  test('tells assets from what is none', async (context) => {
    const { store, assetId } = await openShelf(context);
    assert.deepEqual(await store.known([assetId, newId('as'), 'nonsense']), new Set([assetId]));
    assert.deepEqual(await store.known([]), new Set());
  });

  test('counts a segment once, however often it is committed', async (context) => {
    const { store, assetId, rendition } = await openShelf(context);
    await store.commitSegments(assetId, '720p', [row(0), row(1)]);
    await Promise.all(
      Array.from({ length: 8 }, () => store.commitSegments(assetId, '720p', [row(1), row(2, 30)])),
    );
    const { ready, sizeBytes, state } = await rendition('720p');
    assert.deepEqual({ ready, sizeBytes, state }, { ready: 3, sizeBytes: 50, state: 'making' });
    assert.deepEqual(await store.segment(assetId, '720p', 2), { sizeBytes: 30, crc32: 0xffff_ffff });
  });

  test('counts right when many commit different segments at once', async (context) => {
    const { store, assetId, rendition } = await openShelf(context);
    await Promise.all(
      Array.from({ length: SEGMENTS }, (_, i) => store.commitSegments(assetId, '720p', [row(i)])),
    );
    const { ready, sizeBytes, state } = await rendition('720p');
    assert.deepEqual(
      { ready, sizeBytes, state },
      { ready: SEGMENTS, sizeBytes: SEGMENTS * 10, state: 'complete' },
    );
  });

  test('an asset is complete when all its renditions are, and becomes so once', async (context) => {
    const { store, assetId, asset } = await openShelf(context);
    const all = Array.from({ length: SEGMENTS }, (_, i) => row(i));
    await store.commitSegments(assetId, '720p', all);
    await store.commitSegments(assetId, '360p', all);
    assert.equal(await store.settleIfComplete(assetId), false);
    await store.commitSegments(assetId, 'sound', all);
    const settled = await Promise.all([store.settleIfComplete(assetId), store.settleIfComplete(assetId)]);
    assert.deepEqual(settled.toSorted(), [false, true]);
    assert.equal((await asset()).state, 'complete');
  });

  test('an asset of which nothing more will be made has failed, with the reason of its first rendition', async (context) => {
    const { store, assetId, asset } = await openShelf(context);
    const all = Array.from({ length: SEGMENTS }, (_, i) => row(i));
    const reason = { code: 'encoder-failed', message: 'It could not be made.' };
    const renditionId = '360p';
    await store.commitSegments(assetId, '720p', all);
    await store.setRenditionState(assetId, { renditionId, from: ['waiting'], to: 'failed', reason });
    assert.equal(await store.settleIfComplete(assetId), false, 'the sound is still to be made');
    await store.commitSegments(assetId, 'sound', all);
    assert.equal(await store.settleIfComplete(assetId), true);
    assert.deepEqual([(await asset()).state, (await asset()).reason], ['failed', reason]);
  });

  test('tells once, in the transaction, what has come of an asset by itself', async (context) => {
    const told: string[] = [];
    const settled = async (_transaction: unknown, _id: string, state: string) => void told.push(state);
    const { store, assetId } = await openShelf(context, { settled });
    for (let time = 0; time < 2; time++)
      await store.setState(assetId, { from: ['playable'], to: 'rejected', reason: null });
    await store.setState(assetId, { from: ['rejected'], to: 'playable', reason: null });
    const all = Array.from({ length: SEGMENTS }, (_, i) => row(i));
    for (const id of ['720p', '360p', 'sound']) await store.commitSegments(assetId, id, all);
    await Promise.all([store.settleIfComplete(assetId), store.settleIfComplete(assetId)]);
    assert.deepEqual(told, ['rejected', 'complete']);
  });

  test('commits nothing for a rendition or an asset that is gone', async (context) => {
    const { store, assetId, asset } = await openShelf(context);
    await store.commitSegments(assetId, 'gone', [row(0)]);
    await store.commitSegments(newId('as'), '720p', [row(0)]);
    assert.ok((await asset()).renditions.every(({ ready }) => ready === 0));
  });

  test('the same upload becomes one asset, whoever asks how often', async (context) => {
    const { store } = await openShelf(context);
    const source = { uploadId: 'up_1', name: 'a', sourceKey: 'uploads/up_1', sizeBytes: 1 };
    const inserted = await Promise.all(
      Array.from({ length: 5 }, () =>
        store.transaction((transaction) => store.insert(transaction, { id: newId('as'), ...source })),
      ),
    );
    assert.equal(new Set(inserted.map(({ id }) => id)).size, 1);
    assert.equal(inserted.filter(({ isNew }) => isNew).length, 1);
  });

  test('a state changes only from the states named', async (context) => {
    const { store, assetId, asset } = await openShelf(context);
    const reason = { code: 'asset-cancelled', message: 'It was cancelled.' };
    assert.equal(await store.setState(assetId, { from: ['examining'], to: 'cancelled', reason }), false);
    assert.equal(await store.setState(assetId, { from: ['playable'], to: 'cancelled', reason }), true);
    const { state, reason: stored } = await asset();
    assert.deepEqual({ state, stored }, { state: 'cancelled', stored: reason });
  });

  test('kills are counted in a row, which ends when something was made in between', async (context) => {
    const { store, assetId } = await openShelf(context);
    const kills = [await store.addKill(assetId), await store.addKill(assetId)];
    await store.commitSegments(assetId, '720p', [row(0)]);
    kills.push(await store.addKill(assetId), await store.addKill(assetId), await store.addKill(assetId));
    // What was made already is no progress.
    await store.commitSegments(assetId, '720p', [row(0)]);
    kills.push(await store.addKill(assetId));
    assert.deepEqual(kills, [1, 2, 1, 2, 3, 4]);
  });

  test('a row of kills is not ended by less than a hundredth of a long film', async (context) => {
    const { store, assetId, database } = await openShelf(context);
    // Three renditions of 1,000 segments.
    await sql`update assets.renditions set segments = 1000`.execute(database.kysely);
    const make = (first: number, count: number) =>
      store.commitSegments(
        assetId,
        '720p',
        Array.from({ length: count }, (_, n) => row(first + n)),
      );
    const kills = [await store.addKill(assetId)];
    await make(0, 29);
    kills.push(await store.addKill(assetId));
    await make(29, 30);
    kills.push(await store.addKill(assetId));
    assert.deepEqual(kills, [1, 2, 1]);
  });

  test('a rendition made anew starts from nothing', async (context) => {
    const { store, assetId, rendition } = await openShelf(context);
    await store.commitSegments(assetId, '720p', [row(0), row(1)]);
    await store.commitSegments(assetId, '360p', [row(0)]);
    await store.resetRendition(assetId, '720p');
    assert.deepEqual([(await rendition('720p')).ready, (await rendition('720p')).sizeBytes], [0, 0]);
    assert.equal(await store.segment(assetId, '720p', 0), null);
    assert.equal((await rendition('360p')).ready, 1);
  });

  test('deleting takes renditions and segments along', async (context) => {
    const { store, assetId } = await openShelf(context);
    await store.commitSegments(assetId, '720p', [row(0)]);
    await store.transaction((transaction) => store.remove(transaction, assetId));
    assert.equal(await store.segment(assetId, '720p', 0), null);
    assert.equal(await store.find(assetId), null);
  });
});

describe('the store of segments', () => {
  const bytes = Buffer.from('a whole segment');

  test('gives back what was committed', async (context) => {
    const { segments, assetId } = await openShelf(context);
    const key = { assetId, renditionId: '720p', number: 3 };
    assert.equal(await segments.read(key), null);
    const committed = await segments.commit(key, [bytes.subarray(0, 4), bytes.subarray(4)]);
    assert.deepEqual(committed.bytes, bytes);
    assert.deepEqual(await segments.read(key), committed);
  });

  for (const [what, damage] of [
    ['damaged', Buffer.from('a wh0le segment')],
    ['shortened', bytes.subarray(0, 5)],
    ['missing', null],
  ] as const) {
    test(`takes a ${what} segment back, and it can be made again`, async (context) => {
      const { segments, assetId, blobs, rendition } = await openShelf(context);
      const key = { assetId, renditionId: '720p', number: 0 };
      await segments.commit(key, [bytes]);
      await segments.commit({ ...key, number: 1 }, [bytes]);
      if (damage === null) await blobs.delete(segmentBlobKey(key));
      else await blobs.put(segmentBlobKey(key), damage);
      assert.equal(await segments.read(key), null);
      const { ready, sizeBytes } = await rendition('720p');
      assert.deepEqual({ ready, sizeBytes }, { ready: 1, sizeBytes: bytes.length });
      await segments.commit(key, [bytes]);
      assert.deepEqual((await segments.read(key))?.bytes, bytes);
      assert.equal((await rendition('720p')).ready, 2);
    });
  }
});
