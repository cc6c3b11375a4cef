// Finds a picture of each span of a track with as little decoding as its key pictures allow.
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Frame, Packet, Stream } from 'node-av/lib';
import { newFrame, openDecoder, type PictureReader, readPictures } from './decode-video.ts';
import type { Reply } from './handler.ts';
import type { OpenSource } from './open-source.ts';
import { seekToKey } from './seek-to-key.ts';
import { SourceError } from './source-error.ts';

/** In the source's ticks: [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Stills {
  /**
   * A picture of the span, valid until the next call: the last key picture of its first half, else one of its second
   * half, else its first picture. Where it has none, the one before it. Spans must ascend.
   *
   * @throws SourceError `source-unreadable` where no picture at all has been decoded
   */
  find(span: Span): Frame;
  close(): void;
}

export function findStills(
  { source, stream }: { readonly source: OpenSource; readonly stream: Stream },
  { giveWay }: Pick<Reply, 'giveWay'>,
): Stills {
  const decoder = openDecoder(stream);
  const last = newFrame();
  const next = newFrame();
  /** Spans without a key picture are walked to, from one to the next, until a key shows that seeking may help again. */
  let walk: { readonly reader: PictureReader; hasBegun: boolean; hasMetKey: boolean } | null = null;
  let isOver = false;

  const endWalk = (): void => {
    walk?.reader.close();
    walk = null;
  };

  const keep = (frame: Frame): void => {
    last.unref();
    last.ref(frame);
    frame.unref();
  };

  /** The picture of a key packet alone, into `last`; false where it cannot be decoded alone. */
  const decodeKey = (packet: Packet): boolean => {
    decoder.flushBuffers();
    decoder.sendPacketSync(packet);
    decoder.sendPacketSync(null);
    if (decoder.receiveFrameSync(next) < 0) return false;
    keep(next);
    return true;
  };

  const showKey = ({ start, end }: Span): boolean => {
    for (const before of [(start + end) / 2, end - 1]) {
      const packet = seekToKey(source, stream, before);
      if (packet === null) return false;
      try {
        const time = timeOf(packet, stream);
        // The very first key of a track that begins later stands for all before it.
        if (time >= start && (time < end || last.width === 0)) return decodeKey(packet);
      } finally {
        packet.free();
      }
    }
    return false;
  };

  /** Decodes up to the first picture at or after `ticks`, into `last`. */
  const walkTo = (ticks: number): void => {
    walk ??= { reader: readPictures(source, stream, ticks), hasBegun: false, hasMetKey: false };
    while (walk.reader.next(next)) {
      walk.hasMetKey ||= walk.hasBegun && next.keyFrame !== 0;
      walk.hasBegun = true;
      keep(next);
      giveWay();
      if (walk.reader.time() < ticks) continue;
      if (walk.hasMetKey) endWalk();
      return;
    }
    endWalk();
    isOver = true;
  };

  return {
    find(span) {
      if (!isOver && (walk !== null || !showKey(span))) walkTo(span.start);
      if (last.width > 0) return last;
      throw new SourceError(
        'source-unreadable',
        'No picture can be read from this file any more: it is damaged. Export it again and upload the new file.',
      );
    },
    close() {
      endWalk();
      last.free();
      next.free();
      decoder.freeContext();
    },
  };
}

function timeOf(packet: Packet, stream: Stream): number {
  return Number(packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts) * stream.timeBase.num;
}
