// Builds boxes as a tree of parts and writes them with one allocation at the end.
import { BoxError } from './box-error.ts';

/** A box to be written: its parts follow the header in order. */
export interface BoxParts {
  readonly type: string;
  readonly sizeBytes: number;
  readonly parts: readonly BoxPart[];
}

/** Raw fields, or a box within. */
export type BoxPart = Uint8Array | BoxParts;

/** A box of four-character type. Sizes of 2^32 and more belong to `mdat` only, see `mdatHeader`. */
export function box(type: string, ...parts: readonly BoxPart[]): BoxParts {
  let sizeBytes = 8;
  for (const part of parts) sizeBytes += partSize(part);
  if (type.length !== 4 || sizeBytes > 0xffffffff) {
    throw new BoxError('out-of-range', `cannot write box '${type}' of ${sizeBytes} bytes`);
  }
  return { type, sizeBytes, parts };
}

/** A full box (§4.2.2): `version` in 8 bits, `flags` in 24. */
export function fullBox(
  type: string,
  head: { readonly version: number; readonly flags: number },
  ...parts: readonly BoxPart[]
): BoxParts {
  return box(type, u32(((head.version << 24) | head.flags) >>> 0), ...parts);
}

/** The header of an `mdat` whose `payloadBytes` the caller appends: 8 bytes, or 16 where 32 bits do not hold the size. */
export function mdatHeader(payloadBytes: number): Uint8Array {
  if (payloadBytes + 8 <= 0xffffffff) return concatBytes([u32(payloadBytes + 8), ascii('mdat')]);
  return concatBytes([u32(1), ascii('mdat'), u64(payloadBytes + 16)]);
}

/** Parts, one after another, as bytes. */
export function serialize(...parts: readonly BoxPart[]): Uint8Array {
  let sizeBytes = 0;
  for (const part of parts) sizeBytes += partSize(part);
  const target = new Uint8Array(sizeBytes);
  const view = new DataView(target.buffer);
  let offset = 0;
  const put = (part: BoxPart): void => {
    if (part instanceof Uint8Array) {
      target.set(part, offset);
      offset += part.byteLength;
      return;
    }
    view.setUint32(offset, part.sizeBytes);
    for (let i = 0; i < 4; i++) target[offset + 4 + i] = part.type.charCodeAt(i);
    offset += 8;
    for (const inner of part.parts) put(inner);
  };
  for (const part of parts) put(part);
  return target;
}

/** Byte arrays joined. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  return serialize(...chunks);
}

export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values, (value) => checked(value, 0, 0xff));
}

export function u16(...values: readonly number[]): Uint8Array {
  return packed(values, 2, (view, at, value) => view.setUint16(at, checked(value, 0, 0xffff)));
}

export function i16(...values: readonly number[]): Uint8Array {
  return packed(values, 2, (view, at, value) => view.setInt16(at, checked(value, -0x8000, 0x7fff)));
}

export function u24(value: number): Uint8Array {
  checked(value, 0, 0xffffff);
  return u8(value >>> 16, (value >>> 8) & 0xff, value & 0xff);
}

export function u32(...values: readonly number[]): Uint8Array {
  return u32Table(values);
}

/** Like `u32`, for tables: an argument list of 100,000 values would overflow the stack. */
export function u32Table(values: readonly number[]): Uint8Array {
  return packed(values, 4, (view, at, value) => view.setUint32(at, checked(value, 0, 0xffffffff)));
}

export function u64(...values: readonly number[]): Uint8Array {
  return packed(values, 8, (view, at, value) =>
    view.setBigUint64(at, BigInt(checked(value, 0, Number.MAX_SAFE_INTEGER))),
  );
}

/** One byte a character; the text must be ASCII. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => checked(character.charCodeAt(0), 0, 0x7f));
}

/** `length` zero bytes: reserved and pre_defined fields. */
export function zeros(length: number): Uint8Array {
  return new Uint8Array(length);
}

function packed(
  values: readonly number[],
  width: number,
  set: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    set(view, i * width, value);
  });
  return bytes;
}

function partSize(part: BoxPart): number {
  return part instanceof Uint8Array ? part.byteLength : part.sizeBytes;
}

// A value silently wrapped would be a wrong file that nobody notices.
function checked(value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new BoxError('out-of-range', `${value} does not fit a field of ${least} to ${most}`);
  }
  return value;
}
