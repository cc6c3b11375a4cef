// Decodes a whole file with FFmpeg's libraries and notes what every frame shows and where every sample lies.
import {
  AV_LOG_ERROR,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AV_SAMPLE_FMT_S32P,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  Codec,
  CodecContext,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  type Stream,
} from 'node-av';
import { readFrameNumber } from '../media/frame-number.ts';
import type { DecodedMedia, DecodedSound, DecodedTrack, SeenFrame } from './decoded-media.ts';

/** Decodes every audio and video track of a file, blocking. Decoding errors are collected, not thrown. */
export function decodeFile(path: string): DecodedMedia {
  const input = new FormatContext();
  FFmpegError.throwIfError(input.openInputSync(path, null, null), `cannot open ${path}`);
  FFmpegError.throwIfError(input.findStreamInfoSync(null), `cannot read the tracks of ${path}`);
  const tracks = input.streams.map(openTrack);
  const packet = new Packet();
  packet.alloc();
  for (let result = 0; ; ) {
    result = input.readFrameSync(packet);
    if (result === AVERROR_EOF) break;
    FFmpegError.throwIfError(result, `cannot read a packet of ${path}`);
    tracks[packet.streamIndex]?.feed(packet);
    packet.unref();
  }
  for (const track of tracks) track?.feed(null);
  const decoded = tracks.flatMap((track) => (track === null ? [] : [track.finish()]));
  input.closeInputSync();
  return { tracks: decoded };
}

interface OpenTrack {
  readonly feed: (packet: Packet | null) => void;
  readonly finish: () => DecodedTrack;
}

function openTrack(stream: Stream): OpenTrack | null {
  const type = stream.codecpar.codecType;
  if (type !== AVMEDIA_TYPE_VIDEO && type !== AVMEDIA_TYPE_AUDIO) return null;
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec === null) throw new Error(`there is no decoder for codec ${stream.codecpar.codecId}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  FFmpegError.throwIfError(context.parametersToContext(stream.codecpar), 'cannot copy the codec parameters');
  context.pktTimebase = stream.timeBase;
  FFmpegError.throwIfError(context.open2Sync(codec, null), 'cannot open the decoder');
  const frames: SeenFrame[] = [];
  const pieces: SoundPiece[] = [];
  const errors: string[] = [];
  const frame = new Frame();
  frame.alloc();
  const secondsOf = (pts: bigint) => (Number(pts) * stream.timeBase.num) / stream.timeBase.den;
  return {
    feed(packet) {
      const sent = context.sendPacketSync(packet);
      if (sent < 0 && sent !== AVERROR_EOF) errors.push(`packet refused: ${FFmpegError.strerror(sent)}`);
      for (;;) {
        const received = context.receiveFrameSync(frame);
        if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break;
        if (received < 0) {
          errors.push(`frame refused: ${FFmpegError.strerror(received)}`);
          break;
        }
        const seconds = secondsOf(frame.bestEffortTimestamp);
        if (frame.decodeErrorFlags !== 0) errors.push(`damaged frame at ${seconds} s`);
        if (type === AVMEDIA_TYPE_VIDEO) frames.push(seeFrame(frame, seconds));
        else pieces.push({ seconds, samples: firstChannel(frame), rate: frame.sampleRate });
        frame.unref();
      }
    },
    finish() {
      context.freeContext();
      const language = stream.metadata?.get('language') ?? null;
      if (type === AVMEDIA_TYPE_VIDEO) return { kind: 'video', frames, sound: null, language, errors };
      return { kind: 'audio', frames: [], sound: joinSound(pieces), language, errors };
    },
  };
}

function seeFrame(frame: Frame, seconds: number): SeenFrame {
  const data = frame.data?.[0];
  const stride = frame.linesize[0];
  if (data === undefined || stride === undefined)
    throw new Error('the decoder gave a frame without a luma plane');
  const bitDepth = stride >= frame.width * 2 ? 10 : 8; // the formats that are delivered have one or the other
  const read = readFrameNumber({ data, stride, width: frame.width, height: frame.height, bitDepth });
  const { width, height } = frame;
  return {
    seconds,
    number: read?.number ?? null,
    turns: read?.turns ?? 0,
    width,
    height,
    isKey: frame.keyFrame === 1,
  };
}

interface SoundPiece {
  readonly seconds: number;
  readonly samples: Float32Array;
  readonly rate: number;
}

/** Joins the decoded pieces and notes every place where one does not continue the one before it. */
function joinSound(pieces: readonly SoundPiece[]): DecodedSound | null {
  const [first] = pieces;
  if (first === undefined) return null;
  const samples = new Float32Array(pieces.reduce((sum, piece) => sum + piece.samples.length, 0));
  const gaps: { seconds: number; samples: number }[] = [];
  let at = 0;
  for (const piece of pieces) {
    const missing = Math.round((piece.seconds - first.seconds) * first.rate) - at - gapsSoFar(gaps);
    if (Math.abs(missing) > 1) gaps.push({ seconds: piece.seconds, samples: missing }); // a tick of a coarse timescale
    samples.set(piece.samples, at);
    at += piece.samples.length;
  }
  return { rate: first.rate, firstSeconds: first.seconds, samples, gaps };
}

function gapsSoFar(gaps: readonly { samples: number }[]): number {
  return gaps.reduce((sum, gap) => sum + gap.samples, 0);
}

/** The first channel, from any format that the allowed decoders give, scaled to -1 to 1. */
function firstChannel(frame: Frame): Float32Array {
  const bytes = frame.extendedData?.[0];
  if (bytes === undefined) throw new Error('the decoder gave sound without samples');
  const [width, read] = sampleReader(frame.format, bytes);
  const planar = [AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_S16P, AV_SAMPLE_FMT_S32P].some(
    (format) => format === frame.format,
  );
  const step = width * (planar ? 1 : frame.channels);
  return Float32Array.from({ length: frame.nbSamples }, (_, n) => read(n * step));
}

function sampleReader(format: number, bytes: Buffer): [number, (at: number) => number] {
  if (format === AV_SAMPLE_FMT_FLT || format === AV_SAMPLE_FMT_FLTP)
    return [4, (at) => bytes.readFloatLE(at)];
  if (format === AV_SAMPLE_FMT_S16 || format === AV_SAMPLE_FMT_S16P)
    return [2, (at) => bytes.readInt16LE(at) / 2 ** 15];
  if (format === AV_SAMPLE_FMT_S32 || format === AV_SAMPLE_FMT_S32P)
    return [4, (at) => bytes.readInt32LE(at) / 2 ** 31];
  throw new Error(`sample format ${format} is not read here`);
}

if (process.argv[1] === import.meta.filename) {
  const [, , path] = process.argv;
  if (path === undefined || process.send === undefined)
    throw new Error('this is forked with a path and an IPC channel');
  Log.setLevel(AV_LOG_ERROR);
  process.send(decodeFile(path), () => process.disconnect());
}
