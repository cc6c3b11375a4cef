// What an asset is to the rest of the platform: a source, its renditions, and how far each of them is.
import type { ContainerName, SourceFacts } from '@vitascope/encoder';
import type { Recipe } from '@vitascope/media/ladder';
import type { StoryboardPlan } from '@vitascope/media/storyboard';
import type { Timeline } from '@vitascope/media/timeline';
import type { TextTrack } from './text-tracks/text-track.ts';

/**
 * `examining` until the timeline is known, `playable` while renditions are made, `complete` when all are;
 * `rejected` for sources that are refused, `failed` where examining or a rendition was given up (what was made stays
 * playable), `cancelled` by a person.
 */
export const assetStates = ['examining', 'playable', 'complete', 'rejected', 'failed', 'cancelled'] as const;
export type AssetState = (typeof assetStates)[number];

export type RenditionState = 'waiting' | 'making' | 'complete' | 'failed' | 'cancelled';

export interface Reason {
  readonly code: string;
  /** A sentence for a person: what was wrong and what to do. */
  readonly message: string;
}

export interface Rendition {
  /** Label and hash of the recipe: names the rendition in URLs, and changes when its bytes would. */
  readonly id: string;
  readonly label: string;
  readonly recipe: Recipe;
  readonly codecs: string;
  readonly peakBandwidth: number;
  readonly averageBandwidth: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly channels: number | null;
  readonly sampleRate: number | null;
  readonly segments: number;
  readonly ready: number;
  readonly sizeBytes: number;
  readonly state: RenditionState;
  readonly reason: Reason | null;
}

export interface Asset {
  readonly id: string;
  readonly name: string;
  readonly state: AssetState;
  readonly reason: Reason | null;
  readonly sizeBytes: number;
  readonly durationMs: number | null;
  /** Epoch milliseconds; `updatedAt` grows with every change. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly renditions: readonly Rendition[];
}

/** How the small pictures of an asset are spaced and lie on their sheets. */
export interface NamedPlan extends StoryboardPlan {
  /** Names it in URLs, and changes when its sheets would. */
  readonly id: string;
}

export interface StoredSheet {
  readonly sizeBytes: number;
  readonly crc32: number;
}

/** One whose sheets are all stored. */
export interface Storyboard extends NamedPlan {
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly sheets: readonly StoredSheet[];
}

/** As staff see it. */
export interface StoryboardProgress {
  readonly state: 'waiting' | 'making' | 'complete' | 'failed';
  readonly tiles: number;
  readonly intervalMs: number;
  readonly sheets: number;
  readonly ready: number;
  readonly sizeBytes: number;
  readonly reason: Reason | null;
}

/** What it takes to make segments. */
export interface Mould {
  readonly assetId: string;
  readonly sourceKey: string;
  readonly container: ContainerName;
  readonly timeline: Timeline;
  readonly facts: SourceFacts;
  /** Changes whenever manifests would. */
  readonly revision: string;
  readonly renditions: readonly (Rendition & { readonly init: Buffer })[];
  readonly texts: readonly TextTrack[];
  /** Null where it is not complete, or there are no pictures. */
  readonly storyboard: Storyboard | null;
}

/** Nothing more happens to an asset in one of these states unless a person asks for it. */
export function isSettled(state: AssetState): boolean {
  return state !== 'examining' && state !== 'playable';
}

/** Whether the asset can be played now. */
export function isPlayable(state: AssetState): boolean {
  return state === 'playable' || state === 'complete';
}

/** How far all renditions together are, 0 to 1. */
export function progressOf(asset: Asset): number {
  if (asset.state === 'complete') return 1;
  const total = asset.renditions.reduce((sum, rendition) => sum + rendition.segments, 0);
  const ready = asset.renditions.reduce((sum, rendition) => sum + rendition.ready, 0);
  return total === 0 ? 0 : ready / total;
}
