// AVCDecoderConfigurationRecord, the payload of avcC (ISO/IEC 14496-15 §5.3.3.1).
import { BoxError, concatBytes, readFields, u8, u16 } from '../isobmff/index.ts';
import { parseAvcSps } from './avc-sps.ts';
import { avcNalType, avcNalTypeOf, splitAnnexB } from './nal-units.ts';

export interface AvcConfig {
  readonly profileIdc: number;
  /** The byte of constraint flags (profile_compatibility). */
  readonly constraints: number;
  readonly levelIdc: number;
  /** Bytes of each NAL length in the samples. */
  readonly lengthSize: 1 | 2 | 4;
  /** NAL units, header included. */
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
}

/** @throws BoxError `unsupported` for another version or a length size of 3, `truncated` */
export function parseAvcConfig(record: Uint8Array): AvcConfig {
  const fields = readFields(record);
  const version = fields.u8();
  if (version !== 1) throw new BoxError('unsupported', `avcC version ${version} is unknown`, 0);
  const [profileIdc, constraints, levelIdc] = [fields.u8(), fields.u8(), fields.u8()];
  const lengthSize = (fields.u8() & 3) + 1;
  if (lengthSize === 3) throw new BoxError('unsupported', 'avcC states NAL lengths of 3 bytes', 4);
  const readSets = (count: number) => Array.from({ length: count }, () => fields.bytes(fields.u16()));
  const sps = readSets(fields.u8() & 0x1f);
  const pps = readSets(fields.u8());
  return { profileIdc, constraints, levelIdc, lengthSize: lengthSize as 1 | 2 | 4, sps, pps };
}

/**
 * The record for samples with 4-byte NAL lengths; profile and level are read from the first SPS.
 * @throws BoxError `missing-box` without an SPS and a PPS, `out-of-range` for more than 31 and 255 of them
 */
export function buildAvcConfig(sps: readonly Uint8Array[], pps: readonly Uint8Array[]): Uint8Array {
  const first = sps[0];
  if (first === undefined || pps.length === 0) {
    throw new BoxError(
      'missing-box',
      `avcC needs an SPS and a PPS, ${sps.length} and ${pps.length} are there`,
    );
  }
  if (sps.length > 31) throw new BoxError('out-of-range', `avcC holds 31 SPS at most, not ${sps.length}`);
  const parsed = parseAvcSps(first);
  const parts = [
    u8(1, parsed.profileIdc, parsed.constraints, parsed.levelIdc, 0xff, 0xe0 | sps.length),
    ...sps.flatMap((set) => [u16(set.byteLength), set]),
    u8(pps.length),
    ...pps.flatMap((set) => [u16(set.byteLength), set]),
  ];
  // Every profile but Baseline, Main and Extended states its sample format; no SPS extensions follow.
  if (![66, 77, 88].includes(parsed.profileIdc)) {
    const depths = [0xf8 | (parsed.bitDepthLuma - 8), 0xf8 | (parsed.bitDepthChroma - 8)];
    parts.push(u8(0xfc | parsed.chromaFormat, ...depths, 0));
  }
  return concatBytes(parts);
}

/** The record from Annex B parameter sets, as encoders hand them over. @throws BoxError */
export function avcConfigFromAnnexB(extradata: Uint8Array): Uint8Array {
  const units = splitAnnexB(extradata);
  return buildAvcConfig(distinct(units, avcNalType.sps), distinct(units, avcNalType.pps));
}

function distinct(units: readonly Uint8Array[], type: number): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const unit of units) if (avcNalTypeOf(unit) === type) found.set(unit.join(), unit);
  return [...found.values()];
}
