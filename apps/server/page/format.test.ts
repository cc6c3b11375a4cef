import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatAge,
  formatClock,
  formatLeft,
  formatShare,
  formatSize,
  speakClock,
  titleOf,
} from './format.ts';

test('a clock never shows a second that has not begun', () => {
  assert.deepEqual([0, 59.99, 62, 3723.5, Number.NaN].map(formatClock), [
    '0:00',
    '0:59',
    '1:02',
    '1:02:03',
    '0:00',
  ]);
  assert.equal(speakClock(3661), '1 hour 1 minute 1 second');
  assert.equal(speakClock(0), '0 seconds');
});

test('a share is not 100 % before it is all there', () => {
  assert.deepEqual([-1, 0, 0.999999, 1].map(formatShare), ['0 %', '0 %', '99 %', '100 %']);
});

test('sizes keep three figures at most and change unit before they need a fourth', () => {
  assert.deepEqual([0, 999, 1000, 99_949_000, 999_400_000, 999_600_000].map(formatSize), [
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '99.9 MB',
    '999 MB',
    '1.0 GB',
  ]);
  assert.deepEqual([0.2, 89, 90, 7800].map(formatLeft), ['1 s', '89 s', '2 min', '2 h 10 min']);
});

test('an age is as near as it matters', () => {
  const now = new Date(2026, 10, 20, 15, 0, 0);
  const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();
  assert.equal(formatAge(at(2026, 10, 20, 14, 59), now, 'en-GB'), '1 min ago');
  assert.equal(formatAge(at(2026, 10, 20, 9, 5), now, 'en-GB'), 'today 09:05');
  assert.equal(formatAge(at(2026, 10, 3, 9, 5), now, 'en-GB'), '3 Nov');
  assert.equal(formatAge(at(2025, 10, 3, 9, 5), now, 'en-GB'), '3 Nov 2025');
  assert.equal(formatAge('nonsense', now), '');
});

test('the title of a file name has its words apart and no extension', () => {
  assert.equal(titleOf('the_long-take.1998.mp4'), 'the long take 1998');
  assert.equal(titleOf('Interview - second reel.mov'), 'Interview - second reel');
  assert.equal(titleOf('.mp4'), '.mp4');
});
