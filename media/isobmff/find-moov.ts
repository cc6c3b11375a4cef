// Finds the movie box of a file through ranged reads, without reading what lies between.
import { BoxError } from './box-error.ts';
import { printable, readBoxHeader } from './read-boxes.ts';

// Ordinary files have under ten boxes at the top; a fragmented one has its moov before the fragments.
const maxTopLevelBoxes = 1024;

/**
 * Walks the top-level boxes until `moov`.
 *
 * @param readAt reads exactly `length` bytes at `position`; only asked for ranges inside the file
 * @returns where the box lies, header included; null where the file is walked to its end without one
 * @throws BoxError `bad-size` or `truncated` where the boxes do not fit the file, `too-many` past 1,024 of them
 */
export function findMoov(
  readAt: (position: number, length: number) => Uint8Array,
  sizeBytes: number,
): { position: number; size: number } | null {
  let position = 0;
  for (let count = 0; position < sizeBytes; count++) {
    const available = sizeBytes - position;
    // A few stray bytes at the end are common and harmless.
    if (available < 8 && count > 0) return null;
    if (count === maxTopLevelBoxes) {
      throw new BoxError('too-many', `no moov among the first ${maxTopLevelBoxes} boxes`, position);
    }
    const header = topLevelHeader(readAt(position, Math.min(16, available)), position, available);
    if (header.type === 'moov') return { position, size: header.sizeBytes };
    position += header.sizeBytes;
  }
  return null;
}

function topLevelHeader(bytes: Uint8Array, position: number, available: number) {
  try {
    return readBoxHeader(bytes, 0, available);
  } catch (error) {
    // The same error, with the position in the file instead of in the 16 bytes read.
    if (!(error instanceof BoxError)) throw error;
    const type = bytes.byteLength < 8 ? '' : ` ${printable(String.fromCharCode(...bytes.subarray(4, 8)))}`;
    throw new BoxError(error.code, `top-level box${type} does not fit the file: ${error.message}`, position);
  }
}
