// Recognises MP4 files whose headers say everything, so that FFmpeg need not decode the beginning to find out.

import { type AvcSps, parseAacConfig, parseAvcConfig, parseAvcSps } from '@vitascope/media/codecs';
import {
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_H264,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
  type AVColorPrimaries,
  type AVColorRange,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import type { Stream } from 'node-av/lib';

/**
 * True where every stream is progressive 8-bit H.264 or plain AAC and its header has been read into its parameters.
 * Looking into a two-hour film takes FFmpeg a hundred times longer than this.
 */
export function describePlainStreams(streams: readonly Stream[]): boolean {
  const sets = new Map<Stream, AvcSps>();
  for (const stream of streams) {
    const { codecType, codecId } = stream.codecpar;
    if (codecType === AVMEDIA_TYPE_VIDEO) {
      const sps = codecId === AV_CODEC_ID_H264 ? plainSps(stream) : null;
      if (sps === null || stream.avgFrameRate.num <= 0) return false;
      sets.set(stream, sps);
    } else if (codecType === AVMEDIA_TYPE_AUDIO) {
      if (codecId !== AV_CODEC_ID_AAC || !isPlainAac(stream)) return false;
    }
  }
  for (const [stream, sps] of sets) describe(stream, sps);
  return true;
}

function plainSps(stream: Stream): AvcSps | null {
  const record = stream.codecpar.extradata;
  if (record === null || record[0] !== 1) return null;
  try {
    const [first, ...others] = parseAvcConfig(record).sps;
    if (first === undefined || others.length > 0) return null;
    const sps = parseAvcSps(first);
    const isPlain =
      sps.frameMbsOnly && sps.chromaFormat === 1 && sps.bitDepthLuma === 8 && sps.bitDepthChroma === 8;
    const isSameSize = sps.width === stream.codecpar.width && sps.height === stream.codecpar.height;
    return isPlain && isSameSize ? sps : null;
  } catch {
    return null;
  }
}

function isPlainAac(stream: Stream): boolean {
  const record = stream.codecpar.extradata;
  if (record === null || record.byteLength < 2) return false;
  try {
    const config = parseAacConfig(record);
    const { sampleRate, channels } = stream.codecpar;
    return (
      config.objectType === 2 &&
      !config.hasSbr &&
      config.sampleRate === sampleRate &&
      config.channels === channels
    );
  } catch {
    return false;
  }
}

/** What `avformat_find_stream_info` would have found by decoding; the container's own colour wins over the picture's. */
function describe(stream: Stream, sps: AvcSps): void {
  const parameters = stream.codecpar;
  parameters.format = AV_PIX_FMT_YUV420P;
  const colour = sps.vui?.colour;
  if (colour == null) return;
  // CICP code points are FFmpeg's own numbers (ISO/IEC 23091-2).
  if (parameters.colorSpace === AVCOL_SPC_UNSPECIFIED) parameters.colorSpace = colour.matrix as AVColorSpace;
  if (parameters.colorPrimaries === AVCOL_PRI_UNSPECIFIED)
    parameters.colorPrimaries = colour.primaries as AVColorPrimaries;
  if (parameters.colorTrc === AVCOL_TRC_UNSPECIFIED)
    parameters.colorTrc = colour.transfer as AVColorTransferCharacteristic;
  if (parameters.colorRange === AVCOL_RANGE_UNSPECIFIED) {
    parameters.colorRange = (colour.fullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG) as AVColorRange;
  }
}
