// Makes passthrough segments: the source's own packets between two of its IDR pictures.

import { annexBToLengthPrefixed, avcNalType } from '@vitascope/media/codecs';
import type { Packet, Stream } from 'node-av/lib';
import type { MakeVideoRequest } from '../protocol.ts';
import { hasStartCodes } from './copyable.ts';
import type { Reply } from './handler.ts';
import type { OpenSource } from './open-source.ts';
import { seekToKey } from './seek-to-key.ts';
import { createSegmentWriter, type SegmentSpan, type SegmentWriter } from './segment-writer.ts';
import { SourceError } from './source-error.ts';

const DROPPED: ReadonlySet<number> = new Set([avcNalType.sps, avcNalType.pps, avcNalType.aud]);

/** @throws SourceError `source-unreadable` where the packets the timeline promises are not there */
export function copyVideo(
  input: { readonly source: OpenSource; readonly stream: Stream },
  request: MakeVideoRequest,
  rendition: string,
  reply: Reply,
): void {
  const { source, stream } = input;
  const { cuts, firstSegment, timeline } = request;
  const spans = cuts
    .slice(0, -1)
    .map((start, i) => ({ number: firstSegment + i, start, end: cuts[i + 1] as number }));
  const { num } = stream.timeBase;
  const isConverted = hasStartCodes(stream);
  const packet = seekToKey(source, stream, (cuts[0] as number) + timeline.originTicks);
  if (packet === null) throw missing(spans[0]);
  try {
    let current = -1;
    let writer: SegmentWriter | null = null;
    let isFirst = true;
    do {
      if (packet.streamIndex !== stream.index) continue;
      const time = Number(packet.pts) * num - timeline.originTicks;
      if (
        packet.isKeyframe &&
        time >=
          (spans[current + 1]?.start ?? Number.POSITIVE_INFINITY) - firstOffset(spans[current + 1], time)
      ) {
        writer?.finish();
        current++;
        isFirst = true;
        writer = createSegmentWriter(
          { rendition, compositionShift: timeline.compositionShift },
          spans[current] as SegmentSpan,
          reply,
        );
      } else if (packet.isKeyframe && writer !== null && time >= (spans[current] as SegmentSpan).end) {
        break;
      }
      if (writer !== null) {
        // The picture before the first one is the first one: a title begins at zero.
        const shown = isFirst ? (spans[current] as SegmentSpan).start : time;
        writer.add({
          pts: shown,
          isKey: packet.isKeyframe,
          parts: [sampleBytes(packet.data ?? Buffer.alloc(0), isConverted)],
        });
        isFirst = false;
      }
    } while (readPacket(source, packet));
    if (writer === null || current !== spans.length - 1) throw missing(spans[current + 1]);
    writer.finish();
  } finally {
    packet.free();
  }
}

/** Only the very first segment may begin later in the source than on the timeline. */
function firstOffset(span: SegmentSpan | undefined, time: number): number {
  return span?.start === 0 ? Math.max(0, time) : 0;
}

function missing(span: SegmentSpan | undefined): SourceError {
  return new SourceError(
    'source-unreadable',
    `The pictures of segment ${span?.number ?? 0} cannot be read from this file: it is damaged. Export it again and upload the new file.`,
  );
}

function readPacket(source: OpenSource, packet: Packet): boolean {
  packet.unref();
  return source.format.readFrameSync(packet) >= 0;
}

function sampleBytes(data: Buffer, isConverted: boolean): Uint8Array {
  return isConverted ? annexBToLengthPrefixed(data, DROPPED) : Uint8Array.prototype.slice.call(data);
}
