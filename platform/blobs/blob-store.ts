// The object store port: whole, immutable-by-convention objects under validated keys, and resumable uploads.
import type { Readable } from 'node:stream';

export interface BlobInfo {
  readonly key: string;
  readonly sizeBytes: number;
  /** CRC-32 (ISO-HDLC) of the whole object; absent where it was assembled from parts or not looked up. */
  readonly crc32?: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Bytes `[start, end)`; both lie within the object. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where another process of ours reads the object by ranges. Read no further than `sizeBytes`: what a file
 * holds after that belongs to the store.
 */
export type BlobLocation =
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'url'; readonly url: string; readonly sizeBytes: number; readonly expiresAt: number };

export type BlobBody = Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array>;

export interface PutOptions {
  /** Survives loss of power once acknowledged (default). `false` for what can be made again. */
  readonly durable?: boolean;
  readonly contentType?: string;
}

/** An upload in progress; `id` is the store's, opaque to others. */
export interface BlobUpload {
  readonly key: string;
  readonly id: string;
}

export interface BlobCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen and, where it is wrong, the remedy. */
  readonly detail: string;
}

/**
 * Keys are `[a-z0-9][a-zA-Z0-9._-]*` joined by '/', at most 512 characters; a key is never also the folder of
 * another key. Every method throws `blob-bad-key` on any other, `blob-out-of-space` when the store is full
 * and `blob-unavailable` when it cannot be reached.
 */
export interface BlobStore {
  readonly kind: 'file-system' | 's3';
  /** Stores the whole object or nothing, replacing an older one in one step. */
  put(key: string, body: BlobBody, options?: PutOptions): Promise<BlobInfo>;
  /**
   * Reads at most 256 MiB into memory. A whole read is checked against the recorded checksum.
   * @throws `blob-not-found`, `blob-corrupt` (fewer or other bytes than were stored), `blob-bad-range`
   */
  read(key: string, range?: ByteRange): Promise<Buffer>;
  /** As `read`, piecewise. Damage makes the stream fail, never end early. Destroy the body if it is not read. */
  stream(key: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable }>;
  stat(key: string): Promise<BlobInfo | null>;
  /** Every object whose key begins with `prefix`, in the order of the keys' bytes. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** Succeeds also when there is nothing to delete. */
  delete(key: string): Promise<void>;
  /** Deletes every object whose key begins with `prefix` (never the empty one) and tells how many. */
  deletePrefix(prefix: string): Promise<number>;
  /** @throws `blob-not-found` */
  locate(key: string): Promise<BlobLocation>;
  /** Begins an object that grows by appending and is seen under its key only after `completeUpload`. */
  openUpload(key: string): Promise<BlobUpload>;
  /**
   * Appends `body` at `offset` and returns the new offset, durable. When the body fails, `signal` aborts or
   * space runs out, what arrived is kept and the error's `details.offset` tells how far.
   * @throws `blob-offset-mismatch`, `blob-upload-not-found`, `blob-upload-busy`, `blob-upload-interrupted`
   */
  append(
    upload: BlobUpload,
    offset: number,
    body: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<number>;
  /** The durable length so far. @throws `blob-upload-not-found` */
  uploadOffset(upload: BlobUpload): Promise<number>;
  /** Makes the object readable under its key. May be repeated. @throws `blob-upload-not-found` */
  completeUpload(upload: BlobUpload): Promise<BlobInfo>;
  /** Forgets the upload and its bytes. May be repeated. */
  abortUpload(upload: BlobUpload): Promise<void>;
  /** Stores the objects `parts`, joined in that order, under `key`; the parts stay. @throws `blob-not-found` */
  concatenate(key: string, parts: readonly string[]): Promise<BlobInfo>;
  /** `null` where there is no limit to know. */
  freeBytes(): Promise<number | null>;
  /** Tries the store out, for `vitascope doctor`. Never throws; leaves nothing behind. */
  check(): Promise<readonly BlobCheck[]>;
}
