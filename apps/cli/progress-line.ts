/** One line of progress: name, bar, share, bytes, rate and time left. */
import { formatLeft, formatShare, formatSize } from './format.ts';

/** The rate is taken over this long: short enough to follow a change, long enough to be calm. */
const windowMs = 5000;
/** Before this, a rate would be a guess. */
const settleMs = 1000;

export interface ProgressMeter {
  /** Records how much is there now. */
  add(doneBytes: number, nowMs: number): void;
  /** Bytes a second over the last seconds, or null while it is too early to say. */
  rate(): number | null;
}

/** Measures a rate from the bytes really moved in this run: bytes that were there at the first `add` do not count. */
export function createProgressMeter(): ProgressMeter {
  let samples: { atMs: number; bytes: number }[] = [];
  return {
    add(doneBytes, nowMs) {
      samples.push({ atMs: nowMs, bytes: doneBytes });
      samples = samples.filter(({ atMs }, index) => index === samples.length - 1 || nowMs - atMs <= windowMs);
    },
    rate() {
      const [first, last] = [samples[0], samples.at(-1)];
      if (first === undefined || last === undefined || last.atMs - first.atMs < settleMs) return null;
      return ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs);
    },
  };
}

export interface Progress {
  readonly label: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
}

/** The line, no wider than `columns`; what matters least goes first. */
export function progressLine(progress: Progress, columns: number): string {
  const { doneBytes, totalBytes, bytesPerSecond } = progress;
  const share = totalBytes === 0 ? 1 : doneBytes / totalBytes;
  const left =
    bytesPerSecond !== null && bytesPerSecond > 0 ? (totalBytes - doneBytes) / bytesPerSecond : null;
  const parts = [
    formatShare(share).padStart(5),
    `${formatSize(doneBytes)} of ${formatSize(totalBytes)}`,
    ...(bytesPerSecond === null ? [] : [`${formatSize(bytesPerSecond)}/s`]),
    ...(left === null || share >= 1 ? [] : [`${formatLeft(left)} left`]),
  ];
  const label = progress.label.length > 28 ? `${progress.label.slice(0, 27)}…` : progress.label;
  while (parts.length > 1 && label.length + parts.join('  ').length + 4 > columns - 1) parts.pop();
  const tail = parts.join('  ');
  const room = columns - 1 - label.length - tail.length - 4;
  return room >= 8
    ? `${label}  ${bar(share, Math.min(room, 32))}  ${tail}`
    : `${label}  ${tail}`.slice(0, columns - 1);
}

/** A bar of `width` characters. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '━'.repeat(filled) + '─'.repeat(width - filled);
}
