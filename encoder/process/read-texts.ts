// Reads nothing but the subtitles of a source: of one whose tables told everything else, so that no packets were read.
import { Packet } from 'node-av/lib';
import type { ReadTextsRequest, SourceText } from '../protocol.ts';
import { type OpenSource, selectStreams } from './open-source.ts';
import { openTextStreams } from './text-streams.ts';

export function readTexts(source: OpenSource, request: ReadTextsRequest): SourceText[] {
  const texts = openTextStreams(source, request.tracks);
  selectStreams(source, new Set(texts.wanted.map(({ index }) => index)));
  const packet = new Packet();
  packet.alloc();
  try {
    while (texts.wanted.length > 0 && source.format.readFrameSync(packet) >= 0) {
      texts.take(packet);
      packet.unref();
    }
  } finally {
    packet.free();
  }
  const { origin, durationMs } = request;
  return texts.finish({ origin, durationMs, isRead: true });
}
