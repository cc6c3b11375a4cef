// The thread behind the URL reader: fetches the block it is asked for, then the one after it.
import { type MessagePort, workerData } from 'node:worker_threads';
import type { FetchedBlock } from './url-reader.ts';

const { url, sizeBytes, blockBytes, port, signal } = workerData as {
  readonly url: string;
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly port: MessagePort;
  readonly signal: Int32Array;
};

const ATTEMPTS = 3;
const FETCH_MS = 20_000;
const pending = new Map<number, Promise<void>>();

port.on('message', (asked: { readonly block: number; readonly ahead: number }) => {
  void request(asked.block).then(() => (asked.ahead === asked.block ? undefined : request(asked.ahead)));
});

function request(block: number): Promise<void> {
  const known = pending.get(block);
  if (known !== undefined) return known;
  const work = fetchBlock(block).then((answer) => {
    pending.delete(block);
    port.postMessage(answer, answer.bytes === null ? [] : [answer.bytes.buffer as ArrayBuffer]);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
  pending.set(block, work);
  return work;
}

async function fetchBlock(block: number): Promise<FetchedBlock> {
  const first = block * blockBytes;
  const last = Math.min(first + blockBytes, sizeBytes) - 1;
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const response = await fetch(url, {
        headers: { range: `bytes=${first}-${last}` },
        redirect: 'error',
        signal: AbortSignal.timeout(FETCH_MS),
      });
      if (response.status !== 206) {
        reason = `status ${response.status} for a range`;
        await response.body?.cancel();
        continue;
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.byteLength === last - first + 1) return { block, bytes, error: null };
      reason = `${bytes.byteLength} bytes instead of ${last - first + 1}`;
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  return { block, bytes: null, error: reason };
}
