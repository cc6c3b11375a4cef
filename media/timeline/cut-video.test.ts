import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrangeSamples } from '../cmaf/index.ts';
import { closedKeyTimes, cutVideo, type VideoIndex } from './index.ts';
import { evenTimes, every, seededRandom, videoIndex } from './testing/indexes.ts';

/** 25 pictures a second, in milliseconds, with a key picture every so often. */
function film(seconds: number, keySeconds: number, more: { bPictures?: number; leading?: number } = {}) {
  const count = Math.round(seconds * 25);
  return videoIndex({
    times: evenTimes(count, 40),
    keys: every(Math.round(keySeconds * 25), count),
    ...more,
  });
}

const plain = { originTicks: 0, maxKeyGapSeconds: 12 };
const cutsOf = (index: VideoIndex) => cutVideo(index, plain).cuts;

describe('cuts at the source’s own keys', () => {
  it('are the keys nearest to four seconds after the cut before', () => {
    assert.deepEqual(cutsOf(film(20, 2)), [0, 4_000, 8_000, 12_000, 16_000, 20_000]);
    assert.deepEqual(cutsOf(film(12, 1.6)), [0, 4_800, 9_600, 12_000]); // 3.2 and 4.8 are as near
    assert.deepEqual(cutsOf(film(21, 1)).slice(-3), [16_000, 20_000, 21_000]);
    assert.deepEqual(cutsOf(film(30, 10)), [0, 10_000, 20_000, 30_000]);
    assert.equal(cutVideo(film(30, 10), plain).cutsAtKeys, true);
  });

  it('need a key at least every so many seconds, the end included', () => {
    assert.equal(cutVideo(film(36, 12), plain).cutsAtKeys, true);
    assert.equal(cutVideo(film(36, 12.04), plain).cutsAtKeys, false);
    const lateEnd = videoIndex({ times: evenTimes(600, 40), keys: [0, 150, 250] }); // 14 s without a key at the end
    assert.equal(cutVideo(lateEnd, plain).cutsAtKeys, false);
    assert.equal(cutVideo(film(36, 12), { ...plain, maxKeyGapSeconds: 5 }).cutsAtKeys, false);
  });

  it('need closed groups of pictures, exact times and a key at the beginning', () => {
    assert.equal(cutVideo(film(20, 2, { bPictures: 2 }), plain).cutsAtKeys, true);
    assert.equal(cutVideo(film(20, 2, { bPictures: 2, leading: 2 }), plain).cutsAtKeys, false);
    assert.equal(cutVideo({ ...film(20, 2), timesAreExact: false }, plain).cutsAtKeys, false);
    const headless = film(20, 2);
    headless.keys[0] = 0;
    assert.equal(cutVideo(headless, plain).cutsAtKeys, false);
  });

  it('join a tail of less than a second to the segment before it', () => {
    assert.deepEqual(cutsOf(film(8.96, 2)), [0, 4_000, 8_960]);
    assert.deepEqual(cutsOf(film(9, 2)), [0, 4_000, 8_000, 9_000]);
    assert.deepEqual(cutsOf(film(0.2, 2)), [0, 200]);
  });

  it('come from random keys as keys, in order, never far apart, with each frame counted once', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 300; round++) {
      const keys = [0];
      while (keys.length < 40) keys.push((keys.at(-1) as number) + 1 + random(random(2) === 0 ? 50 : 300));
      const count = (keys.at(-1) as number) + 1 + random(100);
      const index = videoIndex({ times: evenTimes(count, 40), keys, bPictures: random(4) });
      const { cuts, frames, cutsAtKeys } = cutVideo(index, plain);
      assert.equal(cutsAtKeys, true);
      const keyTimes = new Set(keys.map((key) => key * 40));
      for (const cut of cuts.slice(0, -1)) assert.ok(keyTimes.has(cut), `${cut}`);
      checkPartition(index, cuts, frames);
      for (const [i, cut] of cuts.slice(1).entries()) {
        // The farthest key, and a tail too short to stand alone.
        assert.ok(cut - (cuts[i] as number) < 13_000, `${cuts}`);
      }
    }
  });
});

describe('the closed keys of a track', () => {
  it('are those after which nothing is shown that comes before them', () => {
    assert.deepEqual(closedKeyTimes(film(6, 2, { bPictures: 3 })), [0, 2_000, 4_000]);
    assert.deepEqual(closedKeyTimes(film(6, 2, { leading: 1 })), [0]);
    assert.deepEqual(closedKeyTimes(videoIndex({ times: [], keys: [] })), []);
  });
});

describe('cuts on the grid', () => {
  it('are the first frames at or after each multiple of four seconds', () => {
    const times = evenTimes(300, 1_001); // 23.976 a second
    const index = videoIndex({ times, keys: [0], timescale: 24_000, lastDuration: 1_001 });
    assert.deepEqual(cutsOf(index), [0, 96 * 1_001, 192 * 1_001, 300 * 1_001]);
    assert.equal(cutVideo(index, plain).cutsAtKeys, false);
  });

  it('join a tail of less than a second too', () => {
    assert.deepEqual(cutsOf(film(16.96, 100)), [0, 4_000, 8_000, 12_000, 16_960]);
    assert.deepEqual(cutsOf(film(17, 100)), [0, 4_000, 8_000, 12_000, 16_000, 17_000]);
  });

  it('keep to the grid through variable rates and long pauses, with each frame counted once', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 300; round++) {
      const origin = random(2) === 0 ? random(90_000) : 0;
      const times = [origin + random(500)];
      for (let n = random(400); n > 0; n--)
        times.push((times.at(-1) as number) + 1 + random(random(20) === 0 ? 900_000 : 9_000));
      const index = videoIndex({ times, keys: [0], timescale: 90_000, lastDuration: 1 + random(9_000) });
      const { cuts, frames } = cutVideo(index, { originTicks: origin, maxKeyGapSeconds: 0 });
      checkPartition(index, cuts, frames, origin);
      const step = 4 * 90_000;
      for (const cut of cuts.slice(1, -1)) {
        const i = times.indexOf(cut + origin);
        assert.ok(i > 0, 'a cut is a frame');
        const before = (times[i - 1] as number) - origin;
        assert.ok(Math.floor(before / step) < Math.floor(cut / step), 'no frame since the multiple of 4 s');
        assert.ok((cuts.at(-1) as number) - cut >= 90_000, 'the tail is a second at least');
      }
    }
  });
});

describe('a video timeline', () => {
  it('begins at its origin, before the first frame where sound comes first', () => {
    const late = videoIndex({ times: evenTimes(250, 40, 1_500), keys: [0] });
    const { cuts, frames, originTicks } = cutVideo(late, { originTicks: 1_000, maxKeyGapSeconds: 12 });
    assert.equal(originTicks, 1_000);
    assert.deepEqual([cuts[0], cuts.at(-1)], [0, 10_500]);
    assert.equal(
      frames.reduce((a, b) => a + b),
      250,
    );
  });

  it('gives the last frame a duration even where the source states none', () => {
    assert.deepEqual(cutsOf(videoIndex({ times: [0], keys: [0], lastDuration: 0 })), [0, 1]);
  });

  it('does not exist without packets', () => {
    assert.throws(() => cutVideo(videoIndex({ times: [], keys: [] }), plain), /without packets/);
  });
});

describe('the composition shift', () => {
  it('allows for our encoder’s reordering where the source has less', () => {
    assert.equal(cutVideo(film(8, 2), plain).compositionShift, 80);
    assert.equal(cutVideo(film(8, 2, { bPictures: 3 }), plain).compositionShift, 80);
  });

  it('follows the longest pause between frames, and what dropping from high rates leaves', () => {
    const paused = videoIndex({ times: [0, 40, 80, 1_080, 1_120, 1_160], keys: [0] });
    assert.equal(cutVideo(paused, plain).compositionShift, 1_040);
    const fast = videoIndex({ times: evenTimes(500, 500), keys: [0], timescale: 60_000, lastDuration: 500 });
    assert.equal(cutVideo(fast, plain).compositionShift, 4_000); // two thirtieths of a second
  });

  it('leaves no negative offset in any segment of a copy', () => {
    const random = seededRandom(9);
    for (let round = 0; round < 200; round++) {
      const times = [0];
      while (times.length < 600) times.push((times.at(-1) as number) + 10 + random(60));
      const index = videoIndex({ times, keys: every(1 + random(60), 600), bPictures: random(4) });
      const { cuts, cutsAtKeys, compositionShift } = cutVideo(index, plain);
      assert.equal(cutsAtKeys, true);
      for (const [i, end] of cuts.slice(1).entries()) {
        const pts = [...index.pts].filter((time) => time >= (cuts[i] as number) && time < end);
        for (const { compositionOffset } of arrangeSamples(pts, end).samples)
          assert.ok(compositionOffset + compositionShift >= 0);
      }
    }
  });
});

/** Cuts rise, and their segments hold every frame once; none is empty. */
function checkPartition(
  index: VideoIndex,
  cuts: readonly number[],
  frames: readonly number[],
  origin = 0,
): void {
  assert.equal(frames.length, cuts.length - 1);
  assert.equal(cuts[0], 0);
  for (const [i, end] of cuts.slice(1).entries()) {
    const start = cuts[i] as number;
    assert.ok(end > start, `${cuts}`);
    const inside = index.pts.filter((time) => time - origin >= start && time - origin < end);
    assert.equal(frames[i], inside.length);
    assert.ok(inside.length > 0, 'no segment is empty');
  }
  assert.equal(
    frames.reduce((a, b) => a + b),
    index.pts.length,
  );
}
