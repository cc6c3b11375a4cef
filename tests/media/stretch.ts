// Long sources made cheaply: one encoded minute, its packets written again and again with later timestamps.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  AV_LOG_ERROR,
  AV_NOPTS_VALUE,
  AVERROR_EOF,
  Dictionary,
  FFmpegError,
  FormatContext,
  Log,
  Packet,
} from 'node-av';
import { cached, makeSource } from './make.ts';
import type { SourceWish } from './spec.ts';
import { check, containers, openOutput } from './write-source.ts';

const run = promisify(execFile);

/**
 * A source of `times` copies of the wished one, cached like any other. Frame numbers and the sound begin anew in each
 * copy. A copy lasts as long as its picture; coded sound beyond that is left out, so choose a length that is a multiple
 * of both a frame and 1,024 samples (64 s is). MP4, MOV and Matroska with the video track first.
 */
export function makeLongSource(wish: SourceWish, times: number): Promise<string> {
  if (!Number.isInteger(times) || times < 1)
    throw new RangeError(`${times} copies cannot be made: ask for 1 or more`);
  return makeCopies(wish, times);
}

async function makeCopies(wish: SourceWish, times: number): Promise<string> {
  const source = await makeSource(wish);
  const { muxer, extension } = containers[source.spec.container];
  return await cached(`stretched ${times} ${JSON.stringify(source.spec)}`, extension, async (unfinished) => {
    await run(process.execPath, [import.meta.filename, source.path, unfinished, muxer, String(times)]);
  });
}

/** A film for benches: 1080p24 H.264 of 6.7 Mbit/s with AAC, two hours in about 6 GB. */
export function makeFeatureFilm(minutes = 120): Promise<string> {
  const video = { width: 1920, height: 1080, rate: [24, 1], gopFrames: 96, bitrate: 6_500_000 } as const;
  return makeLongSource({ container: 'mp4-faststart', seconds: 64, video }, Math.round((minutes * 60) / 64));
}

/**
 * A creator's upload for benches: 1080p30 H.264 with AAC.
 * @public
 */
export function makeCreatorUpload(minutes = 10): Promise<string> {
  const video = { width: 1920, height: 1080, rate: [30, 1], gopFrames: 120, bitrate: 8_000_000 } as const;
  return makeLongSource({ container: 'mp4', seconds: 64, video }, Math.round((minutes * 60) / 64));
}

interface KeptPacket {
  readonly packet: Packet;
  readonly stream: number;
  /** Decode time since the track's first packet. */
  readonly seconds: number;
}

function stretch(from: string, to: string, options: { muxer: string; times: number }): void {
  const input = new FormatContext();
  check(input.openInputSync(from, null, Dictionary.fromObject({ advanced_editlist: '0' })), `open ${from}`);
  check(input.findStreamInfoSync(null), `read the tracks of ${from}`);
  const all = readPackets(input);
  const period = pictureSeconds(input, all);
  const packets = all.filter((kept) => kept.seconds < period - 1e-6);
  const { output, finish } = openOutput(to, options.muxer);
  for (const stream of input.streams) {
    const target = output.newStream(null);
    check(stream.codecpar.copy(target.codecpar), 'copy the codec parameters');
    target.codecpar.codecTag = 0;
    target.timeBase = stream.timeBase;
    target.avgFrameRate = stream.avgFrameRate;
  }
  check(output.writeHeaderSync(null), 'write the header');
  const streams = input.streams.map((stream, n) => ({
    from: stream.timeBase,
    to: output.streams[n]?.timeBase ?? stream.timeBase,
    period: BigInt(Math.round((period * stream.timeBase.den) / stream.timeBase.num)),
  }));
  for (let turn = 0; turn < options.times; turn++) {
    for (const { packet, stream } of packets) {
      const times = streams[stream];
      const copy = packet.clone();
      if (times === undefined || copy === null) throw new Error('a packet could not be copied');
      copy.pts += times.period * BigInt(turn);
      copy.dts += times.period * BigInt(turn);
      copy.rescaleTs(times.from, times.to);
      check(output.interleavedWriteFrameSync(copy), 'write a packet');
      copy.free();
    }
  }
  finish();
}

function readPackets(input: FormatContext): KeptPacket[] {
  const packets: Packet[] = [];
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    const result = input.readFrameSync(packet);
    if (result === AVERROR_EOF) break;
    FFmpegError.throwIfError(result, 'cannot read a packet');
    packets.push(packet);
  }
  const firstDts = new Map<number, bigint>();
  for (const [stream, own] of Map.groupBy(packets, (packet) => packet.streamIndex)) {
    if (own.some((packet) => packet.dts === AV_NOPTS_VALUE)) giveDecodeTimes(own);
    firstDts.set(stream, own[0]?.dts ?? 0n);
  }
  return packets.map((packet) => {
    const { num, den } = input.streams[packet.streamIndex]?.timeBase ?? { num: 1, den: 1 };
    const ticks = packet.dts - (firstDts.get(packet.streamIndex) ?? 0n);
    return { packet, stream: packet.streamIndex, seconds: (Number(ticks) * num) / den };
  });
}

/**
 * Matroska states presentation times alone, and FFmpeg does not guess the others for HEVC. The n-th packet is decoded at
 * the n-th presentation time, all of them as much earlier as the one that is shown soonest after its decoding needs.
 */
function giveDecodeTimes(packets: readonly Packet[]): void {
  const times = packets.map((packet) => packet.pts).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let delay = 0n;
  for (const [n, packet] of packets.entries()) {
    const late = (times[n] as bigint) - packet.pts;
    if (late > delay) delay = late;
  }
  for (const [n, packet] of packets.entries()) packet.dts = (times[n] as bigint) - delay;
}

function pictureSeconds(input: FormatContext, packets: readonly KeptPacket[]): number {
  const last = packets.findLast((kept) => kept.stream === 0);
  const timeBase = input.streams[0]?.timeBase;
  if (last === undefined || timeBase === undefined) throw new Error('the source has no packets');
  return last.seconds + (Number(last.packet.duration) * timeBase.num) / timeBase.den;
}

if (process.argv[1] === import.meta.filename) {
  const [, , from, to, muxer, times] = process.argv;
  if (from === undefined || to === undefined || muxer === undefined)
    throw new Error('usage: node stretch.ts FROM TO MUXER TIMES');
  Log.setLevel(AV_LOG_ERROR);
  stretch(from, to, { muxer, times: Number(times) });
}
