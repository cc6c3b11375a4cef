// Draws a film that nobody has to own the rights of: a picture that FFmpeg computes, a calm chord, as a small MP4.

import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  FFmpegError,
  type FilterContext,
  FilterGraph,
  FormatContext,
  Frame,
  IOContext,
  Packet,
  Rational,
} from 'node-av/lib';
import type { DrawSampleRequest, SamplePicture } from '../protocol.ts';
import { channelLayout } from './audio-encoder.ts';
import { setOptions } from './set-options.ts';

const WIDTH = 640;
const HEIGHT = 360;
const RATE = 24;
const SAMPLE_RATE = 48_000;
const IO_BUFFER_BYTES = 64 * 1024;

/** The result must fit into one message. */
const MAX_SECONDS = 60;

export interface DrawnSample {
  /** Base64. */
  readonly mp4: string;
}

/** @throws FFmpegError where this build of FFmpeg lacks a filter */
export function drawSample({ picture, hue, seconds }: DrawSampleRequest): DrawnSample {
  if (!(seconds >= 1 && seconds <= MAX_SECONDS) || !Number.isFinite(hue) || !Object.hasOwn(pictures, picture))
    throw new Error(
      `A sample of ${seconds} s of "${picture}" cannot be drawn: it lasts from 1 to ${MAX_SECONDS} s.`,
    );
  const size = `${WIDTH}x${HEIGHT}`;
  const whole = Math.round(seconds);
  const video = openTrack(
    `${pictures[picture](size)},hue=h=${Math.round(hue) % 360},scale=${size}:out_range=tv,fps=${RATE},format=yuv420p,setsar=1,fade=t=in:d=0.5,fade=t=out:st=${whole - 0.5}:d=0.5,trim=duration=${whole},buffersink@out`,
    openPictureEncoder(),
  );
  const audio = openTrack(
    `${chord(hue)},atrim=duration=${whole},afade=t=in:d=1,afade=t=out:st=${whole - 1}:d=1,aformat=sample_fmts=fltp:sample_rates=${SAMPLE_RATE}:channel_layouts=stereo,asetnsamples=n=1024:p=0,abuffersink@out`,
    openSoundEncoder(),
  );
  try {
    return { mp4: writeMp4([video, audio]).toString('base64') };
  } finally {
    video.free();
    audio.free();
  }
}

/** Each fills the frame, moves, and needs no more of the processor than encoding it does. */
const pictures: Readonly<Record<SamplePicture, (size: string) => string>> = {
  mandelbrot: (size) =>
    `mandelbrot=size=${size}:rate=${RATE}:start_scale=2.2:end_scale=0.05:end_pts=900:maxiter=120`,
  life: (size) =>
    `life=size=320x180:rate=${RATE}:mold=12:ratio=0.14:seed=7:death_color=0x1d3557:life_color=0xf1faee:mold_color=0x457b9d,scale=${size}:flags=neighbor`,
  waves: (size) =>
    `color=c=black:size=160x90:rate=${RATE},format=yuv444p,geq=lum='110+60*sin((X+10*T)/9.5)*cos((Y-6*T)/7.2)':cb='128+70*sin((X+Y)/30+T)':cr='128+70*cos((X-Y)/35+T/2)',scale=${size}:flags=bicubic`,
  dusk: (size) => gradients(size, 'linear'),
  spiral: (size) => gradients(size, 'spiral'),
  rings: (size) => gradients(size, 'circular'),
};

const gradients = (size: string, type: string): string =>
  `gradients=size=${size}:rate=${RATE}:type=${type}:seed=5:speed=0.03:nb_colors=5:c0=0x0b1026:c1=0x3b2667:c2=0xbc78ec:c3=0xf6a5c0:c4=0xfde2b3`;

/** A fifth and an octave over a tone that goes with the colour. */
function chord(hue: number): string {
  const base = 110 * 2 ** ((Math.round(hue / 30) % 12) / 12);
  const tone = (factor: number, loud: number) =>
    `${loud}*sin(2*PI*${(base * factor).toFixed(3)}*t)*(0.7+0.3*sin(2*PI*t/${4 * factor}))`;
  const voice = [tone(1, 0.12), tone(1.5, 0.07), tone(2, 0.05)].join('+');
  return `aevalsrc='${voice}|${voice}':s=${SAMPLE_RATE}`;
}

interface Track {
  readonly encoder: CodecContext;
  readonly packets: readonly Packet[];
  free(): void;
}

/** Everything that the filters give, encoded. */
function openTrack(description: string, encoder: CodecContext): Track {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  const packets: Packet[] = [];
  const frame = new Frame();
  frame.alloc();
  try {
    FFmpegError.throwIfError(graph.parse2(description), 'Describing the filters');
    FFmpegError.throwIfError(graph.configSync(), 'Connecting the filters');
    const sink = graph.getFilter(encoder.width > 0 ? 'buffersink@out' : 'abuffersink@out') as FilterContext;
    while (sink.buffersinkGetFrameSync(frame) >= 0) {
      frame.pictType = AV_PICTURE_TYPE_NONE;
      FFmpegError.throwIfError(encoder.sendFrameSync(frame), 'Encoding a frame');
      frame.unref();
      take(encoder, packets);
    }
    encoder.sendFrameSync(null);
    take(encoder, packets);
  } finally {
    frame.free();
    graph.free();
  }
  return {
    encoder,
    packets,
    free() {
      for (const packet of packets) packet.free();
      encoder.freeContext();
    },
  };
}

function take(encoder: CodecContext, packets: Packet[]): void {
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if (encoder.receivePacketSync(packet) < 0) {
      packet.free();
      return;
    }
    packets.push(packet);
  }
}

function openPictureEncoder(): CodecContext {
  const { codec, context } = open(FF_ENCODER_LIBX264);
  context.width = WIDTH;
  context.height = HEIGHT;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, RATE);
  context.framerate = new Rational(RATE, 1);
  context.sampleAspectRatio = new Rational(1, 1);
  context.colorRange = AVCOL_RANGE_MPEG;
  context.colorSpace = AVCOL_SPC_BT709;
  context.colorPrimaries = AVCOL_PRI_BT709;
  context.colorTrc = AVCOL_TRC_BT709;
  context.threadCount = 1;
  context.gopSize = RATE * 2;
  context.rcMaxRate = 1_500_000n;
  context.rcBufferSize = 3_000_000;
  setOptions(context, { preset: 'veryfast', crf: 26 });
  FFmpegError.throwIfError(context.open2Sync(codec), 'Opening x264');
  return context;
}

function openSoundEncoder(): CodecContext {
  const { codec, context } = open(FF_ENCODER_AAC);
  context.sampleFormat = AV_SAMPLE_FMT_FLTP;
  context.sampleRate = SAMPLE_RATE;
  context.channelLayout = channelLayout(2);
  context.timeBase = new Rational(1, SAMPLE_RATE);
  context.bitRate = 96_000n;
  FFmpegError.throwIfError(context.open2Sync(codec, null), 'Opening the AAC encoder');
  return context;
}

function open(name: Parameters<typeof Codec.findEncoderByName>[0]): { codec: Codec; context: CodecContext } {
  const codec = Codec.findEncoderByName(name);
  if (codec === null) throw new Error(`this build of FFmpeg has no ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  return { codec, context };
}

/** Fragmented, since that can be written without going back. */
function writeMp4(tracks: readonly Track[]): Buffer {
  const pieces: Buffer[] = [];
  const io = new IOContext();
  io.allocContextWithCallbacks(IO_BUFFER_BYTES, 1, null, (piece) => {
    pieces.push(Buffer.from(piece));
    return piece.length;
  });
  const format = new FormatContext();
  FFmpegError.throwIfError(format.allocOutputContext2(null, 'mp4', null), 'Opening the MP4 muxer');
  format.pb = io;
  try {
    const streams = tracks.map(({ encoder }) => {
      const stream = format.newStream(null);
      FFmpegError.throwIfError(stream.codecpar.fromContext(encoder), 'Describing a track');
      stream.codecpar.codecTag = 0;
      stream.timeBase = encoder.timeBase;
      return stream;
    });
    FFmpegError.throwIfError(
      format.setOption('movflags', '+frag_keyframe+empty_moov+default_base_moof'),
      'Setting up the MP4 muxer',
    );
    FFmpegError.throwIfError(format.writeHeaderSync(null), 'Writing the header');
    const all = tracks.flatMap(({ encoder, packets }, index) =>
      packets.map((packet) => {
        const { num, den } = encoder.timeBase;
        const at = (Number(packet.dts) * num) / den;
        const to = streams[index]?.timeBase ?? encoder.timeBase;
        packet.rescaleTs({ num, den }, { num: to.num, den: to.den });
        packet.streamIndex = index;
        return { packet, at };
      }),
    );
    for (const { packet } of all.toSorted((a, b) => a.at - b.at))
      FFmpegError.throwIfError(format.interleavedWriteFrameSync(packet), 'Writing a packet');
    FFmpegError.throwIfError(format.writeTrailerSync(), 'Writing the end');
    io.flushSync();
    return Buffer.concat(pieces);
  } finally {
    format.pb = null; // otherwise both wrappers free it when the process exits
    format.freeContext();
    io.freeContext();
  }
}
