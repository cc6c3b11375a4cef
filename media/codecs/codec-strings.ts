// Codec strings (RFC 6381) from the decoder configuration that the bytes really carry.
import { BoxError, printable, readFields } from '../isobmff/index.ts';
import { parseAacConfig } from './aac-config.ts';
import { parseAvcConfig } from './avc-config.ts';
import { type HevcConfig, parseHevcConfig } from './hevc-config.ts';

/**
 * For example `avc1.64001f`, `hvc1.1.6.L93.B0`, `av01.0.08M.10`, `vp09.00.10.08`, `mp4a.40.2`, `opus`.
 *
 * @param sampleEntry the sample entry's type: avc1, avc3, hvc1, hev1, av01, vp09, mp4a, Opus
 * @param config payload of `avcC`, `hvcC`, `av1C`, `vpcC` or `dOps`; an AudioSpecificConfig for mp4a
 * @throws BoxError `unsupported` for other sample entries, else as the record's reader does
 */
export function codecString(sampleEntry: string, config: Uint8Array): string {
  switch (sampleEntry) {
    case 'avc1':
    case 'avc3': {
      const { profileIdc, constraints, levelIdc } = parseAvcConfig(config);
      return `${sampleEntry}.${hex(profileIdc)}${hex(constraints)}${hex(levelIdc)}`;
    }
    case 'hvc1':
    case 'hev1':
      return `${sampleEntry}.${hevcParameters(parseHevcConfig(config))}`;
    case 'av01':
      return `av01.${av1Parameters(config)}`;
    case 'vp09':
      return `vp09.${vp9Parameters(config)}`;
    case 'mp4a':
      return `mp4a.40.${aacObjectType(config)}`;
    case 'Opus':
      return 'opus';
    default:
      throw new BoxError(
        'unsupported',
        `no codec string is known for sample entry ${printable(sampleEntry)}`,
      );
  }
}

// The outermost object type, whichever way it is signalled: players choose the decoder by it.
function aacObjectType(config: Uint8Array): number {
  const { objectType, hasSbr, hasPs } = parseAacConfig(config);
  if (hasPs) return 29;
  return hasSbr ? 5 : objectType;
}

// ISO/IEC 14496-15 Annex E.3.
function hevcParameters(config: HevcConfig): string {
  const space = ['', 'A', 'B', 'C'][config.profileSpace];
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) reversed = reversed * 2 + ((config.compatibilityFlags >>> bit) & 1);
  const constraints = [...config.constraints];
  while (constraints.at(-1) === 0) constraints.pop();
  const parts = [
    `${space}${config.profileIdc}`,
    reversed.toString(16).toUpperCase(),
    `${config.isHighTier ? 'H' : 'L'}${config.levelIdc}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ];
  return parts.join('.');
}

// AV1 Codec ISO Media File Format Binding §5: profile, level and tier, bit depth.
function av1Parameters(record: Uint8Array): string {
  const fields = readFields(record);
  const marker = fields.u8();
  if (marker !== 0x81) throw new BoxError('unsupported', `av1C marker and version ${marker} are unknown`, 0);
  const levels = fields.u8();
  const format = fields.u8();
  const level = String(levels & 0x1f).padStart(2, '0');
  const depth = format & 0x40 ? (format & 0x20 ? '12' : '10') : '08';
  return `${levels >> 5}.${level}${format & 0x80 ? 'H' : 'M'}.${depth}`;
}

// VP Codec ISO Media File Format Binding: a full box of version 1, then profile, level, bit depth.
function vp9Parameters(payload: Uint8Array): string {
  const fields = readFields(payload);
  fields.skip(4);
  const values = [fields.u8(), fields.u8(), fields.u8() >> 4];
  return values.map((value) => String(value).padStart(2, '0')).join('.');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
