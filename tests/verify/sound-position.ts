// Finds where the delivered sound lies against the signal that was encoded, to the sample.
import { soundSamples } from '../media/sound.ts';
import type { DecodedSound } from './decoded-media.ts';

export interface SoundPosition {
  /** The second of the signal that was looked for. */
  readonly second: number;
  /** How much later than its timestamp it is heard, in samples of the delivered rate. */
  readonly lateSamples: number;
  /** Normalised correlation at that place: 1 is the same shape. */
  readonly likeness: number;
}

const windowSamples = 4096;
/** Two AAC frames and a half: further off is not found, and then the likeness is low. */
const reachSamples = 2560;

/**
 * Looks for each second's beep near the time where it must be heard.
 * `startSeconds` is when the signal's sample 0 must be heard; seconds not wholly delivered are left out.
 */
export function soundPositions(
  sound: DecodedSound,
  expected: { readonly voice: number; readonly startSeconds: number },
): SoundPosition[] {
  const positions: SoundPosition[] = [];
  for (let second = 0; ; second++) {
    const at = Math.round((expected.startSeconds + second - sound.firstSeconds) * sound.rate);
    if (at + windowSamples + reachSamples > sound.samples.length) return positions;
    if (at < 0) continue;
    const wanted = soundSamples({
      first: second * sound.rate,
      count: windowSamples,
      rate: sound.rate,
      voice: expected.voice,
    });
    positions.push({ second, ...bestMatch(sound.samples, wanted, at) });
  }
}

function bestMatch(
  samples: Float32Array,
  wanted: Float32Array,
  at: number,
): { lateSamples: number; likeness: number } {
  let best = { lateSamples: 0, likeness: -1 };
  for (let late = Math.max(-reachSamples, -at); late <= reachSamples; late++) {
    const likeness = correlation(samples, wanted, at + late);
    if (likeness > best.likeness) best = { lateSamples: late, likeness };
  }
  return best;
}

function correlation(samples: Float32Array, wanted: Float32Array, at: number): number {
  let product = 0;
  let powerHeard = 1e-12;
  let powerWanted = 1e-12;
  for (let n = 0; n < wanted.length; n++) {
    const heard = samples[at + n] ?? 0;
    const signal = wanted[n] ?? 0;
    product += heard * signal;
    powerHeard += heard * heard;
    powerWanted += signal * signal;
  }
  return product / Math.sqrt(powerHeard * powerWanted);
}
