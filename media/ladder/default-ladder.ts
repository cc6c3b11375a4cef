// The default ladder: which sizes a title is offered in, never larger than its source.
import type { Ratio } from '../time/index.ts';
import type { PictureTreatment, VideoEncodeRecipe } from './recipe.ts';

/** One rung: the 16:9 box a picture is fitted into and the most bits per second it may take at up to 30 fps. */
interface Rung {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly maxBitrate: number;
}

/** Rates follow common H.264 ladders for x264's veryfast preset; CRF usually stays well below them. */
const RUNGS: readonly Rung[] = [
  { name: '1080p', width: 1920, height: 1080, maxBitrate: 6_000_000 },
  { name: '720p', width: 1280, height: 720, maxBitrate: 3_200_000 },
  { name: '480p', width: 854, height: 480, maxBitrate: 1_600_000 },
  { name: '360p', width: 640, height: 360, maxBitrate: 900_000 },
  { name: '240p', width: 426, height: 240, maxBitrate: 450_000 },
];

const CRF = 23;

/** Below this x264's rate control has nothing left to spend. */
const MIN_BITRATE = 40_000;
const GOP_SECONDS = 2;

/**
 * With more, x264 divides the rate's buffer by what its other threads happen to have done so far, and gives other bytes
 * each time. Processes and renditions share out the processors instead.
 */
const ENCODER_THREADS = 1;

/** Above this rate frames are dropped and more bits are allowed. */
const MAX_FRAME_RATE = 60;
const HIGH_FRAME_RATE = 32;
const HIGH_FRAME_RATE_FACTOR = 1.5;

/** A rung with less than this share of fewer pixels than the one above it is not worth its storage. */
const MIN_STEP = 0.8;

export interface LadderSource {
  readonly track: number;
  /** Size as shown: upright, with square pixels. */
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly frameRate: Ratio;
  readonly treatment: PictureTreatment;
  /** True when the source's own packets are offered as the top rendition. */
  readonly hasCopy: boolean;
  /**
   * Bits per second of the copy's heaviest segment: a smaller picture is not given more than its share of that, so that
   * players that choose by bit rate find the ladder in order. Null where there is no copy.
   */
  readonly copyPeakBitrate: number | null;
}

export interface LadderOptions {
  readonly maxHeight: number;
  readonly preset: string;
  readonly encoder: string;
}

export interface LadderStep {
  readonly label: string;
  readonly recipe: VideoEncodeRecipe;
}

/** The encoded renditions of a video track, best first; empty only where a copy already is as small as it gets. */
export function defaultLadder(source: LadderSource, options: LadderOptions): LadderStep[] {
  const steps: LadderStep[] = [];
  let abovePixels = source.hasCopy
    ? source.displayWidth * source.displayHeight * MIN_STEP
    : Number.POSITIVE_INFINITY;
  for (const rung of RUNGS) {
    if (rung.height > options.maxHeight) continue;
    const size = fit(source, rung);
    const pixels = size.width * size.height;
    if (pixels >= abovePixels) continue;
    abovePixels = pixels * MIN_STEP;
    // A small source keeps its size in every larger box: its name and its bits are those of what comes out.
    const named = smallestRung(size) ?? rung;
    steps.push({ label: named.name, recipe: recipeFor(source, { rung: named, size }, options) });
  }
  return steps;
}

/** The name of the smallest rung whose box holds the picture, for a copied rendition's label. */
export function rungName(width: number, height: number): string {
  return smallestRung({ width, height })?.name ?? `${Math.min(width, height)}p`;
}

function smallestRung({ width, height }: Size): Rung | undefined {
  const [long, short] = width >= height ? [width, height] : [height, width];
  return RUNGS.findLast((rung) => long <= rung.width + 8 && short <= rung.height + 8);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function fit(source: LadderSource, rung: Rung): Size {
  const isPortrait = source.displayHeight > source.displayWidth;
  const boxWidth = isPortrait ? rung.height : rung.width;
  const boxHeight = isPortrait ? rung.width : rung.height;
  const scale = Math.min(1, boxWidth / source.displayWidth, boxHeight / source.displayHeight);
  return { width: evenSide(source.displayWidth, scale), height: evenSide(source.displayHeight, scale) };
}

/** 4:2:0 pictures have even sides. An odd one loses its last line rather than being stretched. */
function evenSide(length: number, scale: number): number {
  const largest = Math.floor(Math.ceil(length) / 2) * 2;
  return Math.max(2, Math.min(largest, Math.round((length * scale) / 2) * 2));
}

/** Bits grow more slowly than pixels: with their square root, about. */
function shareOfCopy(source: LadderSource, size: Size): number {
  if (source.copyPeakBitrate === null) return Number.POSITIVE_INFINITY;
  const pixels = (size.width * size.height) / (source.displayWidth * source.displayHeight);
  return Math.max(MIN_BITRATE, source.copyPeakBitrate * Math.sqrt(pixels));
}

function recipeFor(
  source: LadderSource,
  target: { readonly rung: Rung; readonly size: Size },
  options: LadderOptions,
): VideoEncodeRecipe {
  const { rung, size } = target;
  const rate = source.frameRate.numerator / source.frameRate.denominator;
  const usual = rung.maxBitrate * (rate > HIGH_FRAME_RATE ? HIGH_FRAME_RATE_FACTOR : 1);
  const bitrate = Math.round(Math.min(usual, shareOfCopy(source, size)));
  const isCapped = rate > MAX_FRAME_RATE + 0.5;
  return {
    kind: 'video-h264',
    track: source.track,
    width: size.width,
    height: size.height,
    frameRate: isCapped ? { numerator: MAX_FRAME_RATE, denominator: 1 } : source.frameRate,
    maxFrameRate: isCapped ? MAX_FRAME_RATE : null,
    treatment: source.treatment,
    preset: options.preset,
    crf: CRF,
    maxBitrate: bitrate,
    bufferBits: bitrate,
    gopSeconds: GOP_SECONDS,
    threads: ENCODER_THREADS,
    encoder: options.encoder,
  };
}
