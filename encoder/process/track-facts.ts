// Reads what a person would say of each track from what FFmpeg found: codec, size, rate, language.
import {
  AV_CODEC_ID_AAC,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { avGetPixFmtName, Codec, type Stream } from 'node-av/lib';
import type { AudioFacts, VideoFacts } from '../protocol.ts';
import { audioDecoders, videoDecoders } from './codec-list.ts';
import type { OpenSource } from './open-source.ts';
import { SourceError } from './source-error.ts';

/** 8K: beyond it a single picture takes hundreds of megabytes to decode. */
const MAX_PIXELS = 7680 * 4320;
const MAX_SIDE = 16_384;
const MAX_AUDIO_TRACKS = 16;
const NOMINAL_RATE = { numerator: 25, denominator: 1 };

/** The streams that are played: one picture, all sound. */
export interface ChosenStreams {
  readonly video: Stream | null;
  readonly audio: readonly Stream[];
}

/** @throws SourceError `source-no-media`, `source-codec-unsupported`, `source-picture-too-large` */
export function chooseStreams(source: OpenSource): ChosenStreams {
  const isPicture = (stream: Stream) =>
    stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC);
  const pictures = source.streams.filter(isPicture);
  const video =
    pictures.find((stream) => stream.hasDisposition(AV_DISPOSITION_DEFAULT)) ?? pictures[0] ?? null;
  const audio = source.streams
    .filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO && stream.codecpar.sampleRate > 0)
    .slice(0, MAX_AUDIO_TRACKS);
  if (video === null && audio.length === 0) {
    throw new SourceError(
      'source-no-media',
      'This file holds neither picture nor sound that can be played. Export it with a video or sound track and upload it again.',
    );
  }
  if (video !== null) {
    requireDecoder(video, videoDecoders, 'picture');
    checkPicture(video);
  }
  for (const stream of audio) requireDecoder(stream, audioDecoders, 'sound');
  return { video, audio };
}

/** FFmpeg's name of the decoder that would be used. */
function decoderName(stream: Stream): string {
  return Codec.findDecoder(stream.codecpar.codecId)?.name ?? 'unknown';
}

function requireDecoder(stream: Stream, allowed: ReadonlySet<string>, what: 'picture' | 'sound'): void {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec !== null && allowed.has(codec.name ?? '')) return;
  const name =
    codec?.longName ?? codec?.name ?? `an unknown codec (${stream.codecpar.codecTagString ?? 'no tag'})`;
  const remedy =
    what === 'picture'
      ? 'Export it as H.264, HEVC, ProRes, VP9 or AV1'
      : 'Export it with AAC, MP3, Opus, AC-3, FLAC or PCM sound';
  throw new SourceError(
    'source-codec-unsupported',
    `This file's ${what} is ${name}, which Vitascope does not accept. ${remedy} and upload it again.`,
  );
}

function checkPicture(stream: Stream): void {
  const { width, height } = stream.codecpar;
  if (width < 2 || height < 2) {
    throw new SourceError(
      'source-unreadable',
      `This file's picture says it is ${width} × ${height} pixels. Export it again and upload the new file.`,
    );
  }
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new SourceError(
      'source-picture-too-large',
      `This file's picture is ${width} × ${height} pixels; up to 7680 × 4320 are accepted. Scale it down and upload it again.`,
    );
  }
}

export function videoFacts(stream: Stream): VideoFacts {
  const parameters = stream.codecpar;
  const pixelFormat = avGetPixFmtName(parameters.format as never) ?? 'unknown';
  return {
    track: stream.index,
    codec: decoderName(stream),
    width: parameters.width,
    height: parameters.height,
    frameRate: frameRate(stream),
    bitDepth:
      /(?:p|le|be|gray)?(10|12|14|16)(?:le|be)$/.exec(pixelFormat)?.[1] === undefined
        ? 8
        : Number(/(10|12|14|16)(?:le|be)$/.exec(pixelFormat)?.[1]),
    pixelFormat,
    interlaced: isInterlaced(stream),
    rotateDegrees: rotation(parameters.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)),
    hdr: parameters.colorTrc === AVCOL_TRC_SMPTE2084 || parameters.colorTrc === AVCOL_TRC_ARIB_STD_B67,
    bitrate: Number(parameters.bitRate),
  };
}

/** Square pixels, upright. */
export function displaySize(
  stream: Stream,
  facts: Pick<VideoFacts, 'width' | 'height' | 'rotateDegrees'>,
): { displayWidth: number; displayHeight: number } {
  const { num, den } =
    stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : stream.codecpar.sampleAspectRatio;
  const isSane = num > 0 && den > 0 && num / den < 8 && num / den > 1 / 8;
  const width = isSane ? (facts.width * num) / den : facts.width;
  const isTurned = facts.rotateDegrees % 180 !== 0;
  return { displayWidth: isTurned ? facts.height : width, displayHeight: isTurned ? width : facts.height };
}

function frameRate(stream: Stream): { numerator: number; denominator: number } {
  for (const rate of [stream.avgFrameRate, stream.rFrameRate]) {
    if (rate.num > 0 && rate.den > 0 && rate.num / rate.den <= 1000 && rate.num / rate.den >= 0.1) {
      return { numerator: rate.num, denominator: rate.den };
    }
  }
  return NOMINAL_RATE;
}

/** AVFieldOrder: 2 and above are the interlaced ones; not exposed as a property, so read from the JSON form. */
function isInterlaced(stream: Stream): boolean {
  const fieldOrder = Number((stream.codecpar.toJSON() as { fieldOrder?: unknown }).fieldOrder ?? 0);
  return fieldOrder >= 2;
}

/** Clockwise degrees that undo a display matrix (nine 16.16 numbers, ISO/IEC 14496-12 §8.3.2), in quarter turns. */
function rotation(matrix: Buffer | null): 0 | 90 | 180 | 270 {
  if (matrix === null || matrix.byteLength < 36) return 0;
  const at = (i: number) => matrix.readInt32LE(i * 4);
  const degrees = (Math.atan2(at(1), at(0)) * 180) / Math.PI;
  const quarter = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter] ?? 0;
}

/** As the container says it: two or three letters, or BCP 47. Null where it says nothing. */
export function languageOf(stream: Stream): string | null {
  const language = stream.metadata?.get('language') ?? null;
  return language === null || language === 'und' || !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language)
    ? null
    : language.slice(0, 35);
}

export function audioFacts(stream: Stream): AudioFacts {
  const parameters = stream.codecpar;
  const tag = (name: string) => stream.metadata?.get(name) ?? null;
  return {
    track: stream.index,
    codec: decoderName(stream),
    channels: parameters.channels,
    sampleRate: parameters.sampleRate,
    language: languageOf(stream),
    title: tag('title')?.slice(0, 200) ?? null,
    isDefault: stream.hasDisposition(AV_DISPOSITION_DEFAULT),
    bitrate: Number(parameters.bitRate),
  };
}

/** Samples that every packet of the stream decodes to, or 0 where they vary. */
export function packetSamples(stream: Stream): number {
  if (stream.codecpar.frameSize > 0) return stream.codecpar.frameSize;
  return stream.codecpar.codecId === AV_CODEC_ID_AAC ? 1024 : 0;
}
