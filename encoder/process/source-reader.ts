// Reads a source by byte ranges, blocking: from a file, or from a signed URL through a reader thread.
import { closeSync, openSync, readSync } from 'node:fs';
import type { SourceLocation } from '../protocol.ts';
import { SourceError } from './source-error.ts';
import { openUrlReader } from './url-reader.ts';

export interface SourceReader {
  readonly sizeBytes: number;
  /** At most `length` bytes from `position`; fewer only at the end of the source. */
  read(position: number, length: number): Buffer;
  /** The same into a buffer that is there; the number of bytes. */
  readInto(buffer: Buffer, position: number): number;
  close(): void;
}

/**
 * @param isSparse where little of it will be read, far apart
 * @throws SourceError `source-read-failed` where the object cannot be opened
 */
export function openSourceReader(location: SourceLocation, { isSparse = false } = {}): SourceReader {
  return location.kind === 'file'
    ? openFileReader(location.path, location.sizeBytes)
    : openUrlReader(location, { isSparse });
}

function openFileReader(path: string, sizeBytes: number): SourceReader {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw new SourceError('source-read-failed', `The source cannot be opened: ${(error as Error).message}`);
  }
  const readInto = (buffer: Buffer, position: number): number => {
    const wanted = Math.max(0, Math.min(buffer.byteLength, sizeBytes - position));
    let filled = 0;
    while (filled < wanted) {
      const got = readSync(fd, buffer, filled, wanted - filled, position + filled);
      if (got === 0) break;
      filled += got;
    }
    return filled;
  };
  return {
    sizeBytes,
    readInto,
    read(position, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, sizeBytes - position)));
      return bytes.subarray(0, readInto(bytes, position));
    },
    close: () => closeSync(fd),
  };
}
