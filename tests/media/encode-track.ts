// Encodes one track of a test source with FFmpeg's libraries and keeps its packets in memory.
import {
  AV_CHANNEL_LAYOUT_5POINT1_BACK,
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_OPT_SEARCH_CHILDREN,
  AV_OPT_TYPE_STRING,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_SAMPLE_FMT_FLT,
  AVCOL_PRI_BT709,
  AVCOL_PRI_BT2020,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_TRC_BT709,
  AVCOL_TRC_SMPTE2084,
  type Codec,
  type CodecContext,
  Encoder,
  type EncoderOptions,
  FFmpegError,
  Frame,
  type Packet,
  Rational,
} from 'node-av';
import { codedSize, createPainter } from './picture.ts';
import { soundSamples } from './sound.ts';
import { type AudioSpec, frameTimes, type VideoSpec } from './spec.ts';

/** A coded track: `encoder` keeps the parameters alive until they are written. */
export interface EncodedTrack {
  readonly encoder: Encoder;
  readonly packets: readonly Packet[];
  /** Seconds a tick of the packets' timestamps. */
  readonly timeBase: { readonly num: number; readonly den: number };
  readonly startSeconds: number;
  readonly spec: VideoSpec | AudioSpec;
}

const videoEncoders = {
  h264: 'libx264',
  hevc: 'libx265',
  vp9: 'libvpx-vp9',
  av1: 'libsvtav1',
  mpeg4: 'mpeg4',
  mpeg2: 'mpeg2video',
  prores: 'prores_ks',
  ffv1: 'ffv1',
} as const;

const audioEncoders = {
  aac: 'aac',
  mp3: 'libmp3lame',
  opus: 'libopus',
  vorbis: 'libvorbis',
  ac3: 'ac3',
  flac: 'flac',
  pcm: 'pcm_s16le',
} as const;

const layouts = {
  1: AV_CHANNEL_LAYOUT_MONO,
  2: AV_CHANNEL_LAYOUT_STEREO,
  6: AV_CHANNEL_LAYOUT_5POINT1_BACK,
} as const;

/** Paints and encodes every frame of a video track. */
export function encodeVideo(video: VideoSpec, globalHeader: boolean): EncodedTrack {
  const times = frameTimes(video);
  const timeBase = { num: times.rate[1], den: times.rate[0] };
  const paint = createPainter(video);
  const encoder = create(videoEncoders[video.codec], {
    gopSize: video.gopFrames,
    maxBFrames:
      video.codec === 'vp9' || video.codec === 'av1' || video.codec === 'prores' ? 0 : video.bFrames,
    autoFormat: true,
    threadCount: 2,
    bitrate: video.bitrate ?? (video.codec.startsWith('mpeg') ? 2_000_000 : 0), // the others aim at a quality
    configure(context) {
      setOptions(context, videoOptions(video));
      if (video.rate !== 'variable') context.framerate = new Rational(video.rate[0], video.rate[1]);
      if (globalHeader) context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
      if (video.interlaced) context.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
    },
  });
  const packets = times.ticks.flatMap((tick, number) => {
    using frame = Frame.fromVideoBuffer(paint(number), {
      ...codedSize(video),
      format: video.bitDepth === 10 ? AV_PIX_FMT_YUV420P10LE : AV_PIX_FMT_YUV420P,
      timeBase,
      pts: BigInt(tick),
    });
    frame.duration = BigInt((times.ticks[number + 1] ?? times.end) - tick);
    describeColour(frame, video);
    return encoder.encodeAllSync(frame);
  });
  packets.push(...encoder.encodeAllSync(null));
  return { encoder, packets, timeBase, startSeconds: video.startSeconds, spec: video };
}

/** The frame size that FFmpeg's libvorbis asks for. */
const VORBIS_FRAME = 64;

/** Encodes the beeps and the sweep, the same in every channel. */
export function encodeAudio(audio: AudioSpec, globalHeader: boolean): EncodedTrack {
  const rate = audio.sampleRate;
  const total = Math.round(audio.seconds * rate);
  const encoder = create(audioEncoders[audio.codec], {
    autoResample: true,
    ...(audio.codec === 'pcm' || audio.codec === 'flac'
      ? {}
      : { bitrate: 64_000 * Math.max(2, audio.channels) }),
    configure(context) {
      // Perceptual noise substitution and intensity stereo would replace the sweep by something of equal loudness.
      if (audio.codec === 'aac') setOptions(context, { aac_pns: 'false', aac_is: 'false' });
      if (globalHeader) context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    },
  });
  const packets: Packet[] = [];
  // libvorbis takes more frames than one before it gives a packet, and node-av's queue of samples does not wait for it.
  const step = audio.codec === 'vorbis' ? VORBIS_FRAME : rate;
  for (let first = 0; first < total; first += step) {
    const count = Math.min(step, total - first);
    using frame = Frame.fromAudioBuffer(interleaved(audio, first, count), {
      nbSamples: count,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate: rate,
      channelLayout: layouts[audio.channels],
      timeBase: { num: 1, den: rate },
      pts: BigInt(first),
    });
    packets.push(...encoder.encodeAllSync(frame));
  }
  packets.push(...encoder.encodeAllSync(null));
  return { encoder, packets, timeBase: { num: 1, den: rate }, startSeconds: audio.startSeconds, spec: audio };
}

/** The options differ by encoder and are checked by FFmpeg when it opens the codec. */
function create(name: string, options: EncoderOptions<Codec>): Encoder {
  return Encoder.createSync(name as never, options as never);
}

/** One by one: a dictionary given to node-av 6.1.1's encoder is freed twice when the process exits. */
function setOptions(context: CodecContext, options: Record<string, string>): void {
  for (const [name, value] of Object.entries(options)) {
    const result = context.setOption(name, value, AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN);
    FFmpegError.throwIfError(result, `cannot set ${name} to ${value}`);
  }
}

function videoOptions(video: VideoSpec): Record<string, string> {
  const open = video.openGop ? 1 : 0;
  const quality: Record<string, string> = video.bitrate === null ? { crf: '23' } : {};
  // No scene cuts: GOPs are exactly as long as asked. Two B-pyramid levels as x264's defaults have them.
  const params = `open-gop=${open}:scenecut=0:keyint=${video.gopFrames}:min-keyint=${video.gopFrames}`;
  switch (video.codec) {
    case 'h264':
      return { preset: 'veryfast', ...quality, 'x264-params': params };
    case 'hevc':
      return { preset: 'ultrafast', ...quality, 'x265-params': `${params}:log-level=error` };
    case 'vp9':
      return {
        deadline: 'realtime',
        'cpu-used': '8',
        'auto-alt-ref': '0',
        ...(video.bitrate === null ? { crf: '34' } : {}),
      };
    case 'av1':
      return { preset: '10', ...(video.bitrate === null ? { crf: '40' } : {}) };
    default:
      return {};
  }
}

function describeColour(frame: Frame, video: VideoSpec): void {
  frame.colorRange = AVCOL_RANGE_MPEG;
  frame.colorPrimaries = video.hdr ? AVCOL_PRI_BT2020 : AVCOL_PRI_BT709;
  frame.colorTrc = video.hdr ? AVCOL_TRC_SMPTE2084 : AVCOL_TRC_BT709;
  frame.colorSpace = video.hdr ? AVCOL_SPC_BT2020_NCL : AVCOL_SPC_BT709;
  if (video.interlaced) frame.setFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
}

function interleaved(audio: AudioSpec, first: number, count: number): Buffer {
  const mono = soundSamples({ first, count, rate: audio.sampleRate, voice: audio.voice });
  const all = new Float32Array(count * audio.channels);
  mono.forEach((sample, n) => {
    all.fill(sample, n * audio.channels, (n + 1) * audio.channels);
  });
  return Buffer.from(all.buffer);
}
