import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { newId } from '@vitascope/platform/kernel';
import { sql } from 'kysely';
import { type AssetFilter, type AssetSort, createAssetList, readCursor, writeCursor } from './list-assets.ts';
import { createListStore } from './list-store.ts';
import { openShelf } from './testing/shelf.ts';

const films = [
  { name: 'Zulu.mkv', state: 'complete', sizeBytes: 30, durationMs: 9_000 },
  { name: 'ÉLAN vital.mov', state: 'rejected', sizeBytes: 20, durationMs: null },
  { name: 'aurora_100%.mp4', state: 'complete', sizeBytes: 30, durationMs: 7_000 },
  { name: 'Bandits.mp4', state: 'failed', sizeBytes: 10, durationMs: 8_000 },
] as const;

/** Only these films, in this order. */
async function openList(context: TestContext) {
  const { database, store, assetId } = await openShelf(context);
  await store.transaction((transaction) => store.remove(transaction, assetId));
  for (const { name, state, sizeBytes, durationMs } of films) {
    const id = newId('as');
    await store.transaction((transaction) =>
      store.insert(transaction, { id, uploadId: id, name, sourceKey: id, sizeBytes }),
    );
    await sql`update assets.assets set state = ${state}, duration_ms = ${durationMs} where id = ${id}`.execute(
      database.kysely,
    );
  }
  const list = createAssetList({ store, lists: createListStore(database) });
  const names = async (filter: AssetFilter, sort: AssetSort = 'newest'): Promise<string[]> =>
    (await list(filter, { sort, after: null, limit: 50 })).items.map(({ name }) => name.split('.')[0] ?? '');
  return { list, names, store, database };
}

describe('a list of assets', () => {
  test('has the newest, largest or longest first, and names as people sort them', async (context) => {
    const { names } = await openList(context);
    assert.deepEqual(await names({}), ['Bandits', 'aurora_100%', 'ÉLAN vital', 'Zulu']);
    assert.deepEqual(await names({}, 'name'), ['aurora_100%', 'Bandits', 'ÉLAN vital', 'Zulu']);
    assert.deepEqual(await names({}, 'size'), ['aurora_100%', 'Zulu', 'ÉLAN vital', 'Bandits']);
    assert.deepEqual(await names({}, 'duration'), ['Zulu', 'Bandits', 'aurora_100%', 'ÉLAN vital']);
  });

  test('is narrowed by a part of the name in any case, taken as it is, and by states', async (context) => {
    const { names } = await openList(context);
    assert.deepEqual(await names({ name: 'élan V' }), ['ÉLAN vital']);
    assert.deepEqual(await names({ name: '0%' }), ['aurora_100%']);
    assert.deepEqual(await names({ name: '_' }), ['aurora_100%']);
    assert.deepEqual(await names({ states: ['failed', 'rejected'] }), ['Bandits', 'ÉLAN vital']);
    assert.deepEqual(await names({ name: 'b', states: ['complete'] }), []);
    assert.deepEqual(await names({ name: 'u', states: ['complete'] }, 'name'), ['aurora_100%', 'Zulu']);
  });

  test('has everything once by pages, in every order, and tells how much there is', async (context) => {
    const { list, names } = await openList(context);
    for (const sort of ['newest', 'name', 'size', 'duration'] as const) {
      const paged: string[] = [];
      let after: ReturnType<typeof readCursor> = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({}, { sort, after, limit: 1 });
        assert.equal(page.total, after === null ? films.length : null);
        paged.push(...page.items.map(({ name }) => name.split('.')[0] ?? ''));
        after = page.next === null ? null : readCursor(writeCursor(page.next), sort);
      } while (after !== null);
      assert.deepEqual(paged, await names({}, sort), sort);
    }
    assert.equal((await list({ states: ['complete'] }, { sort: 'size', after: null, limit: 1 })).total, 2);
  });

  test('goes on where it was although the last asset is gone', async (context) => {
    const { list, store } = await openList(context);
    const first = await list({}, { sort: 'size', after: null, limit: 2 });
    await store.transaction((transaction) => store.remove(transaction, first.items[1]?.id ?? ''));
    const rest = await list({}, { sort: 'size', after: first.next, limit: 50 });
    assert.deepEqual(
      rest.items.map(({ sizeBytes }) => sizeBytes),
      [20, 10],
    );
  });

  test('takes only its own cursors', () => {
    const id = newId('as');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    assert.deepEqual(readCursor(id, 'newest'), { id, key: null });
    for (const [text, sort] of [
      [id, 'name'],
      [encode([1, id]), 'name'],
      [encode(['a\0', id]), 'name'],
      [encode(['1', id]), 'size'],
      [encode([1, 'x']), 'size'],
      [encode([1.5, id]), 'duration'],
      [encode(null), 'size'],
      ['', 'newest'],
    ] as const)
      assert.equal(readCursor(text, sort), null, `${text} ${sort}`);
  });
});
