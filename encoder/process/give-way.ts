// Lets work that nobody waits for stand still while viewers need the processors.
import { readSync } from 'node:fs';

/** How often the gate is looked at. */
const LOOK_EVERY_MS = 20;

const OPEN = '1'.charCodeAt(0);

/** Returns a function to be called often, between pictures: it returns when the gate is open. */
export function createGiveWay(gateFd: number): () => void {
  const byte = Buffer.alloc(1);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const isOpen = (): boolean => readSync(gateFd, byte, 0, 1, 0) === 0 || byte[0] === OPEN;
  let lookAt = 0;
  return () => {
    if (performance.now() < lookAt) return;
    // For as long as the server says: where it is gone, the watchdog ends the process.
    while (!isOpen()) Atomics.wait(cell, 0, 0, LOOK_EVERY_MS);
    lookAt = performance.now() + LOOK_EVERY_MS;
  };
}
