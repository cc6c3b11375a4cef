/** With which picture to begin, and how much the line is believed to carry. */
import {
  cutsOf,
  type ManifestTrack,
  type ManifestVideo,
  type PlayerManifest,
} from '@vitascope/media/manifest';

/** What the viewer has set: `save` for a small allowance, `high` for the best whatever it costs. */
export type DataUse = 'auto' | 'save' | 'high';

const dataKey = 'vitascope.watch.data';
const bandwidthKey = 'vitascope.player.bandwidth';
/** A measurement of another day says little about the line of now. */
const bandwidthDays = 3;

export function dataUse(): DataUse {
  const kept = read(dataKey);
  return kept === 'save' || kept === 'high' ? kept : 'auto';
}

/** The most that a picture may have where data is to be saved: about 400 MB an hour. */
export const savingLimits = { maxHeight: 480, maxBandwidth: 1_200_000 } as const;

/** Bits a second to reckon with before anything was measured here. */
export function expectedBandwidth(now: number = Date.now()): number {
  const kept = keptBandwidth(now);
  if (kept !== null) return kept;
  // On the same machine or network there is plenty.
  if (isNear(location.hostname)) return 200_000_000;
  const { connection } = navigator as { connection?: { downlink?: number } };
  // Browsers round it, and give no more than ten.
  return connection?.downlink === undefined ? 2_000_000 : connection.downlink * 600_000;
}

function keptBandwidth(now: number): number | null {
  try {
    const kept = JSON.parse(read(bandwidthKey) ?? 'null') as { bits?: unknown; at?: unknown } | null;
    if (typeof kept?.bits !== 'number' || typeof kept.at !== 'number') return null;
    const isFresh = now - kept.at < bandwidthDays * 86_400_000 && kept.at <= now;
    return isFresh && kept.bits > 0 ? kept.bits : null;
  } catch {
    return null;
  }
}

export function rememberBandwidth(bits: number): void {
  if (!(bits > 0)) return;
  try {
    localStorage.setItem(bandwidthKey, JSON.stringify({ bits: Math.round(bits), at: Date.now() }));
  } catch {
    // The next visit begins without it.
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function isNear(host: string): boolean {
  return /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]$|.*\.(local|lan|home\.arpa)$)/.test(
    host,
  );
}

export interface StartFacts {
  /** Bits a second. */
  readonly bandwidth: number;
  readonly use: DataUse;
  /** Lines that the picture is shown at, in device pixels; null where that is not known. */
  readonly shownHeight: number | null;
  readonly maxBandwidth?: number;
}

/** The best that the line carries with a margin, no larger than what is shown, and else the smallest. */
export function chooseFirst(
  video: readonly ManifestVideo[],
  { bandwidth, use, shownHeight, maxBandwidth = Number.POSITIVE_INFINITY }: StartFacts,
): ManifestVideo | null {
  const byRate = video.toSorted((a, b) => a.peakBandwidth - b.peakBandwidth);
  const limit = use === 'save' ? savingLimits.maxBandwidth : Number.POSITIVE_INFINITY;
  const tallest = use === 'save' ? savingLimits.maxHeight : Number.POSITIVE_INFINITY;
  const enough = use === 'high' || shownHeight === null ? null : enoughLines(byRate, shownHeight);
  const carried = byRate.filter(
    ({ peakBandwidth, height, width }) =>
      peakBandwidth <= Math.min(bandwidth * 0.8, limit, maxBandwidth) &&
      Math.min(width, height) <= Math.min(tallest, enough ?? Number.POSITIVE_INFINITY),
  );
  return carried.at(-1) ?? byRate[0] ?? null;
}

/** The fewest lines that are not enlarged on the screen. */
function enoughLines(video: readonly ManifestVideo[], shownHeight: number): number {
  const lines = video.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  return lines.find((height) => height >= shownHeight) ?? lines.at(-1) ?? Number.POSITIVE_INFINITY;
}

/** The rate at which the first segment of pictures fits into so many bytes, that of the sound beside it. */
export function affordableRate(bytes: number, manifest: PlayerManifest, startSeconds: number): number {
  const [picture] = manifest.video;
  if (picture === undefined) return Number.POSITIVE_INFINITY;
  const sound = Math.max(
    0,
    ...manifest.audio.map((track) => track.peakBandwidth * secondsAt(manifest, track, startSeconds)),
  );
  return (bytes * 8 - sound) / secondsAt(manifest, picture, startSeconds);
}

/** Just before a cut the next segment is fetched as well: what is held before the first picture, and a little more. */
const HELD_FIRST_SECONDS = 1;

/** Of what is fetched to begin there. */
function secondsAt(manifest: PlayerManifest, track: ManifestTrack, seconds: number): number {
  const timeline = manifest.timelines[track.timeline];
  const cuts = timeline === undefined ? [] : cutsOf(timeline);
  const number = segmentAt(manifest, track, seconds);
  const last = segmentAt(manifest, track, seconds + HELD_FIRST_SECONDS);
  return (cuts[last + 1] ?? 0) - (cuts[number] ?? 0);
}

/** Which of its segments holds the moment. */
export function segmentAt(manifest: PlayerManifest, track: ManifestTrack, seconds: number): number {
  const timeline = manifest.timelines[track.timeline];
  if (timeline === undefined) return 0;
  const cuts = cutsOf(timeline);
  const after = cuts.findIndex((cut) => cut > seconds);
  return after === -1 ? Math.max(0, cuts.length - 2) : Math.max(0, after - 1);
}
