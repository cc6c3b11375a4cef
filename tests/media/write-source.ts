// Writes one test source: encodes its tracks and muxes the packets in order of their timestamps.
import { readFileSync } from 'node:fs';
import {
  AV_LOG_ERROR,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVFMT_GLOBALHEADER,
  AVIO_FLAG_WRITE,
  Dictionary,
  FFmpegError,
  FormatContext,
  IOContext,
  Log,
  type Packet,
  Rational,
} from 'node-av';
import { type EncodedTrack, encodeAudio, encodeVideo } from './encode-track.ts';
import type { Container, SourceSpec } from './spec.ts';
import { addTextStream } from './text-stream.ts';

/** FFmpeg's muxer, its options and the file extension for each container. */
export const containers: Record<
  Container,
  { muxer: string; extension: string; options?: Record<string, string> }
> = {
  mp4: { muxer: 'mp4', extension: 'mp4' },
  'mp4-faststart': { muxer: 'mp4', extension: 'mp4', options: { movflags: '+faststart' } },
  'mp4-fragmented': {
    muxer: 'mp4',
    extension: 'mp4',
    options: { movflags: '+frag_keyframe+delay_moov+default_base_moof' },
  },
  mov: { muxer: 'mov', extension: 'mov' },
  mkv: { muxer: 'matroska', extension: 'mkv' },
  webm: { muxer: 'webm', extension: 'webm' },
  ts: { muxer: 'mpegts', extension: 'ts' },
  avi: { muxer: 'avi', extension: 'avi' },
  flv: { muxer: 'flv', extension: 'flv' },
  wav: { muxer: 'wav', extension: 'wav' },
  mp3: { muxer: 'mp3', extension: 'mp3' },
  flac: { muxer: 'flac', extension: 'flac' },
  ogg: { muxer: 'ogg', extension: 'ogg' },
  'ogg-long-pages': { muxer: 'ogg', extension: 'ogg', options: { page_duration: '10000000' } },
};

/** Encodes and writes the source at `path`, blocking. Throws FFmpegError where container and codec do not go together. */
function writeSource(spec: SourceSpec, path: string): void {
  const { muxer, options } = containers[spec.container];
  const { output, finish } = openOutput(path, muxer);
  const globalHeader = output.oformat?.hasFlags(AVFMT_GLOBALHEADER) ?? false;
  const tracks = [
    ...(spec.video === null ? [] : [encodeVideo(spec.video, globalHeader)]),
    ...spec.audio.map((audio) => encodeAudio(audio, globalHeader)),
  ];
  for (const track of tracks) addStream(output, track);
  const texts = (spec.texts ?? []).map((text) => addTextStream(output, text));
  if (options) for (const [key, value] of Object.entries(options)) check(output.setOption(key, value), key);
  check(output.writeHeaderSync(null), 'write the header');
  for (const { packet, track, index } of inOrder(tracks)) {
    shift(packet, track, spec.startSeconds);
    const seconds = (Number(packet.dts) * track.timeBase.num) / track.timeBase.den;
    for (const write of texts) write(seconds, spec.startSeconds);
    const { num, den } = output.streams[index]?.timeBase ?? track.timeBase;
    packet.rescaleTs(track.timeBase, { num, den });
    packet.streamIndex = index;
    check(output.interleavedWriteFrameSync(packet), 'write a packet');
  }
  for (const write of texts) write(Number.POSITIVE_INFINITY, spec.startSeconds);
  finish();
  for (const track of tracks) track.encoder.close();
}

/** Opens a muxer on a new file. `finish` writes the trailer and closes both. */
export function openOutput(path: string, muxer: string): { output: FormatContext; finish: () => void } {
  const output = new FormatContext();
  check(output.allocOutputContext2(null, muxer, path), `open the muxer ${muxer}`);
  const io = new IOContext();
  check(io.open2Sync(path, AVIO_FLAG_WRITE), `create ${path}`);
  output.pb = io;
  return {
    output,
    finish() {
      check(output.writeTrailerSync(), 'write the trailer');
      output.pb = null; // otherwise both wrappers free it when the process exits
      check(io.closepSync(), `close ${path}`);
      output.freeContext();
    },
  };
}

/** Throws FFmpeg's error with what was being attempted, if a result is one. */
export function check(result: number, attempt: string): void {
  FFmpegError.throwIfError(result, `cannot ${attempt}`);
}

function addStream(output: FormatContext, track: EncodedTrack): void {
  const stream = output.newStream(null);
  const context = track.encoder.getCodecContext();
  if (context === null) throw new Error('the encoder closed before its parameters were read');
  check(stream.codecpar.fromContext(context), 'copy the codec parameters');
  stream.codecpar.codecTag = 0;
  stream.timeBase = new Rational(track.timeBase.num, track.timeBase.den);
  if ('rate' in track.spec) {
    if (track.spec.rate !== 'variable')
      stream.avgFrameRate = new Rational(track.spec.rate[0], track.spec.rate[1]);
    if (track.spec.rotateDegrees !== 0)
      stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(track.spec.rotateDegrees));
  } else if (track.spec.language !== null) {
    stream.metadata = Dictionary.fromObject({ language: track.spec.language });
  }
}

/** The matrix {a b u c d v x y w} of ISO/IEC 14496-12 §6.2.2 in native byte order, as FFmpeg keeps it. */
function displayMatrix(clockwiseDegrees: 90 | 180 | 270): Buffer {
  const one = 0x10000;
  const [a, b] = { 90: [0, one], 180: [-one, 0], 270: [0, -one] }[clockwiseDegrees] as [number, number];
  return Buffer.from(Int32Array.of(a, b, 0, -b, a, 0, 0, 0, 0x40000000).buffer);
}

function* inOrder(tracks: readonly EncodedTrack[]) {
  const next = tracks.map(() => 0);
  for (;;) {
    let best: { packet: Packet; track: EncodedTrack; index: number; at: number } | null = null;
    for (const [index, track] of tracks.entries()) {
      const packet = track.packets[next[index] ?? 0];
      if (packet === undefined) continue;
      const at = (Number(packet.dts) * track.timeBase.num) / track.timeBase.den + track.startSeconds;
      if (best === null || at < best.at) best = { packet, track, index, at };
    }
    if (best === null) return;
    next[best.index] = (next[best.index] ?? 0) + 1;
    yield best;
  }
}

function shift(packet: Packet, track: EncodedTrack, sourceStart: number): void {
  const ticks = BigInt(
    Math.round(((track.startSeconds + sourceStart) * track.timeBase.den) / track.timeBase.num),
  );
  packet.pts += ticks;
  packet.dts += ticks;
}

if (process.argv[1] === import.meta.filename) {
  const path = process.argv[2];
  if (path === undefined) throw new Error('usage: node write-source.ts PATH < SPEC_JSON');
  Log.setLevel(AV_LOG_ERROR);
  writeSource(JSON.parse(readFileSync(0, 'utf8')) as SourceSpec, path);
}
