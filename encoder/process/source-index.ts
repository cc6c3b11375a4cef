// Builds the packet index of a source: from an MP4's own tables at once, otherwise by reading every packet.

import type { SampleTable } from '@vitascope/media/isobmff';
import { findMoov, readSampleTables } from '@vitascope/media/isobmff';
import { rescale } from '@vitascope/media/time';
import type { AudioIndex, VideoIndex } from '@vitascope/media/timeline';
import { AV_NOPTS_VALUE, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import type { ContainerName } from '../protocol.ts';
import { type OpenSource, selectStreams } from './open-source.ts';
import { type Overlap, overlapOf, skippedSamples } from './overlapping-packets.ts';
import { SourceError } from './source-error.ts';
import { tableIndex } from './table-index.ts';
import { type ChosenStreams, packetSamples } from './track-facts.ts';

/** Takes packets that are read anyhow. */
export interface PacketTaker {
  readonly wanted: readonly Stream[];
  take(packet: Packet): void;
}

export interface SourceIndex {
  /** Whether every packet was read for it. */
  readonly isScanned: boolean;
  readonly video: VideoIndex | null;
  readonly audio: readonly AudioIndex[];
  /** The beginnings of some key pictures, where packets were read. */
  readonly keyPackets: readonly Buffer[];
  /** Byte positions of some key pictures, where the container's table gave them. */
  readonly keyPositions: readonly { readonly position: number; readonly length: number }[];
}

/** A day at 60 pictures a second, and as much sound. */
const MAX_PACKETS = 12_000_000;

/** How many key pictures are kept to be looked into. */
const KEPT_KEYS = 64;
const KEPT_KEY_BYTES = 4096;

const MAX_MOOV_BYTES = 512 * 1024 * 1024;

/**
 * @param others gets the packets that it wants where they are read
 * @throws SourceError `source-unreadable` where not one packet can be read, `source-too-long`
 */
export function indexSource(source: OpenSource, chosen: ChosenStreams, others: PacketTaker): SourceIndex {
  if (source.container === 'mp4') {
    const tables = readTables(source);
    const index = tables === null ? null : tableIndex(tables, chosen);
    if (index !== null) return index;
  }
  return scanSource(source, chosen, others);
}

function readTables(source: OpenSource): SampleTable[] | null {
  try {
    const { reader } = source;
    const moov = findMoov((position, length) => reader.read(position, length), reader.sizeBytes);
    if (moov === null || moov.size > MAX_MOOV_BYTES) return null;
    return readSampleTables(reader.read(moov.position, moov.size), reader.sizeBytes);
  } catch {
    // FFmpeg repairs some files whose tables do not add up: let the packets speak.
    return null;
  }
}

/** Growing columns of one track. */
interface Columns {
  readonly stream: Stream;
  readonly samplesEach: number;
  /** For tracks whose packets overlap; null for all others. */
  readonly overlap: Overlap | null;
  pts: number[];
  keys: number[];
  sizes: number[];
  /** Of overlapping packets only. */
  bytePositions: number[];
  samples: number[];
  lastDuration: number;
  skipSamples: number;
  guessed: boolean;
  firstPacket: Buffer | null;
}

function scanSource(source: OpenSource, chosen: ChosenStreams, others: PacketTaker): SourceIndex {
  const streams = [...(chosen.video === null ? [] : [chosen.video]), ...chosen.audio];
  const columns = new Map<number, Columns>(streams.map((stream) => [stream.index, newColumns(stream)]));
  selectStreams(source, new Set([...columns.keys(), ...others.wanted.map(({ index }) => index)]));
  const packet = new Packet();
  packet.alloc();
  const keyPackets: Buffer[] = [];
  let count = 0;
  try {
    while (source.format.readFrameSync(packet) >= 0) {
      const column = columns.get(packet.streamIndex);
      if (column === undefined) others.take(packet);
      else if (!packet.hasFlags(AV_PKT_FLAG_DISCARD)) {
        if (++count > MAX_PACKETS)
          throw new SourceError(
            'source-too-long',
            'This film is longer than a day. Cut it into parts and upload them one by one.',
          );
        addPacket(column, packet);
        if (column.stream === chosen.video && packet.isKeyframe && keyPackets.length < KEPT_KEYS) {
          keyPackets.push(Buffer.from(packet.data?.subarray(0, KEPT_KEY_BYTES) ?? []));
        }
      }
      packet.unref();
    }
  } finally {
    packet.free();
  }
  const video = chosen.video === null ? null : videoColumns(columns.get(chosen.video.index) as Columns);
  const audio = chosen.audio
    .map((stream) => audioColumns(columns.get(stream.index) as Columns, source.container))
    .filter((index) => index.pts.length > 0);
  if ((video === null || video.pts.length === 0) && audio.length === 0) {
    throw new SourceError(
      'source-unreadable',
      'Not one picture or sound could be read from this file: it is damaged or cut short. Export it again and upload the new file.',
    );
  }
  return {
    video: video !== null && video.pts.length > 0 ? video : null,
    audio,
    isScanned: true,
    keyPackets,
    keyPositions: [],
  };
}

function newColumns(stream: Stream): Columns {
  return {
    stream,
    samplesEach: packetSamples(stream),
    overlap: overlapOf(stream),
    pts: [],
    keys: [],
    sizes: [],
    bytePositions: [],
    samples: [],
    lastDuration: 0,
    skipSamples: 0,
    guessed: false,
    firstPacket: null,
  };
}

function addPacket(column: Columns, packet: Packet): void {
  const duration = Number(packet.duration);
  const previous = column.pts.at(-1);
  let time = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
  if (packet.pts === AV_NOPTS_VALUE) column.guessed = true;
  if (time === AV_NOPTS_VALUE) time = BigInt((previous ?? -duration) + duration);
  const { num } = column.stream.timeBase;
  if (column.pts.length === 0) {
    column.firstPacket = Buffer.from(packet.data?.subarray(0, KEPT_KEY_BYTES) ?? []);
    column.skipSamples = skippedSamples(packet).start;
  }
  column.pts.push(Number(time) * num);
  column.keys.push(packet.isKeyframe ? 1 : 0);
  column.sizes.push(packet.size);
  if (column.overlap !== null) column.bytePositions.push(Number(packet.pos));
  column.samples.push(samplesOf(column, packet));
  if (duration > 0) column.lastDuration = duration * num;
}

function samplesOf({ overlap, samplesEach, stream }: Columns, packet: Packet): number {
  if (overlap !== null)
    return Math.max(0, overlap.count(packet.data ?? new Uint8Array()) - skippedSamples(packet).end);
  if (samplesEach > 0) return samplesEach;
  const { num, den } = stream.timeBase;
  return Math.round((Number(packet.duration) * num * stream.codecpar.sampleRate) / den);
}

function videoColumns(column: Columns): VideoIndex {
  return {
    track: column.stream.index,
    timescale: column.stream.timeBase.den,
    pts: Float64Array.from(column.pts),
    keys: Uint8Array.from(column.keys),
    sizes: Uint32Array.from(column.sizes),
    lastDuration: column.lastDuration > 0 ? column.lastDuration : typicalGap(column.pts),
    timesAreExact: !column.guessed,
  };
}

function audioColumns(column: Columns, container: ContainerName): AudioIndex {
  return {
    track: column.stream.index,
    timescale: column.stream.timeBase.den,
    rate: column.stream.codecpar.sampleRate,
    pts: Float64Array.from(column.pts),
    samples: Uint32Array.from(column.samples),
    sizes: Uint32Array.from(column.sizes),
    skipSamples: column.overlap === null ? column.skipSamples : unheardSamples(column, container),
    firstPacket: column.firstPacket,
    ...(column.overlap === null
      ? {}
      : {
          overlap: {
            samples: column.overlap.samples,
            bytePositions: Float64Array.from(column.bytePositions),
          },
        }),
  };
}

/** Samples between the time of the first packet, which gives none, and the first that is heard. */
function unheardSamples({ stream, pts, samples, skipSamples }: Columns, container: ContainerName): number {
  const start = pts[0] ?? 0;
  const sound = pts[samples.findIndex((count) => count > 0)] ?? start;
  // A first page whose granule position is less than what it holds cuts the beginning (Vorbis I §A.2).
  const heard = container === 'ogg' ? Math.max(0, sound) : sound;
  return Math.max(skipSamples, rescale(heard - start, stream.timeBase.den, stream.codecpar.sampleRate));
}

/** The median distance between pictures, for containers that state no durations. */
function typicalGap(pts: readonly number[]): number {
  const sorted = [...pts].sort((a, b) => a - b);
  const gaps = sorted
    .slice(1)
    .map((time, i) => time - (sorted[i] as number))
    .sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1;
}
