import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AudioIndex, VideoIndex } from '@vitascope/media/timeline';
import { checkLength } from './check-length.ts';

function video(timescale: number, ...pts: number[]): VideoIndex {
  const keys = new Uint8Array(pts.length);
  const sizes = new Uint32Array(pts.length);
  return {
    track: 0,
    timescale,
    pts: Float64Array.from(pts),
    keys,
    sizes,
    lastDuration: 1,
    timesAreExact: true,
  };
}

function sound(timescale: number, ...pts: number[]): AudioIndex {
  const samples = new Uint32Array(pts.length);
  const shared = { track: 1, timescale, rate: 48_000, pts: Float64Array.from(pts), samples, sizes: samples };
  return { ...shared, skipSamples: 0, firstPacket: null };
}

const day = 24 * 60 * 60;

test('a film may last a day, wherever its clock begins', () => {
  checkLength({ video: video(90_000, 0, day * 90_000), audio: [sound(1_000, 0)] });
  checkLength({ video: video(1, 5e9 + day, 5e9), audio: [] });
  checkLength({ video: null, audio: [sound(48_000, -1_024, 0)] });
});

test('timestamps that claim more are refused, within a track and between two', () => {
  const tooLong = { code: 'source-too-long', message: /claims to last \d+ hours; it may be 24/ };
  assert.throws(() => checkLength({ video: video(1, 0, day + 1), audio: [] }), tooLong);
  assert.throws(() => checkLength({ video: video(1, 0), audio: [sound(1, day + 1)] }), tooLong);
  assert.throws(() => checkLength({ video: null, audio: [sound(1, 0, Number.MAX_SAFE_INTEGER)] }), tooLong);
});
