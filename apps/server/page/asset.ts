/** What the API says about an asset. */

export type AssetState = 'examining' | 'playable' | 'complete' | 'rejected' | 'failed' | 'cancelled';
export type RenditionState = 'waiting' | 'making' | 'complete' | 'failed' | 'cancelled';

export interface Rendition {
  readonly id: string;
  readonly label: string;
  readonly kind: 'video' | 'audio';
  readonly width: number | null;
  readonly height: number | null;
  readonly channels: number | null;
  /** The source's own packets, not encoded again. */
  readonly copied: boolean;
  readonly segments: number;
  readonly ready: number;
  readonly sizeBytes: number;
  readonly state: RenditionState;
}

export interface Asset {
  readonly id: string;
  readonly name: string;
  readonly state: AssetState;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly sizeBytes: number;
  readonly durationMs: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** 0 to 1. */
  readonly progress: number;
  readonly renditions: readonly Rendition[];
}

export interface Playback {
  readonly hlsUrl: string;
  readonly dashUrl: string;
  readonly watchUrl: string;
  readonly expiresAt: string;
}

/** Whether there is something to watch. A failed or cancelled film keeps what was made, and the rest is made on demand. */
export function isWatchable(asset: Asset): boolean {
  if (asset.state === 'playable' || asset.state === 'complete') return true;
  return asset.state === 'cancelled' && asset.renditions.some((rendition) => rendition.ready > 0);
}

/** Whether its state can still change by itself. */
export function isMoving(asset: Asset): boolean {
  return asset.state === 'examining' || asset.state === 'playable';
}
