// Decides whether a source's own packets can be delivered as they are: the passthrough rendition.

import {
  avcConfigFromAnnexB,
  avcNalType,
  avcNalTypeOf,
  buildAacConfig,
  parseAacConfig,
  parseAdtsHeader,
  parseAvcConfig,
  parseAvcSps,
  splitAnnexB,
} from '@vitascope/media/codecs';
import { AV_CODEC_ID_AAC, AV_CODEC_ID_H264 } from 'node-av/constants';
import type { Stream } from 'node-av/lib';
import type { VideoFacts } from '../protocol.ts';
import type { OpenSource } from './open-source.ts';
import type { SourceIndex } from './source-index.ts';

/** Above these a copy would not stream on an ordinary line. */
const MAX_AVERAGE_BITRATE = 20_000_000;
const MAX_COPY_PIXELS = 3840 * 2160;
const MAX_COPY_RATE = 61;

/** Baseline, Main, High: what every player decodes. */
const COPIED_PROFILES = new Set([66, 77, 100]);

export interface CopyableVideo {
  /** The payload of `avcC`. */
  readonly config: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: { readonly h: number; readonly v: number } | null;
}

/** What a passthrough rendition of the picture needs, or null where it has to be encoded. */
export function copyableVideo(source: OpenSource, stream: Stream, facts: VideoFacts): CopyableVideo | null {
  if (stream.codecpar.codecId !== AV_CODEC_ID_H264) return null;
  const { numerator, denominator } = facts.frameRate;
  if (facts.rotateDegrees !== 0 || facts.interlaced || facts.hdr || numerator / denominator > MAX_COPY_RATE)
    return null;
  if (facts.width * facts.height > MAX_COPY_PIXELS) return null;
  const extradata = stream.codecpar.extradata;
  if (extradata === null || extradata.byteLength < 7) return null;
  try {
    const config = extradata[0] === 1 ? new Uint8Array(extradata) : avcConfigFromAnnexB(extradata);
    const { sps, lengthSize } = parseAvcConfig(config);
    const first = sps[0];
    if (sps.length !== 1 || first === undefined || (source.container !== 'mpegts' && lengthSize !== 4))
      return null;
    const parameters = parseAvcSps(first);
    const isPlain =
      COPIED_PROFILES.has(parameters.profileIdc) &&
      parameters.frameMbsOnly &&
      parameters.chromaFormat === 1 &&
      parameters.bitDepthLuma === 8 &&
      parameters.bitDepthChroma === 8;
    if (!isPlain) return null;
    return {
      config,
      width: parameters.width,
      height: parameters.height,
      pixelAspect: parameters.vui?.pixelAspect ?? null,
    };
  } catch {
    return null;
  }
}

/**
 * True where pictures are framed by start codes rather than by lengths. Their own bytes do not tell: a unit of 256 to
 * 511 bytes begins with a length that looks like a start code. The configuration does.
 */
export function hasStartCodes(stream: Stream): boolean {
  return stream.codecpar.extradata?.[0] !== 1;
}

/** True when the key pictures looked at are IDR pictures and state no other parameter sets than the track's own. */
export function keysAreIdr(
  input: { readonly source: OpenSource; readonly stream: Stream; readonly index: SourceIndex },
  config: Uint8Array,
): boolean {
  const { source, index } = input;
  const framing = hasStartCodes(input.stream) ? splitAnnexB : lengthPrefixedUnits;
  const packets = [
    ...index.keyPackets,
    ...index.keyPositions.map(({ position, length }) => source.reader.read(position, length)),
  ];
  const known = new Set(
    [...parseAvcConfig(config).sps, ...parseAvcConfig(config).pps].map((set) =>
      Buffer.from(set).toString('base64'),
    ),
  );
  return packets.length > 0 && packets.every((packet) => isIdr(framing(packet), known));
}

function isIdr(units: readonly Uint8Array[], knownSets: ReadonlySet<string>): boolean {
  for (const unit of units) {
    const type = avcNalTypeOf(unit);
    if (type === avcNalType.idr) return true;
    if (type === 1 || type === 5) return false;
    if (
      (type === avcNalType.sps || type === avcNalType.pps) &&
      !knownSets.has(Buffer.from(unit).toString('base64'))
    )
      return false;
  }
  return false;
}

/** The units of a packet of which only the beginning may have been read. */
function lengthPrefixedUnits(packet: Buffer): Uint8Array[] {
  const units: Uint8Array[] = [];
  for (let at = 0; at + 5 <= packet.byteLength; ) {
    const length = packet.readUInt32BE(at);
    units.push(packet.subarray(at + 4, Math.min(packet.byteLength, at + 4 + length)));
    at += 4 + length;
  }
  return units;
}

/** Whether the bit rate of a copy is sane. */
export function isStreamable(averageBitrate: number): boolean {
  return averageBitrate <= MAX_AVERAGE_BITRATE;
}

/** The AudioSpecificConfig of plain AAC-LC, or null for any other sound. */
export function copyableAudioConfig(stream: Stream, firstPacket: Uint8Array | null): Uint8Array | null {
  if (stream.codecpar.codecId !== AV_CODEC_ID_AAC) return null;
  try {
    const extradata = stream.codecpar.extradata;
    if (extradata !== null && extradata.byteLength >= 2) {
      const parsed = parseAacConfig(extradata);
      const isPlain =
        parsed.objectType === 2 &&
        !parsed.hasSbr &&
        parsed.frameLength === 1024 &&
        parsed.channelConfiguration > 0;
      return isPlain && parsed.sampleRate === stream.codecpar.sampleRate ? new Uint8Array(extradata) : null;
    }
    if (firstPacket === null) return null;
    const header = parseAdtsHeader(firstPacket);
    if (
      header.objectType !== 2 ||
      header.channelConfiguration === 0 ||
      header.sampleRate !== stream.codecpar.sampleRate
    )
      return null;
    return buildAacConfig(header);
  } catch {
    return null;
  }
}
