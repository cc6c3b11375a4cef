// Unrolls the run-length tables of `stbl` into typed arrays: one row a sample, or a chunk for uncompressed sound.
import { BoxError } from './box-error.ts';
import { type Box, childBoxes, readFullBox } from './read-boxes.ts';

/** A table whose claimed entries have been checked against the bytes that are there. */
interface Table {
  readonly box: Box;
  readonly count: number;
  readonly view: DataView;
}

/** How many rows there are and what they are made from. */
export interface Layout {
  readonly rows: number;
  readonly isPerChunk: boolean;
  /** Of all samples, 0 where `sizeTable` lists them. */
  readonly constantSize: number;
  readonly sizeTable: Table | null;
  /** Bits of an entry in `sizeTable`: 32, or 4, 8, 16 in `stz2`. */
  readonly sizeBits: number;
  readonly sampleCount: number;
  readonly chunks: Table;
  readonly chunkOffsetBytes: 4 | 8;
  readonly samplesPerChunk: Table;
}

export interface LayoutLimits {
  readonly handler: string;
  readonly bytesPerSample: number | null;
  readonly maxRows: number;
  readonly fileSizeBytes: number;
}

/** @throws BoxError where a table is missing, claims more than its bytes, or there are more rows than allowed */
export function readLayout(stbl: Box, limits: LayoutLimits): Layout {
  const boxes = new Map(childBoxes(stbl).map((box) => [box.type, box]));
  const sizes = readSizes(stbl, boxes);
  const co64 = boxes.get('co64');
  const stco = co64 ?? boxes.get('stco');
  const stsc = boxes.get('stsc');
  if (stco === undefined || stsc === undefined) {
    throw new BoxError('missing-box', `'stbl' holds no ${stco === undefined ? 'stco' : 'stsc'}`, stbl.offset);
  }
  const chunkOffsetBytes = co64 === undefined ? 4 : 8;
  const chunks = readTable(stco, chunkOffsetBytes);
  const isPerChunk = limits.handler === 'soun' && sizes.constantSize > 0 && lastsOneTick(boxes.get('stts'));
  const rows = isPerChunk ? chunks.count : sizes.sampleCount;
  if (rows > limits.maxRows) {
    throw new BoxError('too-many', `${rows} samples; ${limits.maxRows} more are allowed`, stbl.offset);
  }
  // Samples of one size need no bytes in the table: their number must fit the file instead.
  if (!isPerChunk && sizes.constantSize * rows > limits.fileSizeBytes) {
    const message = `${rows} samples of ${sizes.constantSize} bytes do not fit a file of ${limits.fileSizeBytes}`;
    throw new BoxError('inconsistent', message, stbl.offset);
  }
  const constantSize = isPerChunk ? (limits.bytesPerSample ?? sizes.constantSize) : sizes.constantSize;
  return {
    ...sizes,
    constantSize,
    rows,
    isPerChunk,
    chunks,
    chunkOffsetBytes,
    samplesPerChunk: readTable(stsc, 12),
  };
}

type Sizes = Pick<Layout, 'constantSize' | 'sizeTable' | 'sizeBits' | 'sampleCount'>;

// §8.7.3: `stsz`, or `stz2` with small fields.
function readSizes(stbl: Box, boxes: ReadonlyMap<string, Box>): Sizes {
  const box = boxes.get('stsz') ?? boxes.get('stz2');
  if (box === undefined) throw new BoxError('missing-box', "'stbl' holds neither stsz nor stz2", stbl.offset);
  const { fields } = readFullBox(box);
  const first = fields.u32();
  const sampleCount = fields.u32();
  const isCompact = box.type === 'stz2';
  if (!isCompact && first > 0) return { constantSize: first, sizeTable: null, sizeBits: 0, sampleCount };
  const sizeBits = isCompact ? first & 0xff : 32;
  if (![4, 8, 16, 32].includes(sizeBits)) {
    throw new BoxError('unsupported', `'stz2' with fields of ${sizeBits} bits`, box.offset);
  }
  checkEntries(box, sampleCount, sizeBits / 8, fields.remaining);
  const bytes = fields.bytes(Math.ceil((sampleCount * sizeBits) / 8));
  return {
    constantSize: 0,
    sizeTable: { box, count: sampleCount, view: viewOf(bytes) },
    sizeBits,
    sampleCount,
  };
}

// The mark of uncompressed sound: the timescale is the sampling rate and every sample lasts one tick.
function lastsOneTick(stts: Box | undefined): boolean {
  if (stts === undefined) return false;
  const { count, view } = readTable(stts, 8);
  return count === 1 && view.getUint32(4) === 1;
}

export interface Places {
  readonly sizes: Uint32Array;
  readonly offsets: Float64Array;
  /** How many samples a row stands for; null where always one. */
  readonly samplesPerRow: Uint32Array | null;
}

/**
 * Positions and sizes of all rows (§8.7.4 sample to chunk, §8.7.5 chunk offsets).
 * @throws BoxError `inconsistent` where chunks and samples do not match or lie outside the file
 */
export function fillPlaces(layout: Layout, fileSizeBytes: number): Places {
  const { rows, chunks, isPerChunk } = layout;
  const offsets = new Float64Array(rows);
  const sizes = isPerChunk ? new Uint32Array(rows) : readSampleSizes(layout);
  const samplesPerRow = isPerChunk ? new Uint32Array(rows) : null;
  const perChunkAt = samplesPerChunkReader(layout.samplesPerChunk);
  let row = 0;
  for (let chunk = 0; chunk < chunks.count && row < rows; chunk++) {
    const perChunk = perChunkAt(chunk);
    let offset = chunkOffset(layout, chunk);
    if (samplesPerRow !== null) {
      samplesPerRow[row] = perChunk;
      sizes[row] = chunkSize(layout, perChunk);
      offsets[row] = offset;
      offset += sizes[row] as number;
      row++;
    } else {
      // Both bounds are finite: a chunk that claims 2^32 samples ends with the last one that exists.
      for (const end = Math.min(rows, row + perChunk); row < end; row++) {
        offsets[row] = offset;
        offset += sizes[row] as number;
      }
    }
    if (offset > fileSizeBytes) {
      const message = `chunk ${chunk} ends at byte ${offset} of a file of ${fileSizeBytes}: it is cut off or damaged`;
      throw new BoxError('inconsistent', message, chunks.box.offset);
    }
  }
  if (row < rows) {
    throw new BoxError('inconsistent', `${rows} samples, but chunks for ${row} only`, chunks.box.offset);
  }
  return { sizes, offsets, samplesPerRow };
}

function chunkSize(layout: Layout, samples: number): number {
  const sizeBytes = Math.ceil(samples * layout.constantSize);
  if (sizeBytes > 0xffffffff) {
    throw new BoxError('inconsistent', `a chunk claims ${sizeBytes} bytes`, layout.chunks.box.offset);
  }
  return sizeBytes;
}

function chunkOffset(layout: Layout, chunk: number): number {
  const { view } = layout.chunks;
  // As a float: values from 2^53 on lie past the end of any file.
  return layout.chunkOffsetBytes === 8 ? Number(view.getBigUint64(chunk * 8)) : view.getUint32(chunk * 4);
}

function readSampleSizes(layout: Layout): Uint32Array {
  const sizes = new Uint32Array(layout.rows);
  const { sizeTable, sizeBits } = layout;
  if (sizeTable === null) return sizes.fill(layout.constantSize);
  const { view } = sizeTable;
  for (let i = 0; i < sizes.length; i++) {
    if (sizeBits === 32) sizes[i] = view.getUint32(i * 4);
    else if (sizeBits === 16) sizes[i] = view.getUint16(i * 2);
    else if (sizeBits === 8) sizes[i] = view.getUint8(i);
    else sizes[i] = (view.getUint8(i >> 1) >> (i & 1 ? 0 : 4)) & 15;
  }
  return sizes;
}

// Walks `stsc` along with the chunks: each entry holds from its first chunk to the next entry's.
function samplesPerChunkReader({ box, count, view }: Table): (chunk: number) => number {
  let entry = 0;
  return (chunk) => {
    while (entry + 1 < count && view.getUint32((entry + 1) * 12) <= chunk + 1) entry++;
    if (count === 0 || view.getUint32(entry * 12) > chunk + 1) {
      throw new BoxError('inconsistent', `'stsc' says nothing about chunk ${chunk + 1}`, box.offset);
    }
    return view.getUint32(entry * 12 + 4);
  };
}

export interface Times {
  readonly dts: Float64Array;
  readonly pts: Float64Array;
  readonly durations: Uint32Array;
}

/**
 * Times of all rows (§8.6.1.2 decoding, §8.6.1.3 composition). Where `stts` ends early its last duration goes on,
 * where `ctts` ends early offsets are 0: as FFmpeg reads such files.
 * @throws BoxError
 */
export function fillTimes(stbl: Box, layout: Layout, samplesPerRow: Uint32Array | null): Times {
  const { rows } = layout;
  const boxes = new Map(childBoxes(stbl).map((box) => [box.type, box]));
  const durations = samplesPerRow ?? readDurations(boxes.get('stts'), rows);
  const dts = new Float64Array(rows);
  let time = 0;
  for (let i = 0; i < rows; i++) {
    dts[i] = time;
    time += durations[i] as number;
  }
  if (!Number.isSafeInteger(time))
    throw new BoxError('inconsistent', 'the track lasts beyond 2^53 ticks', stbl.offset);
  const pts = dts.slice();
  const ctts = boxes.get('ctts');
  if (ctts !== undefined && !layout.isPerChunk) addOffsets(pts, readTable(ctts, 8));
  return { dts, pts, durations };
}

function readDurations(stts: Box | undefined, rows: number): Uint32Array {
  const durations = new Uint32Array(rows);
  if (rows === 0) return durations;
  if (stts === undefined) throw new BoxError('missing-box', "'stbl' holds no stts");
  const { count, view } = readTable(stts, 8);
  if (count === 0) throw new BoxError('inconsistent', `'stts' is empty for ${rows} samples`, stts.offset);
  let row = 0;
  for (let entry = 0; entry < count && row < rows; entry++) {
    const end = Math.min(rows, row + view.getUint32(entry * 8));
    durations.fill(view.getUint32(entry * 8 + 4), row, end);
    row = end;
  }
  return durations.fill(view.getUint32(count * 8 - 4), row);
}

// Offsets are read as signed in version 0 too: QuickTime writes them so, and no real file needs 2^31.
function addOffsets(pts: Float64Array, { count, view }: Table): void {
  let row = 0;
  for (let entry = 0; entry < count && row < pts.length; entry++) {
    const end = Math.min(pts.length, row + view.getUint32(entry * 8));
    const offset = view.getInt32(entry * 8 + 4);
    for (; row < end; row++) pts[row] = (pts[row] as number) + offset;
  }
}

/** 1 for each sync sample (§8.6.2); entries for samples that do not exist are ignored. @throws BoxError */
export function markKeys(stbl: Box, layout: Layout): Uint8Array {
  const keys = new Uint8Array(layout.rows);
  const stss = childBoxes(stbl).find((box) => box.type === 'stss');
  if (stss === undefined || layout.isPerChunk) return keys.fill(1);
  const { count, view } = readTable(stss, 4);
  for (let i = 0; i < count; i++) {
    const number = view.getUint32(i * 4);
    if (number >= 1 && number <= keys.length) keys[number - 1] = 1;
  }
  return keys;
}

function readTable(box: Box, entryBytes: number): Table {
  const { fields } = readFullBox(box);
  const count = fields.u32();
  checkEntries(box, count, entryBytes, fields.remaining);
  return { box, count, view: viewOf(fields.bytes(count * entryBytes)) };
}

function checkEntries(box: Box, count: number, entryBytes: number, remaining: number): void {
  if (count * entryBytes > remaining) {
    const message = `'${box.type}' claims ${count} entries of ${entryBytes} bytes, ${remaining} bytes are there`;
    throw new BoxError('truncated', message, box.offset);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
