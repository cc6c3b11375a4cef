// Reads H.264 sequence parameter sets (ITU-T H.264 §7.3.2.1.1 and Annex E.1.1).
import { BoxError } from '../isobmff/index.ts';
import { type BitReader, readBits } from './bit-reader.ts';
import { avcNalType, avcNalTypeOf, unescapeNal } from './nal-units.ts';

/** CICP code points (ITU-T H.273); 2 means unspecified. */
export interface CodedColour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

export interface AvcSps {
  readonly profileIdc: number;
  /** The byte of constraint_set0..5 flags. */
  readonly constraints: number;
  readonly levelIdc: number;
  readonly id: number;
  /** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormat: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly maxReferenceFrames: number;
  /** False: fields may be coded, that is interlaced. */
  readonly frameMbsOnly: boolean;
  /** In pixels, after cropping. */
  readonly width: number;
  readonly height: number;
  readonly vui: AvcVui | null;
}

export interface AvcVui {
  /** Width to height of one pixel; null where unspecified. */
  readonly pixelAspect: { readonly h: number; readonly v: number } | null;
  readonly colour: CodedColour | null;
  /** Ticks as in §E.2.1: a frame lasts 2 × unitsInTick / timeScale seconds. */
  readonly timing: {
    readonly unitsInTick: number;
    readonly timeScale: number;
    readonly isFixed: boolean;
  } | null;
  /** max_num_reorder_frames; null where not stated. */
  readonly maxReorderFrames: number | null;
}

// The profiles whose SPS carries chroma format and bit depth (§7.3.2.1.1).
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
// Table E-1, indexes 1 to 16.
const pixelAspects = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
] as const;
const maxSide = 65_536;

/**
 * @param nal one SPS NAL unit, header included, start code or length excluded, emulation prevention in place
 * @throws BoxError `unsupported` for another NAL type, `truncated`, `inconsistent`
 */
export function parseAvcSps(nal: Uint8Array): AvcSps {
  if (avcNalTypeOf(nal) !== avcNalType.sps) {
    throw new BoxError('unsupported', `NAL unit type ${avcNalTypeOf(nal)} is no sequence parameter set (7)`);
  }
  const bits = readBits(unescapeNal(nal).subarray(1));
  const profileIdc = bits.bits(8);
  const constraints = bits.bits(8);
  const levelIdc = bits.bits(8);
  const id = bounded(bits.ue(), 31, 'seq_parameter_set_id');
  const chroma = highProfiles.has(profileIdc)
    ? readChroma(bits)
    : { chromaFormat: 1, bitDepthLuma: 8, bitDepthChroma: 8, separatePlanes: false };
  bits.ue(); // log2_max_frame_num_minus4
  skipPictureOrder(bits);
  const maxReferenceFrames = bits.ue();
  bits.skip(1); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(bits, chroma.separatePlanes ? 0 : chroma.chromaFormat);
  return {
    profileIdc,
    constraints,
    levelIdc,
    id,
    chromaFormat: chroma.chromaFormat,
    bitDepthLuma: chroma.bitDepthLuma,
    bitDepthChroma: chroma.bitDepthChroma,
    maxReferenceFrames,
    frameMbsOnly: size.frameMbsOnly,
    width: size.width,
    height: size.height,
    vui: bits.flag() ? readVui(bits) : null,
  };
}

function readChroma(bits: BitReader) {
  const chromaFormat = bounded(bits.ue(), 3, 'chroma_format_idc');
  const separatePlanes = chromaFormat === 3 && bits.flag();
  const bitDepthLuma = 8 + bounded(bits.ue(), 6, 'bit_depth_luma_minus8');
  const bitDepthChroma = 8 + bounded(bits.ue(), 6, 'bit_depth_chroma_minus8');
  bits.skip(1); // qpprime_y_zero_transform_bypass_flag
  if (bits.flag()) {
    for (let i = 0; i < (chromaFormat === 3 ? 12 : 8); i++) {
      if (bits.flag()) skipScalingList(bits, i < 6 ? 16 : 64);
    }
  }
  return { chromaFormat, bitDepthLuma, bitDepthChroma, separatePlanes };
}

// §7.3.2.1.1.1
function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + bits.se() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bounded(bits.ue(), 2, 'pic_order_cnt_type');
  if (type === 0) bits.ue();
  if (type !== 1) return;
  bits.skip(1);
  bits.se();
  bits.se();
  const cycle = bounded(bits.ue(), 255, 'num_ref_frames_in_pic_order_cnt_cycle');
  for (let i = 0; i < cycle; i++) bits.se();
}

function readSize(bits: BitReader, chromaArrayType: number) {
  const widthMbs = bits.ue() + 1;
  const heightMapUnits = bits.ue() + 1;
  const frameMbsOnly = bits.flag();
  if (!frameMbsOnly) bits.skip(1); // mb_adaptive_frame_field_flag
  bits.skip(1); // direct_8x8_inference_flag
  const fieldFactor = frameMbsOnly ? 1 : 2;
  let width = widthMbs * 16;
  let height = heightMapUnits * 16 * fieldFactor;
  if (bits.flag()) {
    // Crop units, (7-19) to (7-22): chroma samples for 4:2:0 and 4:2:2, luma samples otherwise.
    const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
    const unitY = (chromaArrayType === 1 ? 2 : 1) * fieldFactor;
    width -= unitX * (bits.ue() + bits.ue());
    height -= unitY * (bits.ue() + bits.ue());
  }
  if (width <= 0 || height <= 0 || width > maxSide || height > maxSide) {
    throw new BoxError('inconsistent', `a picture of ${width} × ${height} pixels is impossible`);
  }
  return { width, height, frameMbsOnly };
}

function readVui(bits: BitReader): AvcVui {
  const pixelAspect = bits.flag() ? readPixelAspect(bits) : null;
  if (bits.flag()) bits.skip(1); // overscan_appropriate_flag
  const colour = bits.flag() ? readColour(bits) : null;
  if (bits.flag()) {
    bits.ue(); // chroma sample location, top and bottom field
    bits.ue();
  }
  const timing = bits.flag()
    ? { unitsInTick: bits.bits(32), timeScale: bits.bits(32), isFixed: bits.flag() }
    : null;
  const hasNalHrd = bits.flag();
  if (hasNalHrd) skipHrd(bits);
  const hasVclHrd = bits.flag();
  if (hasVclHrd) skipHrd(bits);
  if (hasNalHrd || hasVclHrd) bits.skip(1); // low_delay_hrd_flag
  bits.skip(1); // pic_struct_present_flag
  return { pixelAspect, colour, timing, maxReorderFrames: bits.flag() ? readReorder(bits) : null };
}

function readPixelAspect(bits: BitReader): AvcVui['pixelAspect'] {
  const index = bits.bits(8);
  const [h, v] = index === 255 ? [bits.bits(16), bits.bits(16)] : (pixelAspects[index - 1] ?? [0, 0]);
  return h > 0 && v > 0 ? { h, v } : null;
}

function readColour(bits: BitReader): CodedColour {
  bits.skip(3); // video_format
  const fullRange = bits.flag();
  if (!bits.flag()) return { primaries: 2, transfer: 2, matrix: 2, fullRange };
  return { primaries: bits.bits(8), transfer: bits.bits(8), matrix: bits.bits(8), fullRange };
}

// §E.1.2
function skipHrd(bits: BitReader): void {
  const count = bounded(bits.ue(), 31, 'cpb_cnt_minus1') + 1;
  bits.skip(8);
  for (let i = 0; i < count; i++) {
    bits.ue();
    bits.ue();
    bits.skip(1);
  }
  bits.skip(20);
}

function readReorder(bits: BitReader): number {
  bits.skip(1); // motion_vectors_over_pic_boundaries_flag
  for (let i = 0; i < 4; i++) bits.ue(); // bytes and bits a picture, motion vector ranges
  return bits.ue();
}

function bounded(value: number, most: number, name: string): number {
  if (value > most) throw new BoxError('inconsistent', `${name} is ${value}, at most ${most} is legal`);
  return value;
}
