// Writes an examination to the wire: init segments as base64. Apart from its reader, to keep the process small.
import type { Examination } from '../protocol.ts';

/** The JSON value that `decodeExamination` turns back into the same examination. */
export function encodeExamination({ facts, timeline, renditions }: Examination): unknown {
  return {
    facts,
    timeline,
    renditions: renditions.map(({ init, ...rendition }) => ({
      ...rendition,
      init: Buffer.from(init.buffer, init.byteOffset, init.byteLength).toString('base64'),
    })),
  };
}
