// What a delivery must be: every frame once, at its time; every sample in its place; fragments without a seam.
import assert from 'node:assert/strict';
import type { ExpectedFrame } from '../media/spec.ts';
import type { DecodedSound, DecodedTrack, SeenFrame } from './decoded-media.ts';
import { readFragments } from './read-fragments.ts';
import { soundPositions } from './sound-position.ts';

/**
 * Every expected frame is seen exactly once, in order, at its time plus one constant shift (a source that starts
 * elsewhere than 0); only the first one may be shown earlier, at 0. Times may differ by `toleranceSeconds`: containers round to their own ticks.
 * Returns the shift in seconds, for `expectLipSync`.
 */
export function expectEveryFrameOnce(
  seen: readonly SeenFrame[],
  expected: readonly ExpectedFrame[],
  toleranceSeconds = 0.0011,
): number {
  const unreadable = seen.filter((frame) => frame.number === null).map((frame) => frame.seconds);
  assert.deepEqual(unreadable, [], 'frames whose number cannot be read, at these seconds');
  const numbers = seen.map((frame) => frame.number as number);
  const wanted = expected.map((frame) => frame.number);
  const seenOnce = new Set(numbers);
  const wantedOnce = new Set(wanted);
  const faults = {
    missing: wanted.filter((number) => !seenOnce.has(number)),
    repeated: numbers.filter((number, n) => numbers.indexOf(number) !== n),
    unexpected: numbers.filter((number) => !wantedOnce.has(number)),
  };
  assert.deepEqual(faults, { missing: [], repeated: [], unexpected: [] });
  assert.deepEqual(numbers, wanted, 'frames are shown out of order');
  const shift = (seen.at(-1)?.seconds ?? 0) - (expected.at(-1)?.seconds ?? 0);
  const misplaced = expected.flatMap((frame, n) => {
    const at = seen[n]?.seconds ?? 0;
    const late = at - shift - frame.seconds;
    // Where sound begins before the picture, the first frame is on the screen from the very beginning.
    if (n === 0 && late < 0 && at === 0) return [];
    return Math.abs(late) > toleranceSeconds ? [{ number: frame.number, lateSeconds: late }] : [];
  });
  assert.deepEqual(misplaced, [], 'frames at wrong times');
  return shift;
}

export interface ExpectedSound {
  readonly voice: number;
  /** When sample 0 of the signal must be heard, the picture's shift included. */
  readonly startSeconds: number;
  /** How many samples early or late are allowed; 1,024 is one AAC frame. */
  readonly withinSamples?: number;
  /**
   * AAC begins with the first frame that is heard, without the priming frame before it, with which a decoder would have
   * overlapped its first half: that fades in instead.
   */
  readonly fadesIn?: boolean;
}

/**
 * The sound is the expected voice, without a gap, and each second's beep is heard at its time, the last one included.
 * Returns the positions found.
 */
export function expectLipSync(sound: DecodedSound | null, expected: ExpectedSound) {
  assert.ok(sound !== null, 'there is no sound');
  assert.deepEqual(sound.gaps, [], 'samples missing (or, below zero, repeated)');
  const positions = soundPositions(sound, expected);
  assert.ok(positions.length > 0, 'the sound is too short to find a whole second in it');
  const within = expected.withinSamples ?? 1024;
  const wrong = positions.filter(
    ({ second, lateSamples, likeness }) =>
      likeness < (second === 0 && expected.fadesIn === true ? 0.83 : 0.9) || Math.abs(lateSamples) > within,
  );
  assert.deepEqual(wrong, [], `seconds whose sound is another or more than ${within} samples away`);
  // Where the first beep fades in, one of its later periods may fit best.
  const steady = expected.fadesIn === true ? positions.filter(({ second }) => second > 0) : positions;
  const places = (steady.length > 0 ? steady : positions).map((position) => position.lateSamples);
  const drift = Math.max(...places) - Math.min(...places);
  assert.ok(
    drift <= 2,
    `the sound moves by ${drift} samples against its own timestamps: ${places.join(' ')}`,
  );
  return positions;
}

/**
 * The sound begins no later than its signal and ends with it, to within `withinSamples`: at each end a coded frame may
 * be left out or filled up. What lies before the signal is silence.
 */
export function expectSoundSpan(
  sound: DecodedSound | null,
  signal: { readonly startSeconds: number; readonly seconds: number },
  withinSamples = 2048,
): void {
  assert.ok(sound !== null, 'there is no sound');
  const { rate, firstSeconds, samples } = sound;
  const late = Math.round((firstSeconds - Math.max(0, signal.startSeconds)) * rate);
  assert.ok(late <= withinSamples, `the sound begins ${late} samples late`);
  const over = Math.round((firstSeconds - signal.startSeconds - signal.seconds) * rate) + samples.length;
  assert.ok(Math.abs(over) <= withinSamples, `the sound ends ${over} samples later than its signal`);
}

/** Each fragment's tfdt is where the one before it ended; each begins with a sync sample; sizes add up. */
export function expectContinuousFragments(segments: readonly Buffer[]): void {
  let end: number | null = null;
  for (const [n, segment] of segments.entries()) {
    const fragments = readFragments(segment);
    assert.ok(fragments.length > 0, `segment ${n} has no fragment`);
    assert.ok(fragments[0]?.firstIsSync, `segment ${n} does not begin with a sync sample`);
    for (const fragment of fragments) {
      if (end !== null) assert.equal(fragment.baseTime, end, `tfdt of segment ${n}`);
      assert.equal(
        fragment.sampleBytes,
        fragment.mdatBytes,
        `bytes of the samples and of the mdat of segment ${n}`,
      );
      end = fragment.baseTime + fragment.duration;
    }
  }
}

/** The decoder had nothing to complain of. */
export function expectCleanDecode(track: DecodedTrack): void {
  assert.deepEqual(track.errors, [], 'errors of the decoder');
}
