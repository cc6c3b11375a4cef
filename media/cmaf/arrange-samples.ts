// Gives samples decode times so that a segment begins exactly at its cut.
import { BoxError } from '../isobmff/index.ts';

/** Durations and signed composition offsets in decode order, in the ticks of the presentation times. */
export interface ArrangedSamples {
  readonly baseDecodeTime: number;
  readonly samples: readonly { readonly duration: number; readonly compositionOffset: number }[];
}

const maxDuration = 0xffffffff;
const maxOffset = 0x7fffffff;

/**
 * The i-th sample in decode order gets the i-th smallest presentation time as its decode time. So the base
 * decode time is the first presentation time, decode times are continuous across segments whatever the
 * reordering, and offsets may be negative (`trun` version 1, ISO/IEC 14496-12 §8.8.8).
 *
 * @param pts presentation times in decode order: whole ticks, all different
 * @param end where the segment ends; the last sample (in presentation order) lasts until there
 * @throws BoxError `inconsistent` for no samples or two at the same time, `out-of-range` for times that are not
 *   safe integers, are negative, lie at or after `end`, or need fields wider than 32 bits
 */
export function arrangeSamples(pts: readonly number[], end: number): ArrangedSamples {
  if (pts.length === 0) throw new BoxError('inconsistent', 'a segment needs at least one sample');
  const times = Float64Array.from(pts).sort();
  const baseDecodeTime = times[0] as number;
  checkTime(baseDecodeTime, end);
  const samples = pts.map((time, i) => {
    checkTime(time, end);
    const decodeTime = times[i] as number;
    const duration = (times[i + 1] ?? end) - decodeTime;
    const compositionOffset = time - decodeTime;
    if (duration === 0) {
      throw new BoxError('inconsistent', `two samples have the presentation time ${decodeTime}`);
    }
    if (duration > maxDuration || Math.abs(compositionOffset) > maxOffset) {
      const message = `a sample at ${time} lasts ${duration} with offset ${compositionOffset}: beyond 32 bits`;
      throw new BoxError('out-of-range', message);
    }
    return { duration, compositionOffset };
  });
  return { baseDecodeTime, samples };
}

function checkTime(time: number, end: number): void {
  if (!Number.isSafeInteger(time) || !Number.isSafeInteger(end) || time < 0 || time >= end) {
    throw new BoxError('out-of-range', `presentation time ${time} is not a whole tick in [0, ${end})`);
  }
}
