// Writes fragments: styp, moof and the header of mdat (ISO/IEC 14496-12 §8.8, 23000-19 §7.3.2).
import {
  ascii,
  BoxError,
  type BoxParts,
  box,
  fullBox,
  mdatHeader,
  serialize,
  u32,
  u32Table,
  u64,
} from '../isobmff/index.ts';
import { trackId } from './init-segment.ts';

/** One sample in decode order; times in ticks of the track. */
export interface FragmentSample {
  readonly duration: number;
  readonly sizeBytes: number;
  /** Signed: presentation time − decode time. */
  readonly compositionOffset: number;
  readonly isKey: boolean;
}

export interface Fragment {
  readonly sequenceNumber: number;
  readonly baseDecodeTime: number;
  readonly kind: 'video' | 'audio';
  readonly samples: readonly FragmentSample[];
  /** Writes `styp` first: true for the first fragment of a segment. */
  readonly startsSegment: boolean;
}

// §8.8.3.1: does not depend on others / depends on others and is no sync sample.
const syncSampleFlags = 0x02000000;
const nonSyncSampleFlags = 0x01010000;

const tfhdFlags = { duration: 0x08, size: 0x10, flags: 0x20, baseIsMoof: 0x020000 };
const trunFlags = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  cto: 0x800,
};

/**
 * Everything of a fragment but the samples: the caller sends their bytes right after, in the same order.
 * The same input gives the same bytes.
 * @throws BoxError `inconsistent` for no samples, `out-of-range` where a value does not fit its field
 */
export function writeFragment(fragment: Fragment): Uint8Array {
  if (fragment.samples.length === 0)
    throw new BoxError('inconsistent', 'a fragment needs at least one sample');
  let payloadBytes = 0;
  for (const sample of fragment.samples) payloadBytes += sample.sizeBytes;
  const mdat = mdatHeader(payloadBytes);
  const layout = chooseLayout(fragment.samples);
  // The run's offset counts from the moof's first byte, and its own width is fixed: measure, then write.
  const moofBytes = movieFragment(fragment, layout, 0).sizeBytes;
  const moof = movieFragment(fragment, layout, moofBytes + mdat.byteLength);
  return fragment.startsSegment ? serialize(segmentType(), moof, mdat) : serialize(moof, mdat);
}

// 23000-19 §7.3.3: CMAF segment, fragment and chunk; 'msdh' is a DASH media segment (23009-1 §6.3.4.2).
function segmentType(): BoxParts {
  return box('styp', ascii('msdh'), u32(0), ascii('msdh'), ascii('cmfs'), ascii('cmff'), ascii('cmfl'));
}

/** Which fields are stated once for the fragment (the value) and which for each sample (null). */
interface Layout {
  readonly duration: number | null;
  readonly size: number | null;
  readonly flags: number | null;
  /** Only the first sample's flags differ. */
  readonly firstFlags: number | null;
  readonly hasOffsets: boolean;
}

function chooseLayout(samples: readonly FragmentSample[]): Layout {
  const [first, ...rest] = samples as readonly [FragmentSample, ...FragmentSample[]];
  const isSame = (of: (sample: FragmentSample) => unknown, among: readonly FragmentSample[]): boolean =>
    among.every((sample) => of(sample) === of(among[0] as FragmentSample));
  const restIsSame = rest.length === 0 || isSame((sample) => sample.isKey, rest);
  const common = flagsOf(rest[0] ?? first);
  return {
    duration: isSame((sample) => sample.duration, samples) ? first.duration : null,
    size: isSame((sample) => sample.sizeBytes, samples) ? first.sizeBytes : null,
    flags: restIsSame ? common : null,
    firstFlags: restIsSame && flagsOf(first) !== common ? flagsOf(first) : null,
    hasOffsets: samples.some((sample) => sample.compositionOffset !== 0),
  };
}

function movieFragment(fragment: Fragment, layout: Layout, dataOffset: number): BoxParts {
  const plain = { version: 0, flags: 0 };
  const defaults = [layout.duration, layout.size, layout.flags].filter((value) => value !== null);
  const headerFlags =
    tfhdFlags.baseIsMoof |
    (layout.duration === null ? 0 : tfhdFlags.duration) |
    (layout.size === null ? 0 : tfhdFlags.size) |
    (layout.flags === null ? 0 : tfhdFlags.flags);
  const parts: BoxParts[] = [
    fullBox('tfhd', { version: 0, flags: headerFlags }, u32(trackId, ...defaults)),
    fullBox('tfdt', { version: 1, flags: 0 }, u64(fragment.baseDecodeTime)),
    trackRun(fragment.samples, layout, dataOffset),
  ];
  if (fragment.kind === 'audio') {
    // All samples belong to the roll group that the init segment describes.
    parts.push(fullBox('sbgp', plain, ascii('roll'), u32(1, fragment.samples.length, 1)));
  }
  const header = fullBox('mfhd', plain, u32(fragment.sequenceNumber));
  return box('moof', header, box('traf', ...parts));
}

// Version 1: composition offsets are signed (§8.8.8.1).
function trackRun(samples: readonly FragmentSample[], layout: Layout, dataOffset: number): BoxParts {
  const flags =
    trunFlags.dataOffset |
    (layout.firstFlags === null ? 0 : trunFlags.firstFlags) |
    (layout.duration === null ? trunFlags.duration : 0) |
    (layout.size === null ? trunFlags.size : 0) |
    (layout.flags === null ? trunFlags.flags : 0) |
    (layout.hasOffsets ? trunFlags.cto : 0);
  const head = u32(samples.length, dataOffset, ...(layout.firstFlags === null ? [] : [layout.firstFlags]));
  const values: number[] = [];
  for (const sample of samples) {
    if (layout.duration === null) values.push(sample.duration);
    if (layout.size === null) values.push(sample.sizeBytes);
    if (layout.flags === null) values.push(flagsOf(sample));
    if (layout.hasOffsets) values.push(signedAsUnsigned(sample.compositionOffset));
  }
  return fullBox('trun', { version: 1, flags }, head, u32Table(values));
}

function flagsOf(sample: FragmentSample): number {
  return sample.isKey ? syncSampleFlags : nonSyncSampleFlags;
}

function signedAsUnsigned(value: number): number {
  if (value !== (value | 0))
    throw new BoxError('out-of-range', `composition offset ${value} needs 32 signed bits`);
  return value >>> 0;
}
