// Reads pictures of one track in presentation order from a given time on.
import { AV_CODEC_ID_H264, AV_NOPTS_VALUE } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Packet, type Stream } from 'node-av/lib';
import type { OpenSource } from './open-source.ts';
import { seekToKey } from './seek-to-key.ts';
import { setOptions } from './set-options.ts';
import { SourceError } from './source-error.ts';

/** Frame threads: they do not change what is decoded. */
const DECODER_THREADS = 2;

const MAX_PIXELS = 7680 * 4320;

export interface PictureReader {
  /** The next picture into `frame`, in presentation order; false at the end of the track. */
  next(frame: Frame): boolean;
  /** Presentation time in the source's ticks of the picture that `next` has just given. */
  time(): number;
  close(): void;
}

/** @throws SourceError `source-unreadable` where nothing can be decoded */
export function readPictures(source: OpenSource, stream: Stream, fromTicks: number): PictureReader {
  const first = seekToKey(source, stream, fromTicks);
  if (first === null)
    throw new SourceError(
      'source-unreadable',
      'No picture can be read from this file any more: it is damaged. Export it again and upload the new file.',
    );
  const decoder = openDecoder(stream);
  const packet = new Packet();
  packet.alloc();
  let isDraining = false;
  // AVI states decode times alone. Pictures come out in the order in which they are shown: H.264's take the earliest
  // time left; others come out as late as they are reordered, and after a seek without those shown before their key.
  const hasTimes = first.pts !== AV_NOPTS_VALUE;
  const isQueued = !hasTimes && stream.codecpar.codecId === AV_CODEC_ID_H264;
  const duration = Number(first.duration);
  const delay = hasTimes ? 0 : stream.codecpar.videoDelay * duration;
  const decodeTimes: number[] = [];
  let current = 0;
  const send = (sent: Packet): void => {
    if (isQueued && sent.size > 0 && sent.dts !== AV_NOPTS_VALUE) decodeTimes.push(Number(sent.dts));
    // A damaged packet is not the end: the decoder reports it and goes on with the next.
    decoder.sendPacketSync(sent);
  };
  const feed = (): void => {
    while (source.format.readFrameSync(packet) >= 0) {
      const isOurs = packet.streamIndex === stream.index;
      if (isOurs) send(packet);
      packet.unref();
      if (isOurs) return;
    }
    decoder.sendPacketSync(null);
    isDraining = true;
  };
  send(first);
  first.free();
  return {
    next(frame) {
      for (;;) {
        if (decoder.receiveFrameSync(frame) >= 0) {
          current = decodeTimes.shift() ?? (statedTime(frame) ?? current + duration + delay) - delay;
          return true;
        }
        if (isDraining) return false;
        feed();
      }
    },
    time: () => current * stream.timeBase.num,
    close() {
      packet.free();
      decoder.freeContext();
    },
  };
}

/** Null where a decoder gives its last pictures without a time. */
function statedTime(frame: Frame): number | null {
  const time = frame.bestEffortTimestamp === AV_NOPTS_VALUE ? frame.pts : frame.bestEffortTimestamp;
  return time === AV_NOPTS_VALUE ? null : Number(time);
}

/** The caller frees it. @throws SourceError where this build has none */
export function openDecoder(stream: Stream): CodecContext {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec === null)
    throw new SourceError('source-codec-unsupported', 'This build has no decoder for the picture.');
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  decoder.threadCount = DECODER_THREADS;
  setOptions(decoder, { max_pixels: MAX_PIXELS });
  FFmpegError.throwIfError(decoder.open2Sync(codec), 'Opening the decoder');
  return decoder;
}

/** An allocated frame that the caller frees. */
export function newFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
