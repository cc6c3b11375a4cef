import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSearch } from './recent-searches.ts';

test('what was typed on from an earlier search takes its place', () => {
  assert.deepEqual(withSearch(['Wav', 'moon'], 'wave '), ['wave', 'moon']);
});

test('nothing is not a search, and the oldest are forgotten', () => {
  assert.deepEqual(withSearch(['a'], '  '), ['a']);
  const eight = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  assert.deepEqual(withSearch(eight, 'x'), ['x', ...eight.slice(0, 7)]);
});
