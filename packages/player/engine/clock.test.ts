import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatClock, speakClock } from './clock.ts';

test('writes hours only where there are some, and nothing odd for what is no time', () => {
  assert.deepEqual(
    [0, 65.9, 3723, Number.NaN, -4].map((s) => formatClock(s)),
    ['0:00', '1:05', '1:02:03', '0:00', '0:00'],
  );
});

test('speaks what it writes, in the language of the viewer', () => {
  assert.equal(speakClock(3723), '1 hour, 2 minutes, 3 seconds');
  assert.equal(speakClock(120, 'de'), '2 Minuten');
  assert.equal(speakClock(0), '0 seconds');
});
