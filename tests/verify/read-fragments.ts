// Reads the fragments of a CMAF segment for tests, independently of the product's own reader.

export interface ReadFragment {
  readonly sequence: number;
  readonly trackId: number;
  /** tfdt: decode time of the first sample, in ticks. */
  readonly baseTime: number;
  /** Sum of the samples' durations, in ticks. */
  readonly duration: number;
  readonly sampleCount: number;
  /** Sum of the samples' sizes: must be the mdat's payload. */
  readonly sampleBytes: number;
  readonly mdatBytes: number;
  readonly firstIsSync: boolean;
}

interface Box {
  readonly type: string;
  readonly payload: Buffer;
}

/** The boxes of a buffer, in order. Throws where sizes do not add up to the buffer exactly. */
function readBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 8) throw new Error(`${bytes.length - at} stray bytes at offset ${at}`);
    const short = bytes.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (size < header || at + size > bytes.length)
      throw new Error(`box ${type} at ${at} says it has ${size} bytes`);
    boxes.push({ type, payload: bytes.subarray(at + header, at + size) });
    at += size;
  }
  return boxes;
}

/** Every moof with its mdat in a segment (ISO/IEC 14496-12 §8.8). Throws on a moof without a following mdat. */
export function readFragments(segment: Buffer): ReadFragment[] {
  const boxes = readBoxes(segment);
  return boxes.flatMap((box, at) => {
    if (box.type !== 'moof') return [];
    const mdat = boxes[at + 1];
    if (mdat?.type !== 'mdat') throw new Error(`moof is followed by ${mdat?.type ?? 'nothing'}, not mdat`);
    return [readFragment(box.payload, mdat.payload.length)];
  });
}

function readFragment(moof: Buffer, mdatBytes: number): ReadFragment {
  const children = readBoxes(moof);
  const trafs = children.filter((box) => box.type === 'traf');
  const [traf] = trafs;
  if (traf === undefined || trafs.length !== 1)
    throw new Error(`moof has ${trafs.length} traf boxes, not one`); // CMAF §7.3.2.2
  const boxes = readBoxes(traf.payload);
  const tfdt = only(boxes, 'tfdt');
  const defaults = readTfhd(only(boxes, 'tfhd'));
  const runs = boxes.filter((box) => box.type === 'trun').map((box) => readTrun(box.payload, defaults));
  return {
    sequence: only(children, 'mfhd').readUInt32BE(4),
    trackId: defaults.trackId,
    baseTime: tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4),
    duration: sum(runs.map((run) => run.duration)),
    sampleCount: sum(runs.map((run) => run.count)),
    sampleBytes: sum(runs.map((run) => run.bytes)),
    mdatBytes,
    firstIsSync: runs[0]?.firstIsSync ?? false,
  };
}

interface Defaults {
  readonly trackId: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

function readTfhd(payload: Buffer): Defaults {
  const flags = payload.readUInt32BE(0) & 0xffffff;
  const fields = createFields(payload, 4);
  const trackId = fields.next();
  fields.skip((flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
  const field = (bit: number) => (flags & bit ? fields.next() : 0);
  return { trackId, duration: field(0x8), size: field(0x10), flags: field(0x20) };
}

function readTrun(payload: Buffer, defaults: Defaults) {
  const flags = payload.readUInt32BE(0) & 0xffffff;
  const fields = createFields(payload, 4);
  const count = fields.next();
  fields.skip(flags & 0x1 ? 4 : 0);
  const field = (bit: number, otherwise: number) => (flags & bit ? fields.next() : otherwise);
  const firstSampleFlags = flags & 0x4 ? fields.next() : null;
  let duration = 0;
  let bytes = 0;
  let firstIsSync = false;
  for (let n = 0; n < count; n++) {
    duration += field(0x100, defaults.duration);
    bytes += field(0x200, defaults.size);
    const sampleFlags = field(0x400, defaults.flags);
    fields.skip(flags & 0x800 ? 4 : 0);
    if (n === 0) firstIsSync = ((firstSampleFlags ?? sampleFlags) & 0x10000) === 0;
  }
  return { count, duration, bytes, firstIsSync };
}

/** Reads 32-bit fields one after another. */
function createFields(payload: Buffer, start: number) {
  let at = start;
  return {
    next() {
      at += 4;
      return payload.readUInt32BE(at - 4);
    },
    skip(bytes: number) {
      at += bytes;
    },
  };
}

function only(boxes: readonly Box[], type: string): Buffer {
  const found = boxes.filter((box) => box.type === type);
  const [box] = found;
  if (box === undefined || found.length !== 1)
    throw new Error(`there are ${found.length} ${type} boxes, not one`);
  return box.payload;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
