// Ends an orphaned encoder process even while its main thread computes or hangs.
import { Worker } from 'node:worker_threads';

/**
 * What the thread runs. Plain JavaScript in a string: a TypeScript file would load the type stripper a second time,
 * which takes more memory than the thread itself.
 */
const source = `
const { rmdirSync } = require('node:fs');
const { workerData: parent } = require('node:worker_threads');
// Once the parent is gone the system hands the process to another one, and nobody is left to enforce a deadline.
setInterval(() => {
  if (process.ppid === parent) return;
  try {
    rmdirSync(process.cwd());
  } catch {}
  process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/** Starts a thread that kills this process within a second or two of the parent's end. Resolves when it runs. */
export function startWatchdog(parentPid: number): Promise<void> {
  const thread = new Worker(source, {
    eval: true,
    workerData: parentPid,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  return new Promise((resolve, reject) => {
    thread.once('online', resolve);
    thread.once('error', reject);
  });
}
