import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetSummary } from '@vitascope/client';
import { type AssetEntry, keyOfName } from './asset-index.ts';
import {
  compareBy,
  filtered,
  groups,
  PIECE,
  type Sort,
  sortInPieces,
  sorts,
  totalsOf,
} from './asset-order.ts';

const entry = (id: string, changes: Partial<AssetSummary> = {}): AssetEntry => {
  const summary: AssetSummary = {
    id,
    name: `${id}.mp4`,
    state: 'complete',
    reasonCode: null,
    sizeBytes: 1,
    durationMs: 1,
    height: 720,
    progress: 1,
    createdAt: '2026-11-20T10:00:00.000Z',
    updatedAt: '2026-11-20T10:00:00.000Z',
    ...changes,
  };
  return { id, summary, nameKey: keyOfName(summary.name) };
};
const a = entry('a', { name: 'Zürich at dawn.mov', sizeBytes: 3, durationMs: null, state: 'examining' });
const b = entry('b', { name: 'alpha.mp4', sizeBytes: 2, durationMs: 5, state: 'rejected' });
const c = entry('c', { name: 'Alpha two.mp4', sizeBytes: 1, durationMs: 9, state: 'cancelled' });
const idsOf = (entries: readonly AssetEntry[]) => entries.map(({ id }) => id).join('');

const orders: Record<Sort, string> = {
  newest: 'cba',
  oldest: 'abc',
  name: 'cba',
  largest: 'abc',
  longest: 'cba',
};

test('orders by time, name, size and length', () => {
  for (const [sort, order] of Object.entries(orders))
    assert.equal(idsOf([b, c, a].toSorted(compareBy(sort as Sort))), order, sort);
});

test('sorts a long list in pieces as it would at once, and pauses after each', async () => {
  const many = Array.from({ length: 2.5 * PIECE }, (_, number) =>
    entry(String((number * 7919) % 100_003).padStart(6, '0'), { sizeBytes: (number * 31) % 1000 }),
  );
  for (const sort of sorts) {
    let pauses = 0;
    const sorted = await sortInPieces(many, compareBy(sort), async () => void pauses++);
    assert.deepEqual(sorted, many.toSorted(compareBy(sort)));
    assert.ok(pauses >= 5, `${pauses}`);
    assert.equal(await sortInPieces(sorted, compareBy(sort), () => assert.fail('it was in order')), sorted);
  }
  assert.deepEqual(await sortInPieces([], compareBy('name'), async () => {}), []);
});

test('finds names by all of their words, without regard to case and marks', () => {
  const all = [a, b, c];
  const find = (text: string) => idsOf(filtered(all, { text, group: 'all' }));
  assert.deepEqual(['', ' ', 'ALPHA', 'two alpha', 'zurich', 'b', 'nothing'].map(find), [
    'abc',
    'abc',
    'bc',
    'c',
    'a',
    'b',
    '',
  ]);
});

test('groups and counts states', () => {
  const all = [a, b, c];
  assert.deepEqual(
    groups.map((group) => idsOf(filtered(all, { text: '', group }))),
    ['abc', 'a', '', 'b', 'c'],
  );
  assert.deepEqual(totalsOf(all), {
    count: { all: 3, working: 1, ready: 0, trouble: 1, stopped: 1 },
    sizeBytes: 6,
  });
});
