import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePath } from '../verify/decode.ts';
import type { SourceWish } from './spec.ts';
import { makeFeatureFilm, makeLongSource } from './stretch.ts';

const wishes: readonly [string, SourceWish][] = [
  ['H.264 in MP4', { seconds: 6.4 }],
  ['HEVC in Matroska', { seconds: 6.4, container: 'mkv', video: { codec: 'hevc' } }],
];

for (const [what, wish] of wishes) {
  test(`a long source of ${what} is its copies one after another, without a gap`, async () => {
    const path = await makeLongSource(wish, 3); // 160 frames and 300 AAC frames a copy
    const { tracks } = await decodePath(path);
    const frames = tracks.find((track) => track.kind === 'video')?.frames ?? [];
    assert.deepEqual(
      frames.map((frame) => frame.number),
      Array.from({ length: 480 }, (_, n) => n % 160),
    );
    const late = frames.filter((frame, n) => Math.abs(frame.seconds - n / 25) > 1e-6);
    assert.deepEqual(late, []);
    const sound = tracks.find((track) => track.kind === 'audio')?.sound;
    // Matroska counts in milliseconds, 48 samples each.
    assert.deepEqual(
      sound?.gaps.filter(({ samples }) => Math.abs(samples) > 48),
      [],
    );
  });
}

test('a film refuses to be shorter than its repeated minute', () => {
  assert.throws(() => makeFeatureFilm(0.1), RangeError);
});
