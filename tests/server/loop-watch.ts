// Loaded before a server under test: measures how long its one thread was ever busy without a pause.

/** How often the thread says that it is free; a stretch of work shows as the time between two of these. */
const TICK_MS = 10;

export interface LoopReport {
  /** Longest stretch in which nothing else could run, by the processor time the thread took: load elsewhere does not count. */
  readonly longestStretchMs: number;
  readonly ticks: number;
  readonly rssBytes: number;
}

let longestMs = 0;
let ticks = 0;
let lastAt = performance.now();
let lastCpuMs = threadMs();

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const timer = setInterval(() => {
  const now = performance.now();
  const cpuMs = threadMs();
  // Processor time alone would count short tasks between two late ticks; elapsed time alone would count other processes.
  const stretch = Math.min(now - lastAt, cpuMs - lastCpuMs);
  if (stretch > longestMs) longestMs = stretch;
  lastAt = now;
  lastCpuMs = cpuMs;
  ticks++;
}, TICK_MS);
timer.unref();

process.on('message', (message) => {
  if (message === 'loop-reset') {
    longestMs = 0;
    ticks = 0;
  }
  if (message === 'loop-report') {
    const report: LoopReport = { longestStretchMs: longestMs, ticks, rssBytes: process.memoryUsage.rss() };
    process.send?.(report);
  }
});
process.channel?.unref();
