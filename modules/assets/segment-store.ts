// Segments in the object store: written whole, then made visible by their row; checked whenever they are read.
import { crc32 } from 'node:zlib';
import type { BlobStore } from '@vitascope/platform/blobs';
import { isVitascopeError } from '@vitascope/platform/kernel';
import { assetError } from './errors.ts';
import type { SegmentKey, WholeSegment } from './playable.ts';
import type { AssetStore } from './store.ts';

export interface SegmentStore {
  /** The segment if it exists and its bytes are what was stored; one that is damaged is taken back and null. */
  read(key: SegmentKey): Promise<WholeSegment | null>;
  /**
   * Stores the bytes, then makes them visible. Doing it twice is harmless: the bytes are the same.
   * @throws `asset-not-found` when the asset was deleted meanwhile
   */
  commit(key: SegmentKey, pieces: readonly Buffer[]): Promise<WholeSegment>;
}

/** Where a segment lies. */
export function segmentBlobKey(key: SegmentKey): string {
  return `${assetPrefix(key.assetId)}${key.renditionId}/${key.number}.m4s`;
}

/** Everything that is made for an asset lies below this. */
export function assetPrefix(assetId: string): string {
  return `assets/${assetId}/`;
}

/** A segment that could not be stored, as viewers need it all the same. */
export function wholeOf(pieces: readonly Buffer[]): WholeSegment {
  const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  return { bytes, crc32: crc32(bytes) };
}

export function createSegmentStore(deps: {
  readonly blobs: BlobStore;
  readonly store: AssetStore;
}): SegmentStore {
  const { blobs, store } = deps;
  return {
    async read(key) {
      const row = await store.segment(key.assetId, key.renditionId, key.number);
      if (row === null) return null;
      try {
        const bytes = await blobs.read(segmentBlobKey(key));
        if (bytes.byteLength === row.sizeBytes && crc32(bytes) === row.crc32)
          return { bytes, crc32: row.crc32 };
      } catch (error) {
        if (!isVitascopeError(error, 'blob-not-found') && !isVitascopeError(error, 'blob-corrupt'))
          throw error;
      }
      await store.dropSegment(key.assetId, key.renditionId, key.number);
      return null;
    },
    async commit(key, pieces) {
      const whole = wholeOf(pieces);
      await blobs.put(segmentBlobKey(key), whole.bytes, { durable: false, contentType: 'video/iso.segment' });
      const isWanted = await store.commitSegments(key.assetId, key.renditionId, [
        { number: key.number, sizeBytes: whole.bytes.byteLength, crc32: whole.crc32 },
      ]);
      if (!isWanted) {
        // The asset was deleted while the segment was made: nothing of it may stay behind.
        await blobs.delete(segmentBlobKey(key));
        throw assetError(
          'asset-not-found',
          `Asset ${key.assetId} was deleted while segment ${key.number} was made.`,
        );
      }
      return whole;
    },
  };
}
