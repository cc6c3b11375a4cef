// HEVCDecoderConfigurationRecord, the payload of hvcC (ISO/IEC 14496-15 §8.3.3.1).
import { BoxError, readFields } from '../isobmff/index.ts';

export interface HevcConfig {
  readonly profileSpace: number;
  readonly isHighTier: boolean;
  readonly profileIdc: number;
  readonly compatibilityFlags: number;
  /** The six bytes of constraint flags. */
  readonly constraints: Uint8Array;
  readonly levelIdc: number;
  readonly chromaFormat: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly lengthSize: 1 | 2 | 4;
  readonly arrays: readonly { readonly nalType: number; readonly units: readonly Uint8Array[] }[];
}

/** @throws BoxError `unsupported` for another version or a length size of 3, `truncated` */
export function parseHevcConfig(record: Uint8Array): HevcConfig {
  const fields = readFields(record);
  const version = fields.u8();
  // Version 0 was written by early muxers with the same layout.
  if (version > 1) throw new BoxError('unsupported', `hvcC version ${version} is unknown`, 0);
  const profile = fields.u8();
  const compatibilityFlags = fields.u32();
  const constraints = fields.bytes(6);
  const levelIdc = fields.u8();
  fields.skip(3); // min_spatial_segmentation_idc, parallelismType
  const chromaFormat = fields.u8() & 3;
  const bitDepthLuma = (fields.u8() & 7) + 8;
  const bitDepthChroma = (fields.u8() & 7) + 8;
  fields.skip(2); // avgFrameRate
  const lengthSize = (fields.u8() & 3) + 1;
  if (lengthSize === 3) throw new BoxError('unsupported', 'hvcC states NAL lengths of 3 bytes', 21);
  const arrays = Array.from({ length: fields.u8() }, () => {
    const nalType = fields.u8() & 0x3f;
    const count = fields.u16();
    if (count * 2 > fields.remaining) {
      throw new BoxError('truncated', `hvcC claims ${count} NAL units of type ${nalType}`, fields.position);
    }
    return { nalType, units: Array.from({ length: count }, () => fields.bytes(fields.u16())) };
  });
  return {
    profileSpace: profile >> 6,
    isHighTier: (profile & 0x20) !== 0,
    profileIdc: profile & 0x1f,
    compatibilityFlags,
    constraints,
    levelIdc,
    chromaFormat,
    bitDepthLuma,
    bitDepthChroma,
    lengthSize: lengthSize as 1 | 2 | 4,
    arrays,
  };
}
