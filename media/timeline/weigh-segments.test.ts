import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weighSegments } from './index.ts';

const place = (ticks: number): number => ticks - 100;

test('the peak is that of the heaviest segment, the average that of all, boxes included', () => {
  // Two segments of 1 s and one of 2 s, with 1,000, 3,500 and 1,500 bytes, in decode order around the cuts.
  const pts = Float64Array.of(100, 1_100, 1_000, 1_900, 2_100, 2_050, 4_000);
  const sizes = Uint32Array.of(600, 2_000, 400, 1_000, 1_000, 500, 500);
  const { peak, average } = weighSegments(
    { pts, sizes },
    { cuts: [0, 1_000, 2_000, 4_000], place, timescale: 1_000 },
  );
  assert.equal(peak, 3_500 * 8 * 1.02);
  assert.equal(average, Math.ceil((6_000 * 8 * 1.02) / 4));
});

test('packets outside all cuts count where they are nearest', () => {
  const scale = { cuts: [0, 1_000], place, timescale: 1_000 };
  const { peak } = weighSegments({ pts: Float64Array.of(0, 5_000), sizes: Uint32Array.of(100, 100) }, scale);
  assert.equal(peak, 200 * 8 * 1.02);
});

test('nothing weighs nothing', () => {
  const empty = { pts: new Float64Array(), sizes: new Uint32Array() };
  assert.deepEqual(weighSegments(empty, { cuts: [0, 1_000], place, timescale: 1_000 }), {
    peak: 0,
    average: 0,
  });
});
