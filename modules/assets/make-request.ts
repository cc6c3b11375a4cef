// Turns "these segments of these renditions" into what an encoder process is asked.
import { createHash } from 'node:crypto';
import type { MakeRequest, SourceLocation } from '@vitascope/encoder';
import type { AudioRecipe, Recipe, VideoRecipe } from '@vitascope/media/ladder';
import type { AudioTimeline, VideoTimeline } from '@vitascope/media/timeline';
import type { Mould, Rendition } from './asset.ts';

export interface SegmentRange {
  readonly first: number;
  /** Included. */
  readonly last: number;
  /** Chunks of the first segment that encoded renditions have already, by rendition id. */
  readonly begun?: Readonly<Record<string, number>>;
}

/** `<label>-<hash>`: the hash covers everything that decides the rendition's bytes beside the source. */
export function renditionId(label: string, recipe: Recipe): string {
  return `${label.toLowerCase().replace(/[^a-z0-9-]/g, '-')}-${hashOf(recipe)}`;
}

/** Ten hexadecimal digits that are the same for what is the same. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 10);
}

function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** The part of the timeline that a rendition follows, or null where the two do not belong together. */
export function timelineOf(
  mould: Pick<Mould, 'timeline'>,
  recipe: Recipe,
): VideoTimeline | AudioTimeline | null {
  if (isVideo(recipe)) return mould.timeline.video;
  return mould.timeline.audio.find((timeline) => timeline.track === recipe.track) ?? null;
}

export function isVideo(recipe: Recipe): recipe is VideoRecipe {
  return recipe.kind === 'video-copy' || recipe.kind === 'video-h264';
}

/** Whether two renditions come from the same track and can be made from a single decode. */
export function sharesDecode(a: Recipe, b: Recipe): boolean {
  return a.kind === b.kind && a.track === b.track;
}

/** The request for a range of segments; the renditions must share their decode. */
export function makeRequest(
  mould: Pick<Mould, 'assetId' | 'container' | 'timeline'>,
  renditions: readonly Pick<Rendition, 'id' | 'recipe'>[],
  range: SegmentRange,
  location: SourceLocation,
): MakeRequest {
  const recipe = renditions[0]?.recipe;
  const timeline = recipe === undefined ? null : timelineOf(mould, recipe);
  if (recipe === undefined || timeline === null)
    throw new Error(`asset ${mould.assetId} has no timeline for this rendition`);
  const shared = {
    source: { id: mould.assetId, location },
    container: mould.container,
    cuts: timeline.cuts.slice(range.first, range.last + 2),
    firstSegment: range.first,
  };
  if ('anchors' in timeline) {
    const { track, timescale, sourceTimescale, sourceRate, originTicks, overlapSamples, copiesPackets } =
      timeline;
    const overlap = overlapSamples === undefined ? {} : { overlapSamples };
    return {
      op: 'make-audio',
      ...shared,
      timeline: { track, timescale, sourceTimescale, sourceRate, originTicks, copiesPackets, ...overlap },
      anchors: timeline.anchors.slice(range.first, range.last + 1),
      renditions: renditions.map(({ id, recipe }) => ({ id, recipe: recipe as AudioRecipe })),
    };
  }
  const { track, timescale, originTicks, compositionShift } = timeline;
  return {
    op: 'make-video',
    ...shared,
    timeline: { track, timescale, originTicks, compositionShift },
    ...(range.begun === undefined ? {} : { begun: range.begun }),
    renditions: renditions.map(({ id, recipe }) => ({ id, recipe: recipe as VideoRecipe })),
  };
}
