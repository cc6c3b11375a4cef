// Encodes segments of one sound track to AAC-LC, each on its own and yet sample-exact where they join.

import { writeFragment } from '@vitascope/media/cmaf';
import type { AudioEncodeRecipe } from '@vitascope/media/ladder';
import { AAC_FRAME_SAMPLES, AUDIO_PREROLL_FRAMES, ENCODED_RATE } from '@vitascope/media/timeline';
import { AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import { FFmpegError, Frame, Packet, SoftwareResampleContext, type Stream } from 'node-av/lib';
import type { MakeAudioRequest } from '../protocol.ts';
import { channelLayout, openAudioEncoder } from './audio-encoder.ts';
import { decodeStretch, type Planes } from './decode-audio.ts';
import type { Reply } from './handler.ts';
import type { OpenSource } from './open-source.ts';
import { sequenceNumber } from './segment-writer.ts';

/** Frames fed behind a segment's end: the encoder looks ahead, and what it sees must be the sound itself. */
const LOOKAHEAD_FRAMES = 3;

/** Input samples around a stretch that keep a resampler's edges out of it. */
const RESAMPLER_MARGIN = 256;

interface AudioSegment {
  readonly number: number;
  /** Samples at 48 kHz: [start, end). */
  readonly start: number;
  readonly end: number;
}

export function encodeAudio(
  input: { readonly source: OpenSource; readonly stream: Stream },
  request: MakeAudioRequest,
  rendition: { readonly id: string; readonly recipe: AudioEncodeRecipe },
  reply: Reply,
): void {
  request.anchors.forEach((anchor, i) => {
    const segment = {
      number: request.firstSegment + i,
      start: request.cuts[i] as number,
      end: request.cuts[i + 1] as number,
    };
    const startMs = Date.now();
    const from = segment.start - AUDIO_PREROLL_FRAMES * AAC_FRAME_SAMPLES;
    const to = segment.end + LOOKAHEAD_FRAMES * AAC_FRAME_SAMPLES;
    const window = inputWindow(from, to, request.timeline.sourceRate);
    const decoded = decodeStretch(input.source, input.stream, request.timeline, {
      from: window.from,
      to: window.to,
      anchor,
      channels: rendition.recipe.channels,
    });
    const samples = resample(decoded, request.timeline.sourceRate, {
      skip: from - window.outputFrom,
      count: to - from,
    });
    sendSegment(rendition, segment, encodeFrames(rendition.recipe, samples, { from, segment }), reply);
    reply.span(`encode sound ${segment.number}`, startMs, Date.now());
  });
}

/**
 * The source samples that give [from, to) at 48 kHz. The window begins where both rates have a sample at the same
 * moment, so that every segment's resampler works on the same grid.
 */
function inputWindow(
  from: number,
  to: number,
  rate: number,
): { from: number; to: number; outputFrom: number } {
  if (rate === ENCODED_RATE) return { from, to, outputFrom: from };
  const common = greatestCommonDivisor(rate, ENCODED_RATE);
  const inputStep = rate / common;
  const outputStep = ENCODED_RATE / common;
  const margin = Math.ceil((RESAMPLER_MARGIN * ENCODED_RATE) / rate);
  const steps = Math.floor((from - margin) / outputStep);
  return {
    from: steps * inputStep,
    to: Math.ceil((to * rate) / ENCODED_RATE) + RESAMPLER_MARGIN,
    outputFrom: steps * outputStep,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function resample(
  planes: Planes,
  rate: number,
  wanted: { readonly skip: number; readonly count: number },
): Planes {
  if (rate === ENCODED_RATE) return planes;
  const channels = planes.length as 1 | 2;
  const length = planes[0]?.length ?? 0;
  const swr = new SoftwareResampleContext();
  const layout = channelLayout(channels);
  const room = Math.ceil((length * ENCODED_RATE) / rate) + 1024;
  const output = planes.map(() => Buffer.alloc(room * 4));
  try {
    FFmpegError.throwIfError(
      swr.allocSetOpts2(layout, AV_SAMPLE_FMT_FLTP, ENCODED_RATE, layout, AV_SAMPLE_FMT_FLTP, rate),
      'Preparing to resample',
    );
    FFmpegError.throwIfError(swr.init(), 'Preparing to resample');
    const input = planes.map((plane) => Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength));
    let made = swr.convertSync(output, room, input, length);
    FFmpegError.throwIfError(made, 'Resampling');
    const rest = output.map((buffer) => buffer.subarray(made * 4));
    made += Math.max(0, swr.convertSync(rest, room - made, null, 0));
  } finally {
    swr.free();
  }
  return output.map((buffer) =>
    new Float32Array(buffer.buffer, buffer.byteOffset, room).subarray(
      wanted.skip,
      wanted.skip + wanted.count,
    ),
  );
}

/** Encodes the samples from `from` on and keeps the packets whose frames lie in the segment. */
function encodeFrames(
  recipe: AudioEncodeRecipe,
  samples: Planes,
  place: { readonly from: number; readonly segment: AudioSegment },
): Uint8Array[] {
  const encoder = openAudioEncoder(recipe);
  const frame = new Frame();
  frame.alloc();
  const packet = new Packet();
  packet.alloc();
  const packets: Uint8Array[] = [];
  const drain = (): void => {
    while (encoder.receivePacketSync(packet) >= 0) {
      const time = Number(packet.pts);
      if (time >= place.segment.start && time < place.segment.end)
        packets.push(Uint8Array.prototype.slice.call(packet.data));
      packet.unref();
    }
  };
  try {
    const total = samples[0]?.length ?? 0;
    for (let at = 0; at + AAC_FRAME_SAMPLES <= total; at += AAC_FRAME_SAMPLES) {
      frame.format = AV_SAMPLE_FMT_FLTP;
      frame.nbSamples = AAC_FRAME_SAMPLES;
      frame.sampleRate = ENCODED_RATE;
      frame.channelLayout = channelLayout(recipe.channels);
      FFmpegError.throwIfError(frame.getBuffer(), 'Allocating sound');
      frame.pts = BigInt(place.from + at);
      samples.forEach((plane, channel) => {
        const target = frame.data?.[channel] as Buffer;
        const part = plane.subarray(at, at + AAC_FRAME_SAMPLES);
        target.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      });
      FFmpegError.throwIfError(encoder.sendFrameSync(frame), 'Encoding sound');
      frame.unref();
      drain();
    }
    encoder.sendFrameSync(null);
    drain();
    return packets;
  } finally {
    packet.free();
    frame.free();
    encoder.freeContext();
  }
}

function sendSegment(
  rendition: { readonly id: string },
  segment: AudioSegment,
  packets: readonly Uint8Array[],
  reply: Reply,
): void {
  const expected = (segment.end - segment.start) / AAC_FRAME_SAMPLES;
  if (packets.length !== expected) {
    throw new Error(
      `segment ${segment.number} of ${rendition.id} has ${packets.length} frames instead of ${expected}`,
    );
  }
  sendAudio(
    rendition.id,
    { number: segment.number, start: segment.start, duration: AAC_FRAME_SAMPLES },
    packets,
    reply,
  );
}

/** Sends one sound segment: a single fragment, every frame a place to begin. */
export function sendAudio(
  rendition: string,
  segment: { readonly number: number; readonly start: number; readonly duration: number },
  packets: readonly Uint8Array[],
  reply: Reply,
): void {
  const head = writeFragment({
    sequenceNumber: sequenceNumber(segment.number, 0),
    baseDecodeTime: segment.start,
    kind: 'audio',
    startsSegment: true,
    samples: packets.map((packet) => ({
      duration: segment.duration,
      sizeBytes: packet.byteLength,
      compositionOffset: 0,
      isKey: true,
    })),
  });
  reply.chunk(rendition, segment.number, [head, ...packets], true);
}
