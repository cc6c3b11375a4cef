import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, formatLeft, formatShare, formatSize } from './format.ts';
import { createProgressMeter, progressLine } from './progress-line.ts';

test('the rate counts only what moved in this run, over the last seconds', () => {
  const meter = createProgressMeter();
  meter.add(500_000_000, 0);
  assert.equal(meter.rate(), null);
  for (let second = 1; second <= 20; second++) meter.add(500_000_000 + second * 1_000_000, second * 1000);
  assert.equal(meter.rate(), 1_000_000);
  for (let second = 21; second <= 30; second++) meter.add(520_000_000, second * 1000);
  assert.equal(meter.rate(), 0);
});

test('a line of progress is never wider than the terminal', () => {
  const progress = {
    label: 'a rather long name of a film.mp4',
    doneBytes: 43e7,
    totalBytes: 1e9,
    bytesPerSecond: 57e6,
  };
  assert.equal(
    progressLine(progress, 120),
    'a rather long name of a fil…  ━━━━━━━━━━━━━━──────────────────   43 %  430 MB of 1.0 GB  57.0 MB/s  10 s left',
  );
  for (let columns = 40; columns <= 200; columns++)
    assert.ok(progressLine(progress, columns).length < columns);
});

test('numbers read as people write them', () => {
  assert.deepEqual([0, 999, 1000, 1_234_567, 99_949_000, 999_499_999, 5.1e12].map(formatSize), [
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.2 MB',
    '99.9 MB',
    '999 MB',
    '5.1 TB',
  ]);
  assert.deepEqual([0, 62_000, 3_723_000].map(formatDuration), ['0:00', '1:02', '1:02:03']);
  assert.deepEqual([0.2, 89, 90, 7800].map(formatLeft), ['1 s', '89 s', '2 min', '2 h 10 min']);
  assert.deepEqual([0, 0.999, 1].map(formatShare), ['0 %', '99 %', '100 %']);
});
