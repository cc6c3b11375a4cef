import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { storageUse } from './storage-use.ts';
import { openShelf } from './testing/shelf.ts';
import { createTextStore } from './text-tracks/text-store.ts';
import { createTextTracks } from './text-tracks/text-tracks.ts';
import { createTrashStore } from './trash-store.ts';

test('captions and preview images are counted, in the library and in the trash', async (context) => {
  const { database, blobs, store, segments, assetId } = await openShelf(context);
  const texts = createTextTracks({
    blobs,
    store: createTextStore(database),
    expectAsset: async () => {},
    onChanged() {},
  });
  const file = Buffer.from('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n');
  const text = { language: 'en', kind: 'subtitles', isForced: false, isDefault: false } as const;
  const { sizeBytes } = await texts.add(assetId, file, text);
  await texts.add(assetId, file, { ...text, language: 'de' });
  await sql`insert into assets.storyboards (asset_id, id, interval_ms, tiles, columns, rows, state, sheets, size_bytes)
    values (${assetId}, 'storyboard-1', 1000, 4, 2, 2, 'complete', '[]', 5000)`.execute(database.kysely);
  await segments.commit({ assetId, renditionId: '720p', number: 0 }, [Buffer.alloc(300)]);

  const use = await storageUse(database);
  assert.deepEqual(use.captions, { count: 2, bytes: 2 * sizeBytes });
  assert.deepEqual(use.storyboards, { count: 1, bytes: 5000 });
  assert.deepEqual(use.trash, { count: 0, bytes: 0 });

  const trash = createTrashStore(database);
  await store.transaction((transaction) => trash.put(transaction, assetId, Date.now()));
  const all = 6 + 300 + 5000 + 2 * sizeBytes;
  assert.deepEqual((await storageUse(database)).trash, { count: 1, bytes: all });
  const [listed] = await trash.list({ after: null, limit: 10 });
  assert.equal(listed?.storedBytes, all);
});
