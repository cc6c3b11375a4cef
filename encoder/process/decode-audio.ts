// Decodes a stretch of one sound track onto a continuous axis of samples, silence where the source has none.

import { rescale } from '@vitascope/media/time';
import { type AudioAnchor, isGap } from '@vitascope/media/timeline';
import {
  AV_CODEC_FLAG2_SKIP_MANUAL,
  AV_NOPTS_VALUE,
  AV_SAMPLE_FMT_FLTP,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Packet,
  SoftwareResampleContext,
  type Stream,
} from 'node-av/lib';
import type { MakeAudioRequest } from '../protocol.ts';
import { channelLayout } from './audio-encoder.ts';
import { type OpenSource, selectStreams } from './open-source.ts';
import { skippedSamples } from './overlapping-packets.ts';
import { SourceError } from './source-error.ts';

/** One plane of samples for each channel. */
export type Planes = readonly Float32Array[];

export interface AudioStretch {
  /** Source samples, counted from presentation time zero: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly anchor: AudioAnchor;
  readonly channels: 1 | 2;
}

type AudioAxis = Pick<
  MakeAudioRequest['timeline'],
  'sourceTimescale' | 'sourceRate' | 'originTicks' | 'overlapSamples'
>;

/** Decodes [from, to) of a track at the source's own rate, mixed to `channels`. */
export function decodeStretch(
  source: OpenSource,
  stream: Stream,
  axis: AudioAxis,
  stretch: AudioStretch,
): Planes {
  const planes = Array.from(
    { length: stretch.channels },
    () => new Float32Array(Math.max(0, stretch.to - stretch.from)),
  );
  const decoder = openDecoder(stream);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const mixer = createMixer(stretch.channels, axis.sourceRate);
  const place = createPlacement(axis, stretch);
  const isWanted = fromAnchorOn(stretch.anchor, stream);
  try {
    seekToAnchor(source, stream, stretch.anchor);
    let isPastEnd = false;
    let sent = 0;
    const take = (padding: number): void => {
      while (decoder.receiveFrameSync(frame) >= 0) {
        // What a decoder makes of its first packet lacks the overlap with the one before.
        if (axis.overlapSamples === undefined || sent > 1) {
          const position = place(frame, stream, padding);
          mixer.mix(frame, (mixed) => copyInto(planes, withoutLast(mixed, padding), position - stretch.from));
          if (position >= stretch.to) isPastEnd = true;
        }
        frame.unref();
      }
    };
    while (!isPastEnd && source.format.readFrameSync(packet) >= 0) {
      const wanted = isWanted(packet);
      const padding = wanted && axis.overlapSamples !== undefined ? skippedSamples(packet).end : 0;
      if (wanted) decoder.sendPacketSync(packet);
      if (wanted) sent++;
      packet.unref();
      if (wanted) take(padding);
    }
    if (!isPastEnd) {
      decoder.sendPacketSync(null);
      take(0);
    }
    return planes;
  } finally {
    mixer.free();
    frame.free();
    packet.free();
    decoder.freeContext();
  }
}

function openDecoder(stream: Stream): CodecContext {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec === null)
    throw new SourceError('source-codec-unsupported', 'This build has no decoder for the sound.');
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.parametersToContext(stream.codecpar);
  decoder.pktTimebase = stream.timeBase;
  decoder.threadCount = 1;
  // Priming samples stay in: the timeline says where each packet belongs.
  decoder.setFlags2(AV_CODEC_FLAG2_SKIP_MANUAL);
  FFmpegError.throwIfError(decoder.open2Sync(codec, null), 'Opening the sound decoder');
  return decoder;
}

function ticksOf(packet: Packet, stream: Stream): number {
  const time = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
  return Number(time) * stream.timeBase.num;
}

/** Tells of packets in order whether they are to be decoded. */
function fromAnchorOn(anchor: AudioAnchor, stream: Stream): (packet: Packet) => boolean {
  const { stored } = anchor;
  let seen = 0;
  let isThere = false;
  return (packet) => {
    if (packet.streamIndex !== stream.index) return false;
    if (stored === undefined) return ticksOf(packet, stream) >= anchor.packetTicks;
    const position = Number(packet.pos);
    if (position === stored.bytePosition) isThere ||= seen++ === stored.before;
    else if (position > stored.bytePosition) isThere = true;
    return isThere;
  };
}

/** Goes to the anchor's packet or before it, earlier again where a container's seek lands too late. */
export function seekToAnchor(source: OpenSource, stream: Stream, anchor: AudioAnchor): void {
  selectStreams(source, new Set([stream.index]));
  const isBefore = (packet: Packet): boolean => {
    if (anchor.stored === undefined) return ticksOf(packet, stream) <= anchor.packetTicks;
    const ahead = anchor.stored.bytePosition - Number(packet.pos);
    // FFmpeg counts back from the end of the Ogg page that it lands on, and guesses in the last: times hold from the next.
    return source.container === 'ogg' ? ahead > 0 : ahead >= 0;
  };
  const packet = new Packet();
  packet.alloc();
  try {
    const { num, den } = stream.timeBase;
    for (const seconds of [0, 1, 10]) {
      const target = BigInt(Math.floor((anchor.packetTicks - seconds * den) / num));
      source.format.seekFrameSync(stream.index, target, AVSEEK_FLAG_BACKWARD);
      while (source.format.readFrameSync(packet) >= 0 && packet.streamIndex !== stream.index) packet.unref();
      const isEarlyEnough = packet.size > 0 && isBefore(packet);
      packet.unref();
      if (isEarlyEnough) {
        source.format.seekFrameSync(stream.index, target, AVSEEK_FLAG_BACKWARD);
        return;
      }
    }
    source.format.seekFrameSync(
      stream.index,
      BigInt(Math.min(0, Number(stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime))),
      AVSEEK_FLAG_BACKWARD,
    );
  } finally {
    packet.free();
  }
}

/** Gives each decoded frame its place, by the same rule as the timeline gave the packets theirs. */
function createPlacement(
  axis: AudioAxis,
  { anchor }: AudioStretch,
): (frame: Frame, stream: Stream, padding: number) => number {
  const { overlapSamples, sourceRate, sourceTimescale, originTicks } = axis;
  const gapAxis = { rate: sourceRate, overlapSamples: overlapSamples ?? 0 };
  // Behind an overlapping packet the anchor says where the next one's samples go.
  let expected = overlapSamples === undefined ? null : anchor.samplePosition;
  return (frame, stream, padding) => {
    const time = frame.pts === AV_NOPTS_VALUE ? frame.bestEffortTimestamp : frame.pts;
    const samples = Math.max(0, frame.nbSamples - padding);
    if (expected === null) {
      const ticks = time === AV_NOPTS_VALUE ? anchor.packetTicks : Number(time) * stream.timeBase.num;
      expected = anchor.samplePosition + rescale(ticks - anchor.packetTicks, sourceTimescale, sourceRate);
    } else if (time !== AV_NOPTS_VALUE) {
      const ticks = Number(time) * stream.timeBase.num - originTicks;
      const stated = rescale(ticks, sourceTimescale, sourceRate);
      if (isGap(gapAxis, stated - expected, samples)) expected = stated;
    }
    const position = expected;
    expected += samples;
    return position;
  };
}

/** Brings decoded frames of any format and layout to planar floats of one or two channels. */
function createMixer(
  channels: 1 | 2,
  rate: number,
): { mix(frame: Frame, take: (planes: Planes) => void): void; free(): void } {
  const swr = new SoftwareResampleContext();
  const mixed = new Frame();
  mixed.alloc();
  let shape = '';
  return {
    mix(frame, take) {
      // Plain PCM names no layout.
      if (frame.channelLayout.mask === 0n) frame.channelLayout = avChannelLayoutDefault(frame.channels);
      const seen = `${frame.format} ${frame.channels} ${frame.channelLayout.mask} ${frame.sampleRate}`;
      mixed.format = AV_SAMPLE_FMT_FLTP;
      mixed.channelLayout = channelLayout(channels);
      mixed.sampleRate = frame.sampleRate;
      if (seen !== shape) {
        swr.free();
        swr.alloc();
        FFmpegError.throwIfError(swr.configFrame(mixed, frame), 'Preparing to mix sound');
        shape = seen;
      }
      FFmpegError.throwIfError(swr.convertFrame(mixed, frame), 'Mixing sound');
      if (frame.sampleRate === rate) take(planesOf(mixed, channels));
      mixed.unref();
    },
    free() {
      mixed.free();
      swr.free();
    },
  };
}

/** Views of a planar float frame's samples; they end with the frame. */
function planesOf(frame: Frame, channels: number): Planes {
  const data = frame.data ?? [];
  return Array.from({ length: channels }, (_, i) => {
    const plane = data[i] as Buffer;
    return new Float32Array(plane.buffer, plane.byteOffset, frame.nbSamples);
  });
}

function withoutLast(samples: Planes, count: number): Planes {
  return count === 0 ? samples : samples.map((plane) => plane.subarray(0, -count));
}

function copyInto(target: Planes, samples: Planes, at: number): void {
  const size = target[0]?.length ?? 0;
  const count = samples[0]?.length ?? 0;
  const skip = Math.max(0, -at);
  const end = Math.min(count, size - at);
  if (end <= skip) return;
  target.forEach((plane, channel) => {
    plane.set((samples[channel] as Float32Array).subarray(skip, end), at + skip);
  });
}
