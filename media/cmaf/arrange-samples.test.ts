import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import { arrangeSamples } from './index.ts';

const hasCode = (code: string) => (error: unknown) => error instanceof BoxError && error.code === code;

test('a segment begins at its first presentation time, with negative offsets for B-frames', () => {
  // I P B B in decode order, shown as I B B P.
  const { baseDecodeTime, samples } = arrangeSamples([100, 400, 200, 300], 500);
  assert.equal(baseDecodeTime, 100);
  assert.deepEqual(samples, [
    { duration: 100, compositionOffset: 0 },
    { duration: 100, compositionOffset: 200 },
    { duration: 100, compositionOffset: -100 },
    { duration: 100, compositionOffset: -100 },
  ]);
});

test('durations add up to the cut and every presentation time is kept, whatever the order and rate', () => {
  let seed = 11;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 500; round++) {
    const pts = [random(2 ** 31)];
    for (let n = random(60); n > 0; n--) pts.push((pts.at(-1) as number) + 1 + random(5_000));
    const end = (pts.at(-1) as number) + 1 + random(5_000);
    const start = pts[0];
    for (let n = pts.length - 1; n > 0; n--) {
      const other = random(n + 1);
      [pts[n], pts[other]] = [pts[other] as number, pts[n] as number];
    }
    const { baseDecodeTime, samples } = arrangeSamples(pts, end);
    assert.equal(baseDecodeTime, start);
    let time = baseDecodeTime;
    for (const [n, sample] of samples.entries()) {
      assert.equal(time + sample.compositionOffset, pts[n]);
      assert.ok(sample.duration > 0);
      time += sample.duration;
    }
    assert.equal(time, end);
  }
});

test('refuses what makes no segment', () => {
  assert.throws(() => arrangeSamples([], 10), hasCode('inconsistent'));
  assert.throws(() => arrangeSamples([0, 5, 5], 10), hasCode('inconsistent'));
  for (const pts of [[0, 10], [-1], [0.5], [Number.NaN], [0, 11, 5]]) {
    assert.throws(() => arrangeSamples(pts, 10), hasCode('out-of-range'), String(pts));
  }
  assert.throws(() => arrangeSamples([0], 2 ** 32), hasCode('out-of-range'));
  assert.throws(() => arrangeSamples([2 ** 32, 0, 1], 2 ** 32 + 1), hasCode('out-of-range'));
  assert.throws(() => arrangeSamples([0], Number.POSITIVE_INFINITY), hasCode('out-of-range'));
});
