import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import { avcConfigFromAnnexB, buildAvcConfig, codecString, parseAvcConfig, parseAvcSps } from './index.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));
}

// Written by x264 for 1920 × 1080 (cropped from 1088), 25 frames a second, High profile, level 4.0.
const highSps = hex('67640028acd940780227e5c044000003000400000300c83c60c658');
const pps = hex('68ebe3cb22c0');
// 352 × 288, Constrained Baseline, level 3.0.
const baselineSps = hex('6742c01ed9016096c044000003000400000300c83c58b920');

test('reads size after cropping, profile, level and timing of an SPS', () => {
  const sps = parseAvcSps(highSps);
  assert.equal(sps.profileIdc, 100);
  assert.equal(sps.levelIdc, 40);
  assert.deepEqual([sps.width, sps.height], [1920, 1080]);
  assert.deepEqual([sps.chromaFormat, sps.bitDepthLuma, sps.frameMbsOnly], [1, 8, true]);
  assert.deepEqual(sps.vui?.timing, { unitsInTick: 1, timeScale: 50, isFixed: false });
  assert.equal(sps.vui?.maxReorderFrames, 2);
});

test('builds avcC from Annex B parameter sets, each set once, and reads it back', () => {
  const code = Uint8Array.of(0, 0, 0, 1);
  const record = avcConfigFromAnnexB(
    Uint8Array.from([...code, ...highSps, ...code, ...pps, ...code.subarray(1), ...highSps]),
  );
  const config = parseAvcConfig(record);
  assert.deepEqual(config.sps, [highSps]);
  assert.deepEqual(config.pps, [pps]);
  assert.equal(config.lengthSize, 4);
  assert.deepEqual([...record.subarray(-4)], [0xfd, 0xf8, 0xf8, 0]); // 4:2:0, 8 bits, no SPS extensions
  assert.equal(codecString('avc1', record), 'avc1.640028');
});

test('omits the format fields for Baseline, and keeps its constraint flags in the codec string', () => {
  const record = buildAvcConfig([baselineSps], [pps]);
  assert.equal(record.byteLength, 6 + 2 + baselineSps.byteLength + 1 + 2 + pps.byteLength);
  assert.equal(codecString('avc3', record), 'avc3.42c01e');
});

test('refuses records that are cut at any byte with a BoxError', () => {
  const record = buildAvcConfig([highSps], [pps]).subarray(0, -4);
  for (let length = 0; length < record.byteLength; length++) {
    assert.throws(() => parseAvcConfig(record.subarray(0, length)), BoxError);
  }
});

test('survives an SPS with any bytes: a picture of sane size or a BoxError', () => {
  let seed = 7;
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from(highSps);
    for (let n = 0; n < 3; n++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      bytes[1 + ((seed >>> 8) % (bytes.length - 1))] = seed >>> 24;
    }
    try {
      const sps = parseAvcSps(bytes);
      assert.ok(sps.width > 0 && sps.width <= 65_536 && sps.height > 0 && sps.height <= 65_536);
    } catch (error) {
      assert.ok(error instanceof BoxError, String(error));
    }
  }
});
