import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import {
  annexBToLengthPrefixed,
  joinLengthPrefixed,
  parameterSetsAndDelimiters,
  splitAnnexB,
  splitLengthPrefixed,
  unescapeNal,
} from './index.ts';

test('finds units behind 3- and 4-byte start codes and drops trailing zeros', () => {
  const stream = Uint8Array.of(0, 0, 0, 1, 9, 16, 0, 0, 1, 103, 1, 2, 0, 0, 0, 1, 101, 7, 0, 0);
  assert.deepEqual(
    splitAnnexB(stream).map((unit) => [...unit]),
    [
      [9, 16],
      [103, 1, 2],
      [101, 7],
    ],
  );
});

test('finds every unit wherever zeros and ones stand (against a byte-by-byte search)', () => {
  let seed = 99;
  for (let round = 0; round < 3_000; round++) {
    const bytes = Uint8Array.from({ length: 40 }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return [0, 0, 0, 1, 2, 200][(seed >>> 10) % 6] as number;
    });
    const starts: number[] = [];
    for (let i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) starts.push(i + 3);
    }
    const wanted = starts.map((start, n) => {
      let end = (starts[n + 1] ?? bytes.length + 3) - 3;
      while (end > start && bytes[end - 1] === 0) end--;
      return [...bytes.subarray(start, end)];
    });
    const got = splitAnnexB(bytes).map((unit) => [...unit]);
    assert.deepEqual(
      got,
      wanted.filter((unit) => unit.length > 0),
    );
  }
});

test('converts to 4-byte lengths without delimiters and parameter sets', () => {
  const stream = Uint8Array.of(
    0,
    0,
    0,
    1,
    9,
    16,
    0,
    0,
    1,
    103,
    1,
    0,
    0,
    1,
    104,
    2,
    0,
    0,
    1,
    6,
    5,
    0,
    0,
    1,
    101,
    8,
  );
  const sample = annexBToLengthPrefixed(stream, parameterSetsAndDelimiters);
  assert.deepEqual([...sample], [0, 0, 0, 2, 6, 5, 0, 0, 0, 2, 101, 8]);
  assert.deepEqual(joinLengthPrefixed(splitLengthPrefixed(sample, 4)), sample);
});

test('reads 1- and 2-byte lengths, refuses one that runs past the end', () => {
  assert.deepEqual(
    splitLengthPrefixed(Uint8Array.of(1, 65, 0, 2, 66, 67), 1).map((unit) => [...unit]),
    [[65], [66, 67]],
  );
  assert.deepEqual([...(splitLengthPrefixed(Uint8Array.of(0, 1, 65), 2)[0] ?? [])], [65]);
  const isTruncated = (error: unknown) => error instanceof BoxError && error.code === 'truncated';
  assert.throws(() => splitLengthPrefixed(Uint8Array.of(255, 255, 255, 255, 1), 4), isTruncated);
  assert.throws(() => splitLengthPrefixed(Uint8Array.of(0, 0, 0), 4), isTruncated);
});

test('removes emulation prevention, and only that', () => {
  assert.deepEqual(
    [...unescapeNal(Uint8Array.of(1, 0, 0, 3, 1, 0, 0, 3, 0, 0, 3))],
    [1, 0, 0, 1, 0, 0, 0, 0],
  );
  assert.deepEqual([...unescapeNal(Uint8Array.of(0, 3, 0, 0, 4, 3))], [0, 3, 0, 0, 4, 3]);
});
