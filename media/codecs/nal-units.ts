// NAL units of H.264 and HEVC: found, unescaped, converted between their two framings.
import { BoxError } from '../isobmff/index.ts';

/** H.264 Table 7-1: the types that matter to packaging. */
export const avcNalType = { slice: 1, idr: 5, sei: 6, sps: 7, pps: 8, aud: 9, spsExtension: 13 } as const;

/** `nal_unit_type` of an H.264 NAL unit. */
export function avcNalTypeOf(nal: Uint8Array): number {
  return (nal[0] ?? 0) & 0x1f;
}

/** `nal_unit_type` of an HEVC NAL unit. */
export function hevcNalTypeOf(nal: Uint8Array): number {
  return ((nal[0] ?? 0) >> 1) & 0x3f;
}

/** The NAL units of an Annex B byte stream as views; bytes before the first start code are ignored. */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  let start = -1;
  for (let at = nextStartCode(bytes, 0); at !== -1; at = nextStartCode(bytes, at + 3)) {
    if (start !== -1) pushUnit(units, bytes, start, at);
    start = at + 3;
  }
  if (start !== -1) pushUnit(units, bytes, start, bytes.byteLength);
  return units;
}

// trailing_zero_8bits and the zero_byte of the next start code belong to no unit (Annex B.1.1).
function pushUnit(units: Uint8Array[], bytes: Uint8Array, start: number, end: number): void {
  let last = end;
  while (last > start && bytes[last - 1] === 0) last--;
  if (last > start) units.push(bytes.subarray(start, last));
}

function nextStartCode(bytes: Uint8Array, from: number): number {
  for (let i = from + 2; i < bytes.byteLength; ) {
    const byte = bytes[i] as number;
    // A byte above 1 can end no start code, nor stand in the middle of one: step over three at once.
    if (byte > 1) i += 3;
    else if (byte === 1 && bytes[i - 1] === 0 && bytes[i - 2] === 0) return i - 2;
    else i += 1;
  }
  return -1;
}

/**
 * The NAL units of a sample as MP4 stores it (ISO/IEC 14496-15 §5.3.2), as views.
 * @param lengthSize bytes of each length: 1, 2 or 4, from the decoder configuration
 * @throws BoxError `truncated` where a length runs past the end
 */
export function splitLengthPrefixed(bytes: Uint8Array, lengthSize: 1 | 2 | 4): Uint8Array[] {
  const units: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.byteLength) {
    if (bytes.byteLength - offset < lengthSize)
      throw new BoxError('truncated', 'a NAL length is cut off', offset);
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + (bytes[offset + i] as number);
    offset += lengthSize;
    if (length > bytes.byteLength - offset) {
      throw new BoxError('truncated', `a NAL unit claims ${length} bytes`, offset);
    }
    if (length > 0) units.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
  return units;
}

/** NAL units framed with 4-byte lengths, as `avcC` with `lengthSize` 4 promises. */
export function joinLengthPrefixed(units: readonly Uint8Array[]): Uint8Array {
  let sizeBytes = 0;
  for (const unit of units) sizeBytes += 4 + unit.byteLength;
  const joined = new Uint8Array(sizeBytes);
  const view = new DataView(joined.buffer);
  let offset = 0;
  for (const unit of units) {
    view.setUint32(offset, unit.byteLength);
    joined.set(unit, offset + 4);
    offset += 4 + unit.byteLength;
  }
  return joined;
}

/**
 * An H.264 access unit from Annex B to 4-byte lengths.
 * @param drop NAL types to leave out, for example those that `avcC` holds already: `parameterSetsAndDelimiters`
 */
export function annexBToLengthPrefixed(bytes: Uint8Array, drop: ReadonlySet<number> = new Set()): Uint8Array {
  const units = splitAnnexB(bytes);
  return joinLengthPrefixed(drop.size === 0 ? units : units.filter((unit) => !drop.has(avcNalTypeOf(unit))));
}

/** What an `avc1` sample has no need of: parameter sets live in `avcC`, and samples are delimited by the container. */
export const parameterSetsAndDelimiters: ReadonlySet<number> = new Set([
  avcNalType.sps,
  avcNalType.pps,
  avcNalType.aud,
  avcNalType.spsExtension,
]);

/** The payload without emulation prevention bytes (00 00 03 → 00 00, H.264 §7.4.1); a view where there are none. */
export function unescapeNal(nal: Uint8Array): Uint8Array {
  let plain: Uint8Array | null = null;
  let length = 0;
  let zeros = 0;
  for (let i = 0; i < nal.byteLength; i++) {
    const byte = nal[i] as number;
    if (zeros >= 2 && byte === 3) {
      if (plain === null) {
        plain = new Uint8Array(nal.byteLength);
        plain.set(nal.subarray(0, i));
      }
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    if (plain !== null) plain[length] = byte;
    length++;
  }
  return plain === null ? nal : plain.subarray(0, length);
}
