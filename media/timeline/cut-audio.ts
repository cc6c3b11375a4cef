// Cuts an audio track into segments of whole codec frames, next to the picture's cuts.

import type { Time } from '../time/index.ts';
import { rescale } from '../time/index.ts';
import { TARGET_SECONDS } from './cut-video.ts';
import type { AudioIndex, PacketOverlap } from './source-index.ts';
import type { AudioAnchor, AudioTimeline, StoredPacket } from './timeline.ts';

/** Samples in one AAC-LC frame (ISO/IEC 14496-3 §4.5.1). */
export const AAC_FRAME_SAMPLES = 1024;

/** The rate of all sound that is encoded here. */
export const ENCODED_RATE = 48_000;

/** Frames encoded before a segment's first so that its first comes out as if the whole title had been encoded. */
export const AUDIO_PREROLL_FRAMES = 4;

/** A packet whose timestamp is off its expected place by less than this is taken to follow on without a gap. */
const GAP_TOLERANCE_SECONDS = 0.018;

/** Decoders are started this much early: more than Opus's 80 ms and MP3's bit reservoir need. */
const DECODER_WARMUP_SECONDS = 0.12;

/** Sound that outlasts the picture by no more than this stays in the last segment. */
const MAX_OVERHANG_SECONDS = 2;

/** Input samples that a resampler's filter needs around the ones it answers for. */
const RESAMPLER_MARGIN_SAMPLES = 512;

/** An Ogg page and a Matroska block hold no more packets (RFC 3533 §6, RFC 9559 §10.3). */
const MAX_SHARING_POSITION = 256;

export interface AudioCutOptions {
  readonly originTicks: number;
  /** The picture's cuts as presentation times, zero and the end included; null for sound alone. */
  readonly pictureCuts: readonly Time[] | null;
  /** Copy the source's AAC-LC packets where they allow it. */
  readonly mayCopy: boolean;
}

/** Sample positions of packets on a continuous axis, and whether the timestamps ever broke it. */
interface PlacedPackets {
  readonly positions: Float64Array;
  readonly gaps: number;
  readonly end: number;
}

/** Computes where an audio track is cut. The track must hold at least one packet. */
export function cutAudio(index: AudioIndex, options: AudioCutOptions): AudioTimeline {
  if (index.pts.length === 0) throw new RangeError('an audio track without packets has no timeline');
  const placed = placePackets(index, options.originTicks);
  const firstCopied = options.mayCopy ? firstCopyable(index, placed) : -1;
  const shared = {
    track: index.track,
    sourceTimescale: index.timescale,
    sourceRate: index.rate,
    originTicks: options.originTicks,
    ...(index.overlap === undefined ? {} : { overlapSamples: index.overlap.samples }),
  };
  if (firstCopied >= 0) {
    const edges = copiedEdges(index, placed, { firstCopied, pictureCuts: options.pictureCuts });
    return {
      ...shared,
      timescale: index.rate,
      cuts: edges.map((packet) => placed.positions[packet] ?? placed.end),
      anchors: edges.slice(0, -1).map((packet) => anchorAt(index, placed, packet)),
      copiesPackets: true,
    };
  }
  const cuts = encodedCuts(placed.end, index.rate, options.pictureCuts);
  return {
    ...shared,
    timescale: ENCODED_RATE,
    cuts,
    anchors: cuts.slice(0, -1).map((cut) => anchorBefore(index, placed, cut)),
    copiesPackets: false,
  };
}

/**
 * Whether a packet that adds `samples` does not follow its predecessor, its timestamp being `offBy` samples from where
 * it would. Of overlapping packets those between a long and a short block are not believed: FFmpeg takes a short block
 * behind a long one for one behind a short one, and states a time that is late by up to a quarter of a block.
 */
export function isGap(
  axis: { readonly rate: number; readonly overlapSamples: number },
  offBy: number,
  samples: number,
): boolean {
  if (samples > axis.overlapSamples / 2 && samples < axis.overlapSamples) return false;
  return Math.abs(offBy) > GAP_TOLERANCE_SECONDS * axis.rate;
}

/**
 * Gives each packet its place on one sample axis. Coarse timestamps (Matroska's milliseconds) only steer: a packet
 * follows its predecessor without a gap unless {@link isGap} says otherwise.
 */
function placePackets(index: AudioIndex, originTicks: number): PlacedPackets {
  const { pts, samples, rate, timescale } = index;
  const positions = new Float64Array(pts.length);
  const axis = { rate, overlapSamples: index.overlap?.samples ?? 0 };
  // Overlapping packets begin to give sound with the second.
  const first = index.overlap === undefined ? 0 : samples.findIndex((count) => count > 0);
  let gaps = 0;
  let expected = 0;
  for (let i = 0; i < pts.length; i++) {
    const stated = rescale((pts[i] as number) - originTicks, timescale, rate);
    if (i === 0 || i <= first) expected = stated;
    else if (isGap(axis, stated - expected, samples[i] as number)) {
      gaps++;
      expected = stated;
    }
    positions[i] = expected;
    expected += samples[i] as number;
  }
  return { positions, gaps, end: expected };
}

/** The first packet of a copied rendition, or -1 where the packets cannot be copied. */
function firstCopyable(index: AudioIndex, placed: PlacedPackets): number {
  if (placed.gaps > 0) return -1;
  if (index.samples.some((samples) => samples !== AAC_FRAME_SAMPLES)) return -1;
  const heardFrom = Math.max(0, (placed.positions[0] as number) + index.skipSamples);
  const first = placed.positions.findIndex((position) => position >= heardFrom);
  // Sound that starts later than one frame gets silence before it, which only encoding can add.
  if (first < 0 || (placed.positions[first] as number) > AAC_FRAME_SAMPLES) return -1;
  return first;
}

/** Packet numbers at which a copied rendition is cut, the first and one past the last included. */
function copiedEdges(
  index: AudioIndex,
  placed: PlacedPackets,
  plan: { readonly firstCopied: number; readonly pictureCuts: readonly Time[] | null },
): number[] {
  const base = placed.positions[plan.firstCopied] as number;
  const boundaries = boundarySamples(placed.end, index.rate, plan.pictureCuts);
  const edges = [plan.firstCopied];
  for (const sample of boundaries) {
    const packet = plan.firstCopied + Math.round((sample - base) / AAC_FRAME_SAMPLES);
    if (packet > (edges[edges.length - 1] as number) && packet < index.pts.length) edges.push(packet);
  }
  edges.push(index.pts.length);
  return edges;
}

function encodedCuts(end: number, rate: number, pictureCuts: readonly Time[] | null): number[] {
  const endSamples = Math.max(1, Math.ceil((end * ENCODED_RATE) / rate));
  const total = Math.ceil(endSamples / AAC_FRAME_SAMPLES) * AAC_FRAME_SAMPLES;
  const cuts = [0];
  for (const sample of boundarySamples(endSamples, ENCODED_RATE, pictureCuts)) {
    const cut = Math.round(sample / AAC_FRAME_SAMPLES) * AAC_FRAME_SAMPLES;
    if (cut > (cuts[cuts.length - 1] as number) && cut < total) cuts.push(cut);
  }
  cuts.push(total);
  return cuts;
}

/** Sample positions near which to cut: the picture's inner cuts, then every four seconds. */
function boundarySamples(end: number, rate: number, pictureCuts: readonly Time[] | null): number[] {
  const boundaries = (pictureCuts ?? []).slice(1, -1).map((cut) => rescale(cut.ticks, cut.timescale, rate));
  const last = pictureCuts?.at(-1);
  let next = last === undefined ? TARGET_SECONDS * rate : rescale(last.ticks, last.timescale, rate);
  while (end - next > (last === undefined ? rate : MAX_OVERHANG_SECONDS * rate)) {
    boundaries.push(next);
    next += TARGET_SECONDS * rate;
  }
  return boundaries;
}

function anchorAt(index: AudioIndex, placed: PlacedPackets, packet: number): AudioAnchor {
  return { packetTicks: index.pts[packet] as number, samplePosition: placed.positions[packet] as number };
}

/** The packet from which decoding yields clean samples well before the grid position `cut`. */
function anchorBefore(index: AudioIndex, placed: PlacedPackets, cut: number): AudioAnchor {
  const preroll = cut - AUDIO_PREROLL_FRAMES * AAC_FRAME_SAMPLES;
  const needed = Math.floor((preroll * index.rate) / ENCODED_RATE) - RESAMPLER_MARGIN_SAMPLES;
  const limit = needed - DECODER_WARMUP_SECONDS * index.rate;
  const packet = lastAtOrBefore(placed.positions, limit);
  return index.overlap === undefined
    ? anchorAt(index, placed, packet)
    : overlappingAnchor(index, placed, Math.max(0, packet - 1));
}

/** A decoder that begins with `packet` gives what the next one adds, and nothing before. */
function overlappingAnchor(index: AudioIndex, placed: PlacedPackets, packet: number): AudioAnchor {
  const stored = index.overlap === undefined ? null : storedPacket(index.overlap, packet);
  return {
    packetTicks: index.pts[packet] as number,
    samplePosition: placed.positions[packet + 1] ?? placed.end,
    ...(stored === null ? {} : { stored }),
  };
}

/** Null where positions are unknown or do not tell packets apart. */
function storedPacket({ bytePositions }: PacketOverlap, packet: number): StoredPacket | null {
  const bytePosition = bytePositions[packet] as number;
  let before = 0;
  while (before <= MAX_SHARING_POSITION && bytePositions[packet - before - 1] === bytePosition) before++;
  return bytePosition < 0 || before > MAX_SHARING_POSITION ? null : { bytePosition, before };
}

function lastAtOrBefore(positions: Float64Array, limit: number): number {
  let low = 0;
  let high = positions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((positions[middle] as number) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
