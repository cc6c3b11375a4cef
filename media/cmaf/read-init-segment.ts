// Reads init segments, ours and other people's, for verifiers and tests.
import {
  type Box,
  BoxError,
  childBoxes,
  type FieldReader,
  findChild,
  readBoxes,
  readFields,
  readFullBox,
  readMediaHeader,
  requireChild,
} from '../isobmff/index.ts';

/** What a fragment may leave unsaid (`trex`, ISO/IEC 14496-12 §8.8.3). */
export interface SampleDefaults {
  readonly duration: number;
  readonly sizeBytes: number;
  readonly flags: number;
}

export interface ParsedInitTrack {
  readonly trackId: number;
  /** 'vide', 'soun', … */
  readonly handler: string;
  readonly timescale: number;
  /** BCP 47 or ISO 639-2/T; null where undetermined. */
  readonly language: string | null;
  /** Type of the first sample entry: 'avc1', 'mp4a', … */
  readonly sampleEntry: string;
  /** The decoder's configuration: payload of `avcC`, `hvcC`, `av1C`, `vpcC` or `dOps`, AudioSpecificConfig from `esds`. */
  readonly config: Uint8Array | null;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly defaults: SampleDefaults;
}

export interface ParsedInitSegment {
  readonly brands: readonly string[];
  readonly tracks: readonly ParsedInitTrack[];
}

const configBoxes = new Set(['avcC', 'hvcC', 'av1C', 'vpcC', 'dOps']);
const noDefaults: SampleDefaults = { duration: 0, sizeBytes: 0, flags: 0 };

/** @throws BoxError where the bytes are not `ftyp` and `moov` with at least one track */
export function readInitSegment(init: Uint8Array): ParsedInitSegment {
  const top = readBoxes(init);
  const ftyp = top.find((box) => box.type === 'ftyp');
  const moov = top.find((box) => box.type === 'moov');
  if (ftyp === undefined || moov === undefined) {
    throw new BoxError('missing-box', 'an init segment holds ftyp and moov');
  }
  const defaults = readTrackExtends(moov);
  const traks = childBoxes(moov).filter((box) => box.type === 'trak');
  if (traks.length === 0) throw new BoxError('missing-box', "'moov' holds no trak", moov.offset);
  return { brands: readBrands(ftyp), tracks: traks.map((trak) => readTrack(trak, defaults)) };
}

function readBrands(ftyp: Box): string[] {
  const fields = readFields(ftyp.payload);
  const brands = [fields.fourcc()];
  fields.skip(4);
  while (fields.remaining >= 4) brands.push(fields.fourcc());
  return brands;
}

function readTrackExtends(moov: Box): Map<number, SampleDefaults> {
  const defaults = new Map<number, SampleDefaults>();
  const mvex = findChild(moov, 'mvex');
  if (mvex === null) return defaults;
  for (const trex of childBoxes(mvex).filter((box) => box.type === 'trex')) {
    const { fields } = readFullBox(trex);
    const id = fields.u32();
    fields.skip(4);
    defaults.set(id, { duration: fields.u32(), sizeBytes: fields.u32(), flags: fields.u32() });
  }
  return defaults;
}

function readTrack(trak: Box, defaults: Map<number, SampleDefaults>): ParsedInitTrack {
  const header = readFullBox(requireChild(trak, 'tkhd'));
  header.fields.skip(header.version === 1 ? 16 : 8);
  const trackId = header.fields.u32();
  const media = requireChild(trak, 'mdia');
  const handler = readFullBox(requireChild(media, 'hdlr')).fields;
  handler.skip(4);
  const handlerType = handler.fourcc();
  const stsd = requireChild(requireChild(requireChild(media, 'minf'), 'stbl'), 'stsd');
  const entry = childBoxes(stsd, 8)[0];
  if (entry === undefined) throw new BoxError('missing-box', "'stsd' holds no sample entry", stsd.offset);
  return {
    trackId,
    handler: handlerType,
    ...readMediaHeader(media),
    sampleEntry: entry.type,
    ...readSampleEntry(entry, handlerType),
    defaults: defaults.get(trackId) ?? noDefaults,
  };
}

type EntryFields = Pick<ParsedInitTrack, 'config' | 'width' | 'height' | 'channels' | 'sampleRate'>;

function readSampleEntry(entry: Box, handler: string): EntryFields {
  const fields = readFields(entry.payload);
  if (handler === 'vide') {
    fields.skip(24);
    const size = { width: fields.u16(), height: fields.u16() };
    return { ...size, channels: 0, sampleRate: 0, config: findConfig(childBoxes(entry, 78)) };
  }
  if (handler !== 'soun') return { width: 0, height: 0, channels: 0, sampleRate: 0, config: null };
  fields.skip(16);
  const channels = fields.u16();
  fields.skip(6);
  const sampleRate = fields.u16();
  return { width: 0, height: 0, channels, sampleRate, config: findConfig(childBoxes(entry, 28)) };
}

function findConfig(boxes: readonly Box[]): Uint8Array | null {
  const config = boxes.find((box) => configBoxes.has(box.type));
  if (config !== undefined) return config.payload;
  const esds = boxes.find((box) => box.type === 'esds');
  return esds === undefined ? null : decoderSpecificInfo(readFullBox(esds).fields);
}

// Walks ES_Descriptor and DecoderConfigDescriptor to the DecoderSpecificInfo (14496-1 §7.2.6).
function decoderSpecificInfo(fields: FieldReader): Uint8Array | null {
  while (fields.remaining >= 2) {
    const tag = fields.u8();
    const sizeBytes = descriptorSize(fields);
    if (tag === 0x05) return fields.bytes(sizeBytes);
    if (tag === 0x03) {
      fields.skip(2);
      const flags = fields.u8();
      if (flags & 0x80) fields.skip(2);
      if (flags & 0x40) fields.skip(fields.u8());
      if (flags & 0x20) fields.skip(2);
    } else if (tag === 0x04) {
      fields.skip(13);
    } else {
      fields.skip(sizeBytes);
    }
  }
  return null;
}

function descriptorSize(fields: FieldReader): number {
  let size = 0;
  for (let i = 0; i < 4; i++) {
    const byte = fields.u8();
    size = (size << 7) | (byte & 0x7f);
    if ((byte & 0x80) === 0) break;
  }
  return size;
}
