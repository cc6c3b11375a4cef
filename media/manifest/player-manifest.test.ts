import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoxError } from '../isobmff/index.ts';
import type { PresentedAudio, PresentedVideo } from '../presentation/index.ts';
import { cutsOf, type PlayerManifest, writePlayerManifest } from './index.ts';

const video: PresentedVideo = {
  id: 'v720',
  codecs: 'avc1.64001f',
  peakBandwidth: 3_000_000.2,
  averageBandwidth: 2_000_000,
  timescale: 24_000,
  cuts: [1001, 97_097, 193_193, 200_000],
  width: 1280,
  height: 720,
  frameRate: { numerator: 24_000, denominator: 1001 },
};
const audio: PresentedAudio = {
  id: 'a1',
  codecs: 'mp4a.40.2',
  peakBandwidth: 130_000,
  averageBandwidth: 128_000,
  timescale: 48_000,
  cuts: [0, 192_512, 480_000],
  name: 'English',
  language: 'en',
  channels: 2,
  sampleRate: 48_000,
  isDefault: true,
};
const duration = { ticks: 10, timescale: 1 };

test('gives every rendition with its cuts and its init segment, shared cuts once', () => {
  const presentation = { duration, video: [video, { ...video, id: 'v360' }], audio: [audio] };
  const inits = new Map([['v720', new Uint8Array([0, 1, 254, 255])]]);
  const manifest = JSON.parse(writePlayerManifest(presentation, inits)) as PlayerManifest;
  assert.equal(manifest.durationMs, 10_000);
  assert.equal(manifest.hasStoryboard, false);
  assert.equal(manifest.timelines.length, 2);
  assert.deepEqual(
    manifest.video.map(({ id, timeline, init, peakBandwidth }) => [id, timeline, init, peakBandwidth]),
    [
      ['v720', 0, 'AAH+/w==', 3_000_001],
      ['v360', 0, null, 3_000_001],
    ],
  );
  const [pictures, sound] = manifest.timelines;
  assert.deepEqual(pictures?.runs, [
    [96_096, 2],
    [6807, 1],
  ]);
  assert.deepEqual(
    pictures && cutsOf(pictures),
    video.cuts.map((cut) => cut / 24_000),
  );
  assert.deepEqual(
    sound && cutsOf(sound),
    audio.cuts.map((cut) => cut / 48_000),
  );
});

test('refuses what no player could follow', () => {
  const isInconsistent = (error: unknown) => error instanceof BoxError && error.code === 'inconsistent';
  const broken = { duration, video: [{ ...video, cuts: [0, 5, 5] }], audio: [] };
  assert.throws(() => writePlayerManifest(broken, new Map()), isInconsistent);
  assert.throws(() => writePlayerManifest({ duration, video: [], audio: [] }, new Map()), isInconsistent);
});
