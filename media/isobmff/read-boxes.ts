// Reads boxes (ISO/IEC 14496-12 §4.2) within bounds: bytes really there, depth, number.
import { BoxError } from './box-error.ts';
import { type FieldReader, fourccAt, readFields } from './field-reader.ts';

/** A box found in memory. `payload` is a view that begins after the header. */
export interface Box {
  readonly type: string;
  /** Where the box's header begins, counted from the outermost bytes. */
  readonly offset: number;
  /** Header included. */
  readonly sizeBytes: number;
  readonly payload: Uint8Array;
  /** 0 for the outermost boxes. */
  readonly depth: number;
}

/** A full box's two extra fields (§4.2.2) and a reader placed after them. */
export interface FullBoxFields {
  readonly version: number;
  readonly flags: number;
  readonly fields: FieldReader;
}

// The deepest standard nesting (moov/trak/mdia/minf/stbl/stsd/encv/sinf/schi/tenc) is 10.
const maxDepth = 16;
// The largest legitimate parent is a moov with one trak for each track, or a recording with two boxes a fragment.
const maxSiblings = 65_536;

/** How large a box's header says it is: the least that is needed to step over it. */
export interface BoxHeader {
  readonly type: string;
  readonly headerBytes: number;
  readonly sizeBytes: number;
}

/**
 * Reads the header at `offset` of `bytes`. `available` is how many bytes the parent (or the file) has from
 * there on, which may be more than `bytes` holds. Size 0 means "to the end", size 1 a 64-bit size (§4.2.2).
 * @throws BoxError `truncated`, `bad-size`
 */
export function readBoxHeader(bytes: Uint8Array, offset: number, available: number): BoxHeader {
  if (available < 8 || bytes.byteLength - offset < 8) {
    throw new BoxError('truncated', `a box header needs 8 bytes, ${available} are there`, offset);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.byteLength - offset);
  const type = fourccAt(bytes, offset + 4);
  let sizeBytes = view.getUint32(0);
  let headerBytes = 8;
  if (sizeBytes === 1) {
    if (available < 16 || view.byteLength < 16) {
      throw new BoxError('truncated', `the 64-bit size of ${printable(type)} is cut off`, offset);
    }
    // As a float: values from 2^53 on lose precision but stay far past any end that is checked below.
    sizeBytes = Number(view.getBigUint64(8));
    headerBytes = 16;
  } else if (sizeBytes === 0) {
    sizeBytes = available;
  }
  if (sizeBytes < headerBytes || sizeBytes > available) {
    const message = `box ${printable(type)} claims ${sizeBytes} bytes where ${available} are there`;
    throw new BoxError('bad-size', message, offset);
  }
  return { type, headerBytes, sizeBytes };
}

/** All boxes of `bytes`, which must be whole boxes one after another. @throws BoxError */
export function readBoxes(bytes: Uint8Array): Box[] {
  return readSiblings(bytes, 0, 0);
}

/**
 * The boxes inside `parent`, after `skipBytes` of its own fields (for example 8 in `stsd`).
 * A tail of up to 7 bytes is ignored: QuickTime ends containers with a 32-bit zero.
 * @throws BoxError
 */
export function childBoxes(parent: Box, skipBytes = 0): Box[] {
  if (skipBytes > parent.payload.byteLength) {
    throw new BoxError('truncated', `box ${printable(parent.type)} ends within its fields`, parent.offset);
  }
  const start = parent.offset + (parent.sizeBytes - parent.payload.byteLength) + skipBytes;
  return readSiblings(parent.payload.subarray(skipBytes), start, parent.depth + 1);
}

/** The first child of that type, or null. @throws BoxError where the children cannot be read */
export function findChild(parent: Box, type: string): Box | null {
  return childBoxes(parent).find((box) => box.type === type) ?? null;
}

/** The first child of that type. @throws BoxError `missing-box` */
export function requireChild(parent: Box, type: string): Box {
  const box = findChild(parent, type);
  if (box === null) {
    throw new BoxError('missing-box', `${printable(parent.type)} holds no ${type}`, parent.offset);
  }
  return box;
}

/** Splits a full box's payload into version, flags and the fields that follow. @throws BoxError `truncated` */
export function readFullBox(box: Box): FullBoxFields {
  const fields = readFields(box.payload);
  return { version: fields.u8(), flags: fields.u24(), fields };
}

function readSiblings(bytes: Uint8Array, base: number, depth: number): Box[] {
  if (depth > maxDepth) throw new BoxError('too-deep', `boxes are nested deeper than ${maxDepth}`, base);
  const boxes: Box[] = [];
  let offset = 0;
  while (offset < bytes.byteLength) {
    const available = bytes.byteLength - offset;
    if (depth > 0 && available < 8) break;
    if (boxes.length === maxSiblings) {
      throw new BoxError('too-many', `more than ${maxSiblings} boxes in one parent`, base + offset);
    }
    const { type, headerBytes, sizeBytes } = readBoxHeader(bytes, offset, available);
    const payload = bytes.subarray(offset + headerBytes, offset + sizeBytes);
    boxes.push({ type, offset: base + offset, sizeBytes, payload, depth });
    offset += sizeBytes;
  }
  return boxes;
}

/** A type as it may be shown in a message: hostile files put any byte here. */
export function printable(type: string): string {
  return `'${type.replace(/[^\x20-\x7e]/g, '?')}'`;
}
