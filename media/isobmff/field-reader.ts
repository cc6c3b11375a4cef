// Reads big-endian fields one after another and never past the end of the bytes given.
import { BoxError } from './box-error.ts';

export interface FieldReader {
  /** Bytes not read yet. */
  readonly remaining: number;
  /** Position of the next field within the bytes given to `readFields`. */
  readonly position: number;
  u8(): number;
  u16(): number;
  i16(): number;
  u24(): number;
  u32(): number;
  i32(): number;
  /** Unsigned 64-bit; throws `unsupported` above 2^53 − 1. */
  u64(): number;
  /** Signed 64-bit; throws `unsupported` outside the safe integers. */
  i64(): number;
  /** Four characters, one byte each (Latin-1). */
  fourcc(): string;
  /** A view, not a copy. */
  bytes(length: number): Uint8Array;
  skip(length: number): void;
}

/** Reads `bytes` field by field. Every method throws `BoxError` `truncated` where the field is not all there. */
export function readFields(bytes: Uint8Array): FieldReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  const take = (length: number): number => {
    if (length > bytes.byteLength - position) {
      throw new BoxError(
        'truncated',
        `${length} bytes wanted, ${bytes.byteLength - position} are there`,
        position,
      );
    }
    const at = position;
    position += length;
    return at;
  };
  const wide = (value: bigint): number => {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new BoxError('unsupported', `64-bit value ${value} is beyond 2^53`, position - 8);
    }
    return number;
  };
  return {
    get remaining() {
      return bytes.byteLength - position;
    },
    get position() {
      return position;
    },
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2)),
    i16: () => view.getInt16(take(2)),
    u24: () => {
      const at = take(3);
      return (view.getUint16(at) << 8) | view.getUint8(at + 2);
    },
    u32: () => view.getUint32(take(4)),
    i32: () => view.getInt32(take(4)),
    u64: () => wide(view.getBigUint64(take(8))),
    i64: () => wide(view.getBigInt64(take(8))),
    fourcc: () => fourccAt(bytes, take(4)),
    bytes: (length) => {
      const at = take(length);
      return bytes.subarray(at, at + length);
    },
    skip: (length) => {
      take(length);
    },
  };
}

/** The four characters at `offset`, one byte each; the caller has checked that they are there. */
export function fourccAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(
    bytes[offset] as number,
    bytes[offset + 1] as number,
    bytes[offset + 2] as number,
    bytes[offset + 3] as number,
  );
}
