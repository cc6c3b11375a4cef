import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseNext, isTooSlow } from './next-rendition.ts';

const rates = [500_000, 1_000_000, 2_000_000, 4_000_000];

test('the emptier the buffer, the less of the line is asked for; a full one pays for more than it carries', () => {
  const cases = [
    // [seconds buffered, bits a second that the line carries, rendition of now, next one]
    [0, 400_000, 0, 0],
    [0, 1_500_000, -1, 0],
    [0, 2_000_000, -1, 1],
    [8, 1_200_000, 0, 0],
    [8, 1_250_000, 0, 1],
    [8, 1_200_000, 1, 1],
    [8, 1_100_000, 1, 0],
    [8, 50_000_000, 0, 3],
    [30, 1_500_000, 1, 2],
    [30, 1_300_000, 2, 2],
    [30, 1_200_000, 2, 1],
    [30, 2_600_000, 3, 3],
    [30, 100_000, 3, 0],
  ] as const;
  for (const [bufferSeconds, bits, current, next] of cases)
    assert.equal(
      chooseNext({ rates, current, bufferSeconds, bits }),
      next,
      `${bufferSeconds} s, ${bits} bit/s, from ${current}`,
    );
});

test('at the rate that is chosen the reserve is left at the end of what is looked ahead', () => {
  for (const bufferSeconds of [10, 20, 30])
    for (const bits of [700_000, 1_100_000, 2_900_000]) {
      const rate = rates[chooseNext({ rates, current: 1, bufferSeconds, bits })] ?? 0;
      const left = bufferSeconds + 30 - (30 * rate) / bits;
      assert.ok(left >= 8 || rate === rates[0], `${left} s are left of ${bufferSeconds} at ${bits} bit/s`);
    }
});

test('there is always a choice', () => {
  assert.equal(chooseNext({ rates: [9_000_000], current: 0, bufferSeconds: 0, bits: 1000 }), 0);
  assert.equal(chooseNext({ rates, current: 0, bufferSeconds: 0, bits: 0 }), 0);
});

test('a segment is given up that comes after the picture has stopped, where the smallest comes sooner', () => {
  const cases = [
    // [bytes left, bytes of the smallest, bits a second, seconds buffered, whether it is given up]
    [1_000_000, 100_000, 1_000_000, 9, false],
    [1_000_000, 100_000, 1_000_000, 7, true],
    [150_000, 100_000, 100_000, 4, false],
    [0, 100_000, 100_000, 0, false],
  ] as const;
  for (const [bytesLeft, leastBytes, bits, bufferSeconds, isGivenUp] of cases)
    assert.equal(isTooSlow({ bytesLeft, leastBytes, bits, bufferSeconds }), isGivenUp, `${bytesLeft} bytes`);
});
