import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rescale, toMilliseconds, toSeconds } from './index.ts';

/** The same in whole numbers of any size: to the nearest, halves away from zero. */
function exactly(ticks: number, from: number, to: number): number {
  const product = BigInt(ticks) * BigInt(to);
  const size = product < 0n ? -product : product;
  const rounded = (size * 2n + BigInt(from)) / (BigInt(from) * 2n);
  return Number(product < 0n ? -rounded : rounded);
}

describe('rescale', () => {
  it('rounds to the nearest tick, halves away from zero', () => {
    assert.equal(rescale(1, 90_000, 48_000), 1);
    assert.equal(rescale(1, 2, 1), 1);
    assert.equal(rescale(-1, 2, 1), -1);
    assert.equal(rescale(3, 2, 1), 2);
    assert.equal(rescale(1_001, 30_000, 90_000), 3_003);
    assert.equal(rescale(-7, 7, 1_000), -1_000);
    assert.equal(rescale(0, 1_000, 90_000), 0);
  });

  it('is exact for every safe integer, also where products and their doubles are not', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state;
    };
    const scales = [1, 3, 600, 1_000, 1_001, 11_025, 24_000, 44_100, 48_000, 90_000, 1_000_000, 10_000_000];
    for (let i = 0; i < 20_000; i++) {
      const from = scales[random() % scales.length] as number;
      const to = scales[random() % scales.length] as number;
      // Up to 2^53, of every magnitude, so that both paths and the edge between them are met.
      const size = Math.floor((random() / 2 ** 32) * 2 ** (random() % 54));
      const ticks = Math.min(size, Number.MAX_SAFE_INTEGER) * (random() % 2 === 0 ? 1 : -1);
      const expected = exactly(ticks, from, to);
      if (Number.isSafeInteger(expected))
        assert.equal(rescale(ticks, from, to), expected, `${ticks}: ${from} → ${to}`);
    }
  });

  it('is exact at the edge of the safe integers', () => {
    for (const edge of [Number.MAX_SAFE_INTEGER, Math.floor(Number.MAX_SAFE_INTEGER / 3)]) {
      for (const ticks of [edge, edge - 1, -edge]) {
        for (const [from, to] of [
          [2, 1],
          [3, 1],
          [7, 3],
          [90_000, 48_000],
        ] as const) {
          assert.equal(rescale(ticks, from, to), exactly(ticks, from, to), `${ticks}: ${from} → ${to}`);
        }
      }
    }
  });

  it('comes back unchanged from a finer timescale', () => {
    for (let ticks = -5_000; ticks < 5_000; ticks += 7)
      assert.equal(rescale(rescale(ticks, 1_001, 90_000), 90_000, 1_001), ticks);
  });
});

describe('a time', () => {
  it('is shown in seconds and in whole milliseconds', () => {
    assert.equal(toSeconds({ ticks: 45_000, timescale: 90_000 }), 0.5);
    assert.equal(toMilliseconds({ ticks: 1_001, timescale: 30_000 }), 33);
    assert.equal(toMilliseconds({ ticks: 7_200 * 90_000, timescale: 90_000 }), 7_200_000);
  });
});
