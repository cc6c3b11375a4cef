// Refuses MP4 and MOV files whose tracks say that their media lies somewhere else.

import { SourceError } from './source-error.ts';
import type { SourceReader } from './source-reader.ts';

/** ISO/IEC 14496-12 §8.7: where a track's data references stand. */
const PATH = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref'] as const;

/** Far beyond what films have; a file of more boxes than this is left to the demuxer. */
const MAX_BOXES = 20_000;
const MAX_REFERENCE_BYTES = 16_384;

/**
 * The demuxer would ignore most references and read whatever stands at the same offsets of the upload; that is never
 * what the file's author meant. @throws SourceError `source-external-media`
 */
export function refuseExternalMedia(reader: SourceReader): void {
  const left = { boxes: MAX_BOXES };
  walk(reader, { start: 0, end: reader.sizeBytes, depth: 0, left });
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Which box of the path is looked for. */
  readonly depth: number;
  readonly left: { boxes: number };
}

function walk(reader: SourceReader, { start, end, depth, left }: Stretch): void {
  const wanted = PATH[depth];
  for (let at = start; at + 8 <= end && left.boxes-- > 0; ) {
    const head = reader.read(at, 16);
    if (head.length < 8) return;
    const small = head.readUInt32BE(0);
    const headBytes = small === 1 ? 16 : 8;
    if (head.length < headBytes) return;
    const size = small === 0 ? end - at : small === 1 ? Number(head.readBigUInt64BE(8)) : small;
    // A box that lies about its size: the demuxer will say what it thinks of that.
    if (size < headBytes) return;
    if (head.toString('latin1', 4, 8) === wanted) {
      const inside = { start: at + headBytes, end: Math.min(end, at + size) };
      if (wanted === 'dref')
        checkReferences(reader.read(inside.start, Math.min(MAX_REFERENCE_BYTES, inside.end - inside.start)));
      else walk(reader, { ...inside, depth: depth + 1, left });
    }
    at += size;
  }
}

/** ISO/IEC 14496-12 §8.7.2: flag 1 says that the media is in this file; a reference that names nothing means the same. */
function checkReferences(dref: Buffer): void {
  for (let at = 8; at + 12 <= dref.length; ) {
    const size = dref.readUInt32BE(at);
    const isHere = ((dref[at + 11] ?? 0) & 1) === 1;
    const names = dref
      .subarray(at + 12, Math.min(dref.length, at + Math.max(12, size)))
      .some((byte) => byte !== 0);
    if (!isHere && names) {
      throw new SourceError(
        'source-external-media',
        'This file only points to media that lies in other files. Export it again as a self-contained film and upload the new file.',
      );
    }
    if (size < 12) return;
    at += size;
  }
}
