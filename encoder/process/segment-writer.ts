// Gathers one rendition's coded pictures into chunks: one CMAF chunk for each closed GOP.
import { arrangeSamples, writeFragment } from '@vitascope/media/cmaf';
import type { Reply } from './handler.ts';

/** A segment's chunks are numbered within it; more than this many GOPs never fit into one. */
const CHUNKS_PER_SEGMENT = 64;

export interface CodedPicture {
  /** Presentation time in ticks, zero being the title's beginning. */
  readonly pts: number;
  readonly isKey: boolean;
  /** Length-prefixed NAL units. */
  readonly parts: readonly Uint8Array[];
}

export interface SegmentSpan {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

export interface SegmentWriter {
  /** Pictures come in decode order; a key picture closes the chunk before it. */
  add(picture: CodedPicture): void;
  /** Sends the pictures so far as one chunk, the last of which is shown until `end`. */
  cut(end: number): void;
  /** Sends what is left and closes the segment. @throws RangeError where not one picture came */
  finish(): void;
}

/** The sequence number of a chunk: unique and ascending within a rendition (ISO/IEC 14496-12 §8.8.5). */
export function sequenceNumber(segment: number, chunk: number): number {
  return segment * CHUNKS_PER_SEGMENT + Math.min(chunk, CHUNKS_PER_SEGMENT - 1) + 1;
}

export function createSegmentWriter(
  output: {
    readonly rendition: string;
    readonly compositionShift: number;
    /** Where the segment was begun already: the number of its chunks. */
    readonly firstChunk?: number;
  },
  span: SegmentSpan,
  reply: Reply,
): SegmentWriter {
  const { rendition, compositionShift } = output;
  let pictures: CodedPicture[] = [];
  let chunk = output.firstChunk ?? 0;
  const send = (end: number, isLast: boolean): void => {
    const { baseDecodeTime, samples } = arrangeSamples(
      pictures.map((picture) => picture.pts),
      end,
    );
    const head = writeFragment({
      sequenceNumber: sequenceNumber(span.number, chunk),
      baseDecodeTime,
      kind: 'video',
      startsSegment: chunk === 0,
      samples: samples.map((sample, i) => {
        const { isKey, parts } = pictures[i] as CodedPicture;
        return {
          duration: sample.duration,
          compositionOffset: sample.compositionOffset + compositionShift,
          isKey,
          sizeBytes: parts.reduce((sum, part) => sum + part.byteLength, 0),
        };
      }),
    });
    reply.chunk(rendition, span.number, [head, ...pictures.flatMap((picture) => picture.parts)], isLast);
    chunk++;
    pictures = [];
  };
  return {
    add(picture) {
      if (picture.isKey && pictures.length > 0) send(picture.pts, false);
      pictures.push(picture);
    },
    cut: (end) => send(end, false),
    finish() {
      if (pictures.length === 0)
        throw new RangeError(`segment ${span.number} of ${rendition} has no pictures`);
      send(span.end, true);
    },
  };
}
