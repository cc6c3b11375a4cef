// Reads media segments back into samples, ours and other people's, for verifiers and tests.
import { type Box, BoxError, childBoxes, readBoxes, readFullBox, requireChild } from '../isobmff/index.ts';
import type { SampleDefaults } from './read-init-segment.ts';

export interface ParsedSample {
  /** Where the sample's bytes begin in the segment. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly decodeTime: number;
  readonly duration: number;
  readonly compositionOffset: number;
  /** As in ISO/IEC 14496-12 §8.8.3.1. */
  readonly flags: number;
  readonly isKey: boolean;
}

/** One track's part of one movie fragment. */
export interface ParsedFragment {
  readonly sequenceNumber: number;
  readonly trackId: number;
  /** From `tfdt`; null where the fragment does not say. Decode times then count from 0. */
  readonly baseDecodeTime: number | null;
  readonly samples: readonly ParsedSample[];
}

interface TrackHeader {
  readonly trackId: number;
  readonly base: number;
  readonly defaults: SampleDefaults;
}

// An hour of sound in one segment is 170,000 frames; a run that needs no bytes for its samples could claim 2^32.
const maxSamples = 1_000_000;
const nonSync = 0x00010000;

/**
 * Every track fragment of a segment, in file order.
 * @param defaults what the init segment's `trex` says, where fragments leave fields unsaid
 * @throws BoxError, also where samples lie outside the segment
 */
export function readFragments(segment: Uint8Array, defaults?: SampleDefaults): ParsedFragment[] {
  const fragments: ParsedFragment[] = [];
  let sampleCount = 0;
  for (const moof of readBoxes(segment).filter((box) => box.type === 'moof')) {
    const header = readFullBox(requireChild(moof, 'mfhd')).fields;
    const sequenceNumber = header.u32();
    let dataEnd = moof.offset;
    for (const traf of childBoxes(moof).filter((box) => box.type === 'traf')) {
      const parsed = readTrackFragment(traf, {
        moofOffset: moof.offset,
        dataEnd,
        segmentBytes: segment.byteLength,
        maxSamples: maxSamples - sampleCount,
        defaults: defaults ?? { duration: 0, sizeBytes: 0, flags: 0 },
      });
      fragments.push({ sequenceNumber, ...parsed.fragment });
      sampleCount += parsed.fragment.samples.length;
      dataEnd = parsed.dataEnd;
    }
  }
  return fragments;
}

interface Surroundings {
  readonly moofOffset: number;
  /** Where the previous track fragment's data ended (§8.8.7.1). */
  readonly dataEnd: number;
  readonly segmentBytes: number;
  readonly maxSamples: number;
  readonly defaults: SampleDefaults;
}

function readTrackFragment(
  traf: Box,
  around: Surroundings,
): { fragment: Omit<ParsedFragment, 'sequenceNumber'>; dataEnd: number } {
  const boxes = childBoxes(traf);
  const header = readTrackHeader(requireChild(traf, 'tfhd'), around);
  const tfdt = boxes.find((box) => box.type === 'tfdt');
  const baseDecodeTime = tfdt === undefined ? null : readDecodeTime(tfdt);
  const samples: ParsedSample[] = [];
  const cursor = { offset: header.base, decodeTime: baseDecodeTime ?? 0 };
  for (const trun of boxes.filter((box) => box.type === 'trun')) {
    readRun(trun, { header, around, samples, cursor });
  }
  return { fragment: { trackId: header.trackId, baseDecodeTime, samples }, dataEnd: cursor.offset };
}

function readDecodeTime(tfdt: Box): number {
  const { version, fields } = readFullBox(tfdt);
  return version === 1 ? fields.u64() : fields.u32();
}

function readTrackHeader(tfhd: Box, around: Surroundings): TrackHeader {
  const { flags, fields } = readFullBox(tfhd);
  const trackId = fields.u32();
  const explicitBase = flags & 0x01 ? fields.u64() : null;
  if (flags & 0x02) fields.skip(4);
  const duration = flags & 0x08 ? fields.u32() : around.defaults.duration;
  const sizeBytes = flags & 0x10 ? fields.u32() : around.defaults.sizeBytes;
  const sampleFlags = flags & 0x20 ? fields.u32() : around.defaults.flags;
  const implicitBase = flags & 0x020000 ? around.moofOffset : around.dataEnd;
  return {
    trackId,
    base: explicitBase ?? implicitBase,
    defaults: { duration, sizeBytes, flags: sampleFlags },
  };
}

interface RunState {
  readonly header: TrackHeader;
  readonly around: Surroundings;
  readonly samples: ParsedSample[];
  readonly cursor: { offset: number; decodeTime: number };
}

function readRun(trun: Box, { header, around, samples, cursor }: RunState): void {
  const { version, flags, fields } = readFullBox(trun);
  const count = fields.u32();
  if (flags & 0x1) cursor.offset = header.base + fields.i32();
  const firstFlags = flags & 0x4 ? fields.u32() : null;
  const has = { duration: flags & 0x100, size: flags & 0x200, flags: flags & 0x400, offset: flags & 0x800 };
  const entryBytes = 4 * Object.values(has).filter((bit) => bit !== 0).length;
  if (count * entryBytes > fields.remaining) {
    throw new BoxError('truncated', `trun claims ${count} samples of ${entryBytes} bytes each`, trun.offset);
  }
  if (count > around.maxSamples - samples.length) {
    throw new BoxError(
      'too-many',
      `trun claims ${count} samples; a segment may have ${maxSamples}`,
      trun.offset,
    );
  }
  for (let i = 0; i < count; i++) {
    const duration = has.duration ? fields.u32() : header.defaults.duration;
    const sizeBytes = has.size ? fields.u32() : header.defaults.sizeBytes;
    const own = has.flags ? fields.u32() : header.defaults.flags;
    const sampleFlags = i === 0 && firstFlags !== null ? firstFlags : own;
    const compositionOffset = has.offset ? (version === 0 ? fields.u32() : fields.i32()) : 0;
    const { offset, decodeTime } = cursor;
    if (offset < 0 || offset + sizeBytes > around.segmentBytes) {
      const message = `sample ${samples.length} claims bytes ${offset} to ${offset + sizeBytes} of ${around.segmentBytes}`;
      throw new BoxError('inconsistent', message, trun.offset);
    }
    const isKey = (sampleFlags & nonSync) === 0;
    samples.push({ offset, sizeBytes, decodeTime, duration, compositionOffset, flags: sampleFlags, isKey });
    cursor.offset += sizeBytes;
    cursor.decodeTime += duration;
  }
}
