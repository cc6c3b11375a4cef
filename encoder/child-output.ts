// What an encoder process prints: kept in a bounded tail for the reason of a crash, and logged a little.
import type { Readable } from 'node:stream';

/** How much of the last output goes into a crash's reason. */
const tailBytes = 4096;
/** How much is logged of one job: a broken source can make a decoder complain about every block of every frame. */
const loggedBytesPerJob = 16 * 1024;

export interface OutputTail {
  /** The last output, oldest first. */
  text(): string;
  /** Allows logging again, for the next job. */
  nextJob(): void;
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
}

/** Reads a stream to its end, whatever it carries; `log` gets each piece until the job's allowance is spent. */
export function collectOutput(stream: Readable, log: (text: string) => void): OutputTail {
  let tail = Buffer.alloc(0);
  let allowance = loggedBytesPerJob;
  stream.on('data', (piece: Buffer) => {
    tail = Buffer.concat([tail, piece.subarray(-tailBytes)]).subarray(-tailBytes);
    if (allowance <= 0) return;
    log(piece.subarray(0, allowance).toString('utf8').trimEnd());
    allowance -= piece.byteLength;
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
  return {
    ended,
    text: () => tail.toString('utf8').trim(),
    nextJob() {
      allowance = loggedBytesPerJob;
    },
  };
}
