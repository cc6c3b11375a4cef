// What delivery asks of assets: a title ready to be described, and its segments, made or in the making.
import type { Presentation } from '@vitascope/media/presentation';

export interface SegmentKey {
  readonly assetId: string;
  readonly renditionId: string;
  readonly number: number;
}

/** A whole stored segment. */
export interface WholeSegment {
  readonly bytes: Buffer;
  readonly crc32: number;
}

/** Follows a segment that may still be in the making; callbacks are synchronous, bytes come in order from the first byte on. */
export interface SegmentFollower {
  bytes(piece: Buffer): void;
  end(whole: WholeSegment): void;
  fail(error: Error): void;
}

export interface SegmentFeed {
  /** Set when the segment was there already (read from the store): nothing to wait for. */
  readonly whole: WholeSegment | null;
  /**
   * Pieces made so far are given at once, the rest as they come. Returns how to stop following; one follower's stop
   * never disturbs another.
   */
  follow(follower: SegmentFollower): () => void;
}

export interface PlayableAsset {
  readonly id: string;
  /** Changes whenever manifests would. */
  readonly revision: string;
  readonly presentation: Presentation;
  /** Init segments by rendition id. */
  readonly inits: ReadonlyMap<string, Uint8Array>;
}

/** One file of WebVTT; its bytes never change. */
export interface TextKey {
  readonly assetId: string;
  readonly textId: string;
}

export interface MediaLibrary {
  /** Cached by the library; throws `asset-not-found`, or `asset-not-playable` with a Retry-After where waiting helps. */
  playable(assetId: string): Promise<PlayableAsset>;
  /**
   * Joins or starts the one making of that segment. Throws `segment-not-found`, `asset-…`, or unavailable errors with
   * `retryAfterSeconds` (encoder busy, draining).
   */
  segment(key: SegmentKey): Promise<SegmentFeed>;
  /** Throws `text-track-not-found`. */
  text(key: TextKey): Promise<Uint8Array>;
  /** A sheet of a storyboard, which stands in the key for the rendition. Throws `sheet-not-found`, `asset-…`. */
  sheet(key: SegmentKey): Promise<WholeSegment>;
}
