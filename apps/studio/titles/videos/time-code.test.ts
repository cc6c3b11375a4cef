// Moments as people write them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime, writeTime } from './time-code.ts';

test('moments are read as they are written, and in the other ways that people write them', () => {
  for (const ms of [0, 500, 61_200, 3_599_900, 3_723_500, 36_000_000])
    assert.equal(readTime(writeTime(ms)), ms);
  assert.equal(writeTime(3_723_500), '1:02:03.5');
  assert.equal(writeTime(59_960), '1:00');
  for (const [text, ms] of [
    ['90', 90_000],
    ['1:30', 90_000],
    [' 1:30,25 ', 90_250],
    ['2:00:00', 7_200_000],
  ] as const)
    assert.equal(readTime(text), ms, text);
  for (const text of ['', 'a', '1:', ':30', '1:2:3:4', '-1']) assert.equal(readTime(text), null, text);
});
