import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import { codecString, parseHevcConfig } from './index.ts';

// Main profile, main tier, level 3.1; one VPS array.
const hvcC = Uint8Array.of(
  ...[1, 0x01, 0x60, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f],
  ...[1, 0xa0, 0, 1, 0, 2, 0x40, 0x01],
);

test('writes HEVC strings with reversed compatibility flags and without trailing zero constraints', () => {
  assert.equal(codecString('hvc1', hvcC), 'hvc1.1.6.L93.B0');
  const high = Uint8Array.from(hvcC);
  high[1] = 0x40 | 0x20 | 4; // profile space A, high tier, range extensions
  high[6] = 0;
  assert.equal(codecString('hev1', high), 'hev1.A4.6.H93');
  assert.deepEqual(parseHevcConfig(hvcC).arrays, [{ nalType: 32, units: [Uint8Array.of(0x40, 0x01)] }]);
});

test('writes AV1 and VP9 strings from their records', () => {
  assert.equal(codecString('av01', Uint8Array.of(0x81, 0x08, 0x0c, 0)), 'av01.0.08M.08');
  assert.equal(codecString('av01', Uint8Array.of(0x81, 0x4d, 0xe0, 0)), 'av01.2.13H.12');
  assert.equal(codecString('vp09', Uint8Array.of(1, 0, 0, 0, 2, 31, 0xa2, 1, 1, 1, 0, 0)), 'vp09.02.31.10');
});

test('says opus, and refuses what it does not know', () => {
  assert.equal(codecString('Opus', new Uint8Array()), 'opus');
  assert.throws(
    () => codecString('ev\u0000l', new Uint8Array()),
    (error: unknown) =>
      error instanceof BoxError && error.code === 'unsupported' && error.message.includes("'ev?l'"),
  );
  assert.throws(() => codecString('hvc1', hvcC.subarray(0, 25)), BoxError);
  assert.throws(() => codecString('av01', Uint8Array.of(0x81, 0)), BoxError);
});

test('refuses an hvcC that claims more NAL units than bytes', () => {
  const lying = Uint8Array.from(hvcC);
  lying.set([0xff, 0xff], 24);
  assert.throws(
    () => parseHevcConfig(lying),
    (error: unknown) => error instanceof BoxError && error.code === 'truncated',
  );
});
