// Encodes a picture and a tone made here and checks that they come back: the doctor's encoder test.

import type { VideoEncodeRecipe } from '@vitascope/media/ladder';
import {
  AV_PICTURE_TYPE_I,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, getFFmpegInfo, Packet } from 'node-av/lib';
import { encoderVersion, openVideoEncoder } from './video-encoder.ts';

const WIDTH = 128;
const HEIGHT = 72;
const FRAMES = 12;

/** The mean difference a picture may show after a round trip through x264 at CRF 23, of 255. */
const MAX_MEAN_ERROR = 4;

export interface SelfTestReport {
  readonly ffmpeg: string;
  readonly encodedFrames: number;
  readonly decodedFrames: number;
  /** Mean absolute error of luma, of 255. */
  readonly meanError: number;
  readonly ok: boolean;
}

export function selfTest(): SelfTestReport {
  const recipe: VideoEncodeRecipe = {
    kind: 'video-h264',
    track: 0,
    width: WIDTH,
    height: HEIGHT,
    frameRate: { numerator: 25, denominator: 1 },
    maxFrameRate: null,
    treatment: { deinterlace: false, rotateDegrees: 0, tonemap: false },
    preset: 'veryfast',
    crf: 23,
    maxBitrate: 1_000_000,
    bufferBits: 1_000_000,
    gopSeconds: 2,
    threads: 1,
    encoder: encoderVersion('libx264'),
  };
  const colour = { space: AVCOL_SPC_BT709, primaries: AVCOL_PRI_BT709, transfer: AVCOL_TRC_BT709 };
  const encoder = openVideoEncoder(recipe, { timescale: 25, colour });
  const decoder = openDecoder(encoder);
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const counts = { encoded: 0, decoded: 0, error: 0 };
  const collect = (): void => {
    while (decoder.receiveFrameSync(frame) >= 0) {
      counts.error += lumaError(frame, Number(frame.pts));
      counts.decoded++;
      frame.unref();
    }
  };
  const pass = (): void => {
    while (encoder.receivePacketSync(packet) >= 0) {
      counts.encoded++;
      decoder.sendPacketSync(packet);
      packet.unref();
      collect();
    }
  };
  try {
    for (let i = 0; i < FRAMES; i++) {
      using picture = goldenFrame(i);
      if (i === 0) picture.pictType = AV_PICTURE_TYPE_I;
      FFmpegError.throwIfError(encoder.sendFrameSync(picture), 'Encoding the golden sample');
      pass();
    }
    encoder.sendFrameSync(null);
    pass();
    decoder.sendPacketSync(null);
    collect();
  } finally {
    packet.free();
    frame.free();
    encoder.freeContext();
    decoder.freeContext();
  }
  const meanError = counts.decoded === 0 ? 255 : counts.error / counts.decoded;
  return {
    ffmpeg: getFFmpegInfo().version,
    encodedFrames: counts.encoded,
    decodedFrames: counts.decoded,
    meanError: Math.round(meanError * 100) / 100,
    ok: counts.encoded === FRAMES && counts.decoded === FRAMES && meanError <= MAX_MEAN_ERROR,
  };
}

function openDecoder(encoder: CodecContext): CodecContext {
  const codec = Codec.findDecoder(encoder.codecId);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  decoder.extraData = encoder.extraData;
  decoder.threadCount = 1;
  FFmpegError.throwIfError(decoder.open2Sync(codec, null), 'Opening the decoder');
  return decoder;
}

/** The golden sample: a slanted ramp that moves a little with each frame. */
function luma(x: number, y: number, frame: number): number {
  return 16 + ((x * 2 + y + frame * 3) % 200);
}

function goldenFrame(index: number): Frame {
  const pixels = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128);
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) pixels[y * WIDTH + x] = luma(x, y, index);
  return Frame.fromVideoBuffer(pixels, {
    width: WIDTH,
    height: HEIGHT,
    format: AV_PIX_FMT_YUV420P,
    pts: BigInt(index),
    timeBase: { num: 1, den: 25 },
  });
}

function lumaError(frame: Frame, index: number): number {
  const plane = frame.data?.[0];
  const stride = frame.linesize[0] ?? WIDTH;
  if (plane === undefined) return 255;
  let sum = 0;
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) sum += Math.abs((plane[y * stride + x] as number) - luma(x, y, index));
  return sum / (WIDTH * HEIGHT);
}
