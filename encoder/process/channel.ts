// Blocking frames over the encoder process's two pipes: it has nothing else to do than wait for them.
import { readSync, writevSync } from 'node:fs';
import { encodeFrame, type Frame, parseHeader, readPrefix } from '../framing.ts';

export interface Channel {
  /** Waits for the next frame; null when the other side has closed the pipe. */
  read(): Frame | null;
  /** Returns when the pipe has taken everything, so a reader that is slow slows the writer down. */
  write(header: unknown, payload?: readonly Uint8Array[]): void;
}

/** Reads frames from one file descriptor and writes them to the other. System errors (EPIPE …) are thrown. */
export function createChannel(input: number, output: number): Channel {
  return {
    read() {
      const prefix = readExactly(input, 8);
      if (prefix === null) return null;
      const { headerBytes, payloadBytes } = readPrefix(prefix);
      const header = readExactly(input, headerBytes);
      const payload = readExactly(input, payloadBytes);
      if (header === null || payload === null) return null;
      return { header: parseHeader(header), payload };
    },
    write(header, payload) {
      writeAll(output, encodeFrame(header, payload));
    },
  };
}

/** Null when the pipe ends first. */
function readExactly(fd: number, bytes: number): Buffer | null {
  const buffer = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const count = whenReady(() => readSync(fd, buffer, filled, bytes - filled, null));
    if (count === 0) return null;
    filled += count;
  }
  return buffer;
}

function writeAll(fd: number, parts: readonly Uint8Array[]): void {
  let rest = parts.filter((part) => part.byteLength > 0);
  while (rest.length > 0) {
    const written = whenReady(() => writevSync(fd, rest));
    rest = without(rest, written);
  }
}

/** What remains of `parts` after their first `bytes` bytes. */
function without(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  let index = 0;
  for (; index < parts.length; index += 1) {
    const part = parts[index] as Uint8Array;
    if (part.byteLength > skip) return [part.subarray(skip), ...parts.slice(index + 1)];
    skip -= part.byteLength;
  }
  return [];
}

const clockCell = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a call while the pipe, should it be non-blocking, is not ready; 2 ms between tries. */
function whenReady(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(clockCell, 0, 0, 2);
    }
  }
}
