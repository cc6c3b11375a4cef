// A server for a test to kill: starts a pool, gets its processes busy, and tells their ids.
import { createEncoderPool } from '../index.ts';
import { makeRequest, quietLogger, scriptedHandler } from './requests.ts';

const pool = createEncoderPool({
  interactiveProcesses: 2,
  fillProcesses: 0,
  memoryCapBytes: 1024 ** 3,
  recycleAfterJobs: 100,
  maxInteractiveWaitMs: 60_000,
  handlerModule: scriptedHandler,
  logger: quietLogger,
});

let begun = 0;
for (const script of ['hang', 'block']) {
  const tellWhenBusy = (): void => {
    begun += 1;
    if (begun === 2) console.log(JSON.stringify(pool.stats().processes.map(({ pid }) => pid)));
  };
  void pool.make(makeRequest(script), { priority: 'interactive', onChunk: tellWhenBusy }).catch(() => {});
}
