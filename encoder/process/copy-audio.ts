// Makes passthrough segments of sound: the source's own AAC-LC packets.
import { stripAdts } from '@vitascope/media/codecs';
import { AAC_FRAME_SAMPLES } from '@vitascope/media/timeline';
import { Packet, type Stream } from 'node-av/lib';
import type { MakeAudioRequest } from '../protocol.ts';
import { seekToAnchor } from './decode-audio.ts';
import { sendAudio } from './encode-audio.ts';
import type { Reply } from './handler.ts';
import type { OpenSource } from './open-source.ts';
import { SourceError } from './source-error.ts';

/** @throws SourceError `source-unreadable` where packets the timeline promises are not there */
export function copyAudio(
  input: { readonly source: OpenSource; readonly stream: Stream },
  request: MakeAudioRequest,
  rendition: string,
  reply: Reply,
): void {
  const { source, stream } = input;
  const first = request.anchors[0];
  if (first === undefined) return;
  const hasAdts = (stream.codecpar.extradata?.byteLength ?? 0) < 2;
  const packet = new Packet();
  packet.alloc();
  let segment = 0;
  let packets: Uint8Array[] = [];
  try {
    seekToAnchor(source, stream, first);
    while (segment < request.anchors.length && source.format.readFrameSync(packet) >= 0) {
      if (
        packet.streamIndex === stream.index &&
        Number(packet.pts) * stream.timeBase.num >= first.packetTicks
      ) {
        const data = packet.data ?? Buffer.alloc(0);
        packets.push(Uint8Array.prototype.slice.call(hasAdts ? stripAdts(data) : data));
        const span = spanOf(request, segment);
        if (packets.length === span.packets) {
          sendAudio(
            rendition,
            { number: span.number, start: span.start, duration: AAC_FRAME_SAMPLES },
            packets,
            reply,
          );
          packets = [];
          segment++;
        }
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
  if (segment < request.anchors.length) {
    throw new SourceError(
      'source-unreadable',
      `The sound of segment ${request.firstSegment + segment} cannot be read from this file: it is damaged. Export it again and upload the new file.`,
    );
  }
}

function spanOf(
  request: MakeAudioRequest,
  segment: number,
): { number: number; start: number; packets: number } {
  const start = request.cuts[segment] as number;
  const end = request.cuts[segment + 1] as number;
  return {
    number: request.firstSegment + segment,
    start,
    packets: Math.round((end - start) / AAC_FRAME_SAMPLES),
  };
}
