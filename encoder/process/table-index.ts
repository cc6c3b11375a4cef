// Turns an MP4's sample tables into packet indexes, applying simple edit lists as FFmpeg's demuxer does.
import type { SampleTable } from '@vitascope/media/isobmff';
import { rescale } from '@vitascope/media/time';
import type { AudioIndex, VideoIndex } from '@vitascope/media/timeline';
import type { Stream } from 'node-av/lib';
import type { SourceIndex } from './source-index.ts';
import { type ChosenStreams, packetSamples } from './track-facts.ts';

const INSPECTED_KEYS = 16;
const INSPECTED_KEY_BYTES = 1024;

/** What an edit list comes down to: a shift, and the stretch of the track that is shown. */
interface Shift {
  /** Added to media times. */
  readonly ticks: number;
  readonly end: number;
}

/** The index, or null where the tables do not say all of it and the packets have to be read. */
export function tableIndex(tables: readonly SampleTable[], chosen: ChosenStreams): SourceIndex | null {
  const streams = [...(chosen.video === null ? [] : [chosen.video]), ...chosen.audio];
  const rows = streams.map((stream) => ({
    stream,
    table: tables.find((table) => table.trackId === stream.id),
  }));
  for (const { stream, table } of rows) if (table === undefined || !isSimple(table, stream)) return null;
  const found = rows as { stream: Stream; table: SampleTable }[];
  const video = found.find(({ stream }) => stream === chosen.video);
  const audio = found.filter(({ stream }) => stream !== chosen.video);
  return {
    video: video === undefined ? null : videoIndex(video.table, video.stream),
    audio: audio.map(({ table, stream }) => audioIndex(table, stream)),
    isScanned: false,
    keyPackets: [],
    keyPositions: video === undefined ? [] : inspectedKeys(video.table),
  };
}

function isSimple(table: SampleTable, stream: Stream): boolean {
  const { edits } = table;
  const [first, second] = edits;
  return (
    table.count > 0 &&
    !table.fragmented &&
    !table.isPerChunk &&
    table.sampleEntryCount === 1 &&
    table.timescale === stream.timeBase.den &&
    stream.timeBase.num === 1 &&
    (edits.length === 0 ||
      (edits.length === 1 && first?.mediaTime !== -1 && first?.rate === 1) ||
      (edits.length === 2 && first?.mediaTime === -1 && second?.mediaTime !== -1 && second?.rate === 1))
  );
}

function shiftOf(table: SampleTable): Shift {
  const edit = table.edits.at(-1);
  if (edit === undefined) return { ticks: 0, end: Number.POSITIVE_INFINITY };
  const toTrack = (duration: number) => Math.ceil((duration * table.timescale) / table.movieTimescale);
  const empty =
    table.edits.length === 2
      ? rescale(table.edits[0]?.segmentDuration ?? 0, table.movieTimescale, table.timescale)
      : 0;
  // A zero duration means "to the end" in files that were written on the fly.
  const end = edit.segmentDuration > 0 ? empty + toTrack(edit.segmentDuration) : Number.POSITIVE_INFINITY;
  return { ticks: empty - edit.mediaTime, end };
}

function videoIndex(table: SampleTable, stream: Stream): VideoIndex {
  const shift = shiftOf(table);
  const empty = shift.ticks + (table.edits.at(-1)?.mediaTime ?? 0);
  const pts = new Float64Array(table.count);
  const keys = new Uint8Array(table.count);
  const sizes = new Uint32Array(table.count);
  let kept = 0;
  let latest = 0;
  // Plain loops: a two-hour film has hundreds of thousands of samples, and the first viewer waits for this.
  for (let i = 0; i < table.count; i++) {
    const time = (table.pts[i] as number) + shift.ticks;
    if (time < empty || time >= shift.end) continue;
    if ((table.pts[i] as number) > (table.pts[latest] as number)) latest = i;
    pts[kept] = time;
    keys[kept] = table.keys[i] as number;
    sizes[kept] = table.sizes[i] as number;
    kept++;
  }
  return {
    track: stream.index,
    timescale: table.timescale,
    // An edit list that shows nothing at all is not believed.
    pts: kept > 0 ? pts.subarray(0, kept) : table.pts,
    keys: kept > 0 ? keys.subarray(0, kept) : table.keys,
    sizes: kept > 0 ? sizes.subarray(0, kept) : table.sizes,
    lastDuration: table.durations[latest] ?? 1,
    timesAreExact: true,
  };
}

function audioIndex(table: SampleTable, stream: Stream): AudioIndex {
  const shift = shiftOf(table);
  const rate = stream.codecpar.sampleRate;
  const samplesEach = packetSamples(stream);
  let count = table.count;
  while (count > 1 && (table.pts[count - 1] as number) + shift.ticks >= shift.end) count--;
  const pts = new Float64Array(count);
  const samples = new Uint32Array(count).fill(samplesEach);
  for (let i = 0; i < count; i++) {
    pts[i] = (table.pts[i] as number) + shift.ticks;
    if (samplesEach === 0) samples[i] = Math.round(((table.durations[i] as number) * rate) / table.timescale);
  }
  const mediaTime = Math.max(0, table.edits.at(-1)?.mediaTime ?? 0);
  return {
    track: stream.index,
    timescale: table.timescale,
    rate,
    pts,
    samples,
    sizes: table.sizes.slice(0, count),
    skipSamples: rescale(mediaTime, table.timescale, rate),
    firstPacket: null,
  };
}

/** Key pictures spread over the track, to see whether they are IDR pictures. */
function inspectedKeys(table: SampleTable): { position: number; length: number }[] {
  const keys: number[] = [];
  for (let i = 0; i < table.count; i++) if (table.keys[i] === 1) keys.push(i);
  const step = Math.max(1, Math.floor(keys.length / INSPECTED_KEYS));
  return keys
    .filter((_, i) => i % step === 0)
    .map((i) => ({
      position: table.offsets[i] as number,
      length: Math.min(INSPECTED_KEY_BYTES, table.sizes[i] as number),
    }));
}
