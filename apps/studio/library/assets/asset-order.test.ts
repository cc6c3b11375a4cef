import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetSummary } from '@vitascope/client';
import { type AssetEntry, keyOfName } from './asset-index.ts';
import { filtered, groups, ordered, type Sort, totalsOf } from './asset-order.ts';

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

test('orders by time, name, size and length, whatever stood before', () => {
  const wanted: Record<Sort, string> = {
    newest: 'cba',
    oldest: 'abc',
    name: 'cba',
    largest: 'abc',
    longest: 'cba',
  };
  for (const [sort, order] of Object.entries(wanted))
    for (const before of [[], [b], [c, a, b], [entry('gone')]])
      assert.equal(idsOf(ordered([b, c, a], sort as Sort, before)), sort === 'name' ? 'cba' : order);
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
