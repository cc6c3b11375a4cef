// A time limit that counts only while the work may go on.

export interface Deadline {
  /** Counting stops, or goes on where it stopped. */
  count(isCounting: boolean): void;
  clear(): void;
}

/** Longer than this no timer of Node's can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls `onOver` once, when it has counted `ms` milliseconds; it counts from the beginning. */
export function createDeadline(ms: number, onOver: () => void): Deadline {
  let left = Math.min(ms, MAX_TIMER_MS);
  let since = 0;
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const deadline: Deadline = {
    count(isCounting) {
      if (isCounting === (timer !== null)) return;
      if (isCounting) {
        since = performance.now();
        timer = setTimeout(onOver, left);
      } else {
        stop();
        left = Math.max(0, left - (performance.now() - since));
      }
    },
    clear: stop,
  };
  deadline.count(true);
  return deadline;
}
