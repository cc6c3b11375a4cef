// Opens x264 for a recipe: the same recipe always gives the same parameter sets and the same bytes.
import { readFileSync } from 'node:fs';

import { avcNalType, avcNalTypeOf, buildAvcConfig, splitAnnexB } from '@vitascope/media/codecs';
import type { VideoEncodeRecipe } from '@vitascope/media/ladder';
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, getFFmpegInfo, Rational, type Stream } from 'node-av/lib';
import { setOptions } from './set-options.ts';

/**
 * x264's AVX-512 code gives other bytes from one run to the next (seen with x264 core 165, at any number of threads);
 * AVX2 and SSE4.2 give the same bytes always, and the same as each other. Other processors choose for themselves.
 */
const INSTRUCTION_SETS: readonly string[] =
  process.arch === 'x64' ? [`asm=${hasAvx2() ? 'AVX2' : 'SSE4.2'}`] : [];

function hasAvx2(): boolean {
  try {
    return /^flags\s*:.*\bavx2\b/m.test(readFileSync('/proc/cpuinfo', 'latin1'));
  } catch {
    return false;
  }
}

/**
 * What a GOP may spend at once, as a share of the rate's buffer. Half, because it does not know how full the GOP before
 * it has left the buffer: two full ones in a row would be twice what is promised.
 */
export const BUFFER_AT_START = 0.5;

/** Goes into every recipe: raised when anything here changes the bytes that come out. */
const REVISION = 2;

/** Name and version of what encodes, part of each recipe. */
export function encoderVersion(codec: 'libx264' | 'aac'): string {
  return `${codec}/ffmpeg-${getFFmpegInfo().version}/vitascope-${REVISION}`;
}

/** What the pictures' numbers mean, stated in the parameter sets. */
export interface OutputColour {
  readonly space: AVColorSpace;
  readonly primaries: AVColorPrimaries;
  readonly transfer: AVColorTransferCharacteristic;
}

/** The source's own colour, or BT.709 where high dynamic range is brought down. */
export function outputColour(stream: Stream, isTonemapped: boolean): OutputColour {
  if (isTonemapped) return { space: AVCOL_SPC_BT709, primaries: AVCOL_PRI_BT709, transfer: AVCOL_TRC_BT709 };
  const { colorSpace, colorPrimaries, colorTrc } = stream.codecpar;
  return { space: colorSpace, primaries: colorPrimaries, transfer: colorTrc };
}

export interface VideoEncoderOptions {
  /** Ticks a second of the pictures' timestamps. */
  readonly timescale: number;
  readonly colour: OutputColour;
}

/** @throws FFmpegError where x264 refuses the recipe */
export function openVideoEncoder(recipe: VideoEncodeRecipe, options: VideoEncoderOptions): CodecContext {
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
  if (codec === null) throw new Error('this build of FFmpeg has no libx264');
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = recipe.width;
  context.height = recipe.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, options.timescale);
  context.framerate = new Rational(recipe.frameRate.numerator, recipe.frameRate.denominator);
  context.sampleAspectRatio = new Rational(1, 1);
  context.colorRange = AVCOL_RANGE_MPEG;
  context.colorSpace = options.colour.space;
  context.colorPrimaries = options.colour.primaries;
  context.colorTrc = options.colour.transfer;
  context.chromaLocation = AVCHROMA_LOC_LEFT;
  context.rcMaxRate = BigInt(recipe.maxBitrate);
  context.rcBufferSize = recipe.bufferBits;
  context.threadCount = recipe.threads;
  // A context encodes one GOP: the encoder itself never begins another.
  context.gopSize = 1 << 20;
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  setOptions(context, {
    preset: recipe.preset,
    crf: recipe.crf,
    'x264-params': [
      'scenecut=0',
      'open-gop=0',
      'stitchable=1',
      `vbv-init=${BUFFER_AT_START}`,
      ...INSTRUCTION_SETS,
    ].join(':'),
  });
  FFmpegError.throwIfError(context.open2Sync(codec), `Opening x264 for ${recipe.width}×${recipe.height}`);
  return context;
}

/** The `avcC` of an open encoder. */
export function encoderConfig(context: CodecContext): Uint8Array {
  const units = splitAnnexB(context.extraData ?? new Uint8Array());
  const ofType = (type: number) => units.filter((unit) => avcNalTypeOf(unit) === type);
  return buildAvcConfig(ofType(avcNalType.sps), ofType(avcNalType.pps));
}
