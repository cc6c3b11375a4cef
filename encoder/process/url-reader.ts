// Reads a signed URL by ranges for code that blocks: a thread fetches blocks, the caller waits on shared memory.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { SourceLocation } from '../protocol.ts';
import { SourceError } from './source-error.ts';
import type { SourceReader } from './source-reader.ts';

/** Large enough to hide a round trip, small enough that a seek wastes little. */
const BLOCK_BYTES = 1024 * 1024;
/** Where little is read, far apart, and nothing ahead of it. */
const SPARSE_BLOCK_BYTES = 64 * 1024;
const KEPT_BYTES = 16 * 1024 * 1024;
const WAIT_MS = 60_000;

type UrlLocation = Extract<SourceLocation, { kind: 'url' }>;

/** What the fetching thread answers. */
export interface FetchedBlock {
  readonly block: number;
  readonly bytes: Uint8Array | null;
  readonly error: string | null;
}

export function openUrlReader(location: UrlLocation, { isSparse = false } = {}): SourceReader {
  const blockBytes = isSparse ? SPARSE_BLOCK_BYTES : BLOCK_BYTES;
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./url-fetcher.ts', import.meta.url), {
    workerData: {
      url: location.url,
      sizeBytes: location.sizeBytes,
      blockBytes,
      port: port2,
      signal,
    },
    transferList: [port2],
  });
  worker.unref();
  const blocks = new Map<number, Uint8Array>();
  const lastBlock = Math.max(0, Math.ceil(location.sizeBytes / blockBytes) - 1);

  const keep = (block: number, bytes: Uint8Array): void => {
    blocks.delete(block);
    blocks.set(block, bytes);
    const oldest = blocks.keys().next();
    if (blocks.size > KEPT_BYTES / blockBytes && !oldest.done) blocks.delete(oldest.value);
  };

  const fetchBlock = (block: number): Uint8Array => {
    const known = blocks.get(block);
    if (known !== undefined) {
      keep(block, known);
      return known;
    }
    port1.postMessage({ block, ahead: isSparse ? block : Math.min(block + 1, lastBlock) });
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const seen = Atomics.load(signal, 0);
      const received = receiveMessageOnPort(port1)?.message as FetchedBlock | undefined;
      if (received === undefined) {
        const left = deadline - Date.now();
        if (left <= 0)
          throw new SourceError(
            'source-read-failed',
            `The object store did not answer for ${WAIT_MS / 1000} s.`,
          );
        Atomics.wait(signal, 0, seen, left);
        continue;
      }
      if (received.bytes !== null) keep(received.block, received.bytes);
      if (received.block !== block) continue;
      if (received.bytes === null) {
        throw new SourceError(
          'source-read-failed',
          `The object store refused bytes of the source: ${received.error ?? 'no reason given'}`,
        );
      }
      return received.bytes;
    }
  };

  const readInto = (buffer: Buffer, position: number): number => {
    const end = Math.min(position + buffer.byteLength, location.sizeBytes);
    let at = position;
    while (at < end) {
      const block = Math.floor(at / blockBytes);
      const from = at - block * blockBytes;
      const part = fetchBlock(block).subarray(from, from + (end - at));
      if (part.byteLength === 0) break;
      buffer.set(part, at - position);
      at += part.byteLength;
    }
    return Math.max(0, at - position);
  };

  return {
    sizeBytes: location.sizeBytes,
    readInto,
    read(position, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, location.sizeBytes - position)));
      return bytes.subarray(0, readInto(bytes, position));
    },
    close() {
      port1.close();
      void worker.terminate();
    },
  };
}
