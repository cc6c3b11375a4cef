// Reads the sample tables of MP4 and MOV files (ISO/IEC 14496-12 §8.6, §8.7): every sample's time, place and size.
import { BoxError } from './box-error.ts';
import { readMediaHeader } from './media-header.ts';
import { type Box, childBoxes, findChild, readBoxes, readFullBox, requireChild } from './read-boxes.ts';
import { readSampleDescription } from './sample-description.ts';
import { fillPlaces, fillTimes, markKeys, readLayout } from './track-samples.ts';

/** One edit (§8.6.6): which stretch of the media is shown next, and for how long. */
export interface Edit {
  /** In ticks of the movie's timescale. */
  readonly segmentDuration: number;
  /** In ticks of the track's timescale; −1 shows nothing. */
  readonly mediaTime: number;
  readonly rate: number;
}

/** A track's samples in decode order, as parallel arrays of `count` entries. */
export interface SampleTable {
  readonly trackId: number;
  /** 'vide', 'soun', … */
  readonly handler: string;
  readonly timescale: number;
  readonly language: string | null;
  /** Type of the first sample entry: 'avc1', 'hvc1', 'mp4a', … */
  readonly sampleEntry: string;
  /** More than one means that decoding parameters change on the way. */
  readonly sampleEntryCount: number;
  /** True where the file continues in movie fragments: the table holds only what `moov` itself describes. */
  readonly fragmented: boolean;
  /** True where a row is a whole chunk, not a sample: uncompressed sound has hundreds of millions of samples. */
  readonly isPerChunk: boolean;
  readonly count: number;
  readonly dts: Float64Array;
  /** Decode time + composition offset, in media time: the edit list is not applied. */
  readonly pts: Float64Array;
  readonly durations: Uint32Array;
  readonly sizes: Uint32Array;
  /** Positions in the file. */
  readonly offsets: Float64Array;
  /** 1 where the sample is a sync sample; all 1 where the track has no `stss`. */
  readonly keys: Uint8Array;
  readonly edits: readonly Edit[];
  readonly movieTimescale: number;
}

// Real files have a few dozen; each track costs work even when it is empty.
const maxTracks = 256;
// A day of pictures at 60 a second is 5.2 million; at 33 bytes each this bounds memory to 277 MB.
const maxSamples = 2 ** 23;
const maxEdits = 65_536;

/**
 * Reads all tracks of a movie box. Time and memory are bounded by the bytes given: a table that claims more
 * entries than it has bytes is refused before anything is allocated.
 *
 * @param moov the whole box, header included (`findMoov` says where it is)
 * @param fileSizeBytes every sample must lie within it
 * @throws BoxError, with the first thing that is wrong
 */
export function readSampleTables(moov: Uint8Array, fileSizeBytes: number): SampleTable[] {
  const box = readBoxes(moov)[0];
  if (box?.type !== 'moov') throw new BoxError('missing-box', 'these bytes are no moov box', 0);
  const children = childBoxes(box);
  if (children.some((child) => child.type === 'cmov')) {
    throw new BoxError(
      'unsupported',
      'the movie header is compressed (cmov): remux the file first',
      box.offset,
    );
  }
  const traks = children.filter((child) => child.type === 'trak');
  if (traks.length > maxTracks) {
    throw new BoxError('too-many', `${traks.length} tracks; ${maxTracks} are allowed`, box.offset);
  }
  const movie = {
    movieTimescale: readMovieTimescale(requireChild(box, 'mvhd')),
    fragmented: children.some((child) => child.type === 'mvex'),
    fileSizeBytes,
  };
  const tables: SampleTable[] = [];
  let budget = maxSamples;
  for (const trak of traks) {
    const table = readTrack(trak, movie, budget);
    budget -= table.count;
    tables.push(table);
  }
  return tables;
}

interface Movie {
  readonly movieTimescale: number;
  readonly fragmented: boolean;
  readonly fileSizeBytes: number;
}

function readTrack(trak: Box, movie: Movie, budget: number): SampleTable {
  const mdia = requireChild(trak, 'mdia');
  const handlerFields = readFullBox(requireChild(mdia, 'hdlr')).fields;
  handlerFields.skip(4);
  const handler = handlerFields.fourcc();
  const minf = requireChild(mdia, 'minf');
  const stbl = requireChild(minf, 'stbl');
  const description = readSampleDescription(minf, stbl, handler);
  const layout = readLayout(stbl, {
    handler,
    bytesPerSample: description.bytesPerSample,
    maxRows: budget,
    fileSizeBytes: movie.fileSizeBytes,
  });
  const { sizes, offsets, samplesPerRow } = fillPlaces(layout, movie.fileSizeBytes);
  const { dts, pts, durations } = fillTimes(stbl, layout, samplesPerRow);
  return {
    trackId: readTrackId(requireChild(trak, 'tkhd')),
    handler,
    ...readMediaHeader(mdia),
    sampleEntry: description.sampleEntry,
    sampleEntryCount: description.sampleEntryCount,
    fragmented: movie.fragmented,
    isPerChunk: layout.isPerChunk,
    count: layout.rows,
    dts,
    pts,
    durations,
    sizes,
    offsets,
    keys: markKeys(stbl, layout),
    edits: readEdits(trak),
    movieTimescale: movie.movieTimescale,
  };
}

function readMovieTimescale(mvhd: Box): number {
  const { version, fields } = readFullBox(mvhd);
  fields.skip(version === 1 ? 16 : 8);
  const timescale = fields.u32();
  if (timescale === 0) throw new BoxError('inconsistent', "'mvhd' states a timescale of 0", mvhd.offset);
  return timescale;
}

function readTrackId(tkhd: Box): number {
  const { version, fields } = readFullBox(tkhd);
  fields.skip(version === 1 ? 16 : 8);
  return fields.u32();
}

function readEdits(trak: Box): Edit[] {
  const edts = findChild(trak, 'edts');
  const elst = edts === null ? null : findChild(edts, 'elst');
  if (elst === null) return [];
  const { version, fields } = readFullBox(elst);
  const count = fields.u32();
  const entryBytes = version === 1 ? 20 : 12;
  if (count > maxEdits || count * entryBytes > fields.remaining) {
    throw new BoxError('truncated', `'elst' claims ${count} edits`, elst.offset);
  }
  return Array.from({ length: count }, () => ({
    segmentDuration: version === 1 ? fields.u64() : fields.u32(),
    mediaTime: version === 1 ? fields.i64() : fields.i32(),
    rate: fields.i32() / 0x10000,
  }));
}
