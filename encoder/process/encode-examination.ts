// Writes an examination to the wire: init segments as base64, texts without the files that go ahead of it. Apart from its reader, to keep the process small.
import type { Examination, SourceText } from '../protocol.ts';

/** The JSON value that `decodeExamination` turns back into the same examination. */
export function encodeExamination({ facts, timeline, renditions, texts }: Examination): unknown {
  return {
    facts,
    timeline,
    renditions: renditions.map(({ init, ...rendition }) => ({
      ...rendition,
      init: Buffer.from(init.buffer, init.byteOffset, init.byteLength).toString('base64'),
    })),
    texts: encodeTexts(texts),
  };
}

/** The JSON value that `decodeTexts` turns back, with the files, into the same texts. */
export function encodeTexts(texts: readonly SourceText[]): unknown {
  return texts.map(({ webvtt: _, ...text }) => text);
}
