// Pools for tests, closed when the test ends.
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createEncoderPool, type EncoderPool, type EncoderPoolOptions, type MakeOptions } from '../index.ts';
import type { MakeRequest } from '../protocol.ts';
import { quietLogger, scriptedHandler } from './requests.ts';

/** A pool of one interactive and one fill process that run the scripted handler, unless said otherwise. */
export function openPool(context: TestContext, options: Partial<EncoderPoolOptions> = {}): EncoderPool {
  const pool = createEncoderPool({
    interactiveProcesses: 1,
    fillProcesses: 1,
    memoryCapBytes: 1024 ** 3,
    recycleAfterJobs: 1000,
    maxInteractiveWaitMs: 60_000,
    handlerModule: scriptedHandler,
    logger: quietLogger,
    ...options,
  });
  context.after(() => pool.close());
  return pool;
}

/** Makes a request and returns what was made, as text. */
export async function make(
  pool: EncoderPool,
  request: MakeRequest,
  options: { priority?: MakeOptions['priority']; signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<string> {
  const pieces: Buffer[] = [];
  await pool.make(request, {
    priority: 'interactive',
    ...options,
    onChunk: ({ bytes }) => {
      pieces.push(bytes);
    },
  });
  return Buffer.concat(pieces).toString('utf8');
}

export interface Begun {
  /** The code of the error that the job ends with; 'none' when it succeeds. */
  readonly outcome: Promise<string>;
}

/** Starts a request whose script says that it has begun and then never ends; resolves when it has begun. */
export function begin(
  pool: EncoderPool,
  request: MakeRequest,
  options: { priority?: MakeOptions['priority']; signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<Begun> {
  return new Promise((resolve) => {
    const outcome: Promise<string> = pool
      .make(request, { priority: 'interactive', ...options, onChunk: () => resolve({ outcome }) })
      .then(
        () => 'none',
        (error: { code: string }) => error.code,
      );
  });
}

/** Waits for what no event tells. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1500; tries += 1) {
    if (condition()) return;
    await delay(20);
  }
  throw new Error(`Waited in vain for ${what}.`);
}
