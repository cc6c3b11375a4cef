// From the last byte to an asset: in steps that can each be repeated after a crash.
import type { BlobStore } from '@vitascope/platform/blobs';
import { isVitascopeError, type Logger } from '@vitascope/platform/kernel';
import { uploadError } from './upload-errors.ts';
import type { UploadRecord, UploadStore } from './upload-store.ts';

export interface FinishedUpload {
  readonly id: string;
  /** Where the source lies in the object store. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly filename: string;
  readonly contentType: string | null;
}

/** Makes the asset. May be called again for the same id after a crash, and then returns the same asset. */
export type OnFinished = (upload: FinishedUpload) => Promise<{ readonly assetId: string }>;

export interface Finishing {
  /** How many bytes of the upload are durable. @throws `upload-not-found` */
  offsetOf(upload: UploadRecord): Promise<number>;
  /** Call under the upload's lock when every byte is there. Does what is left to do. */
  finish(upload: UploadRecord): Promise<UploadRecord>;
}

interface FinishingDeps {
  readonly blobs: BlobStore;
  readonly store: UploadStore;
  readonly logger: Logger;
  readonly onFinished: OnFinished;
}

export function createFinishing({ blobs, store, logger, onFinished }: FinishingDeps): Finishing {
  async function offsetOf(upload: UploadRecord): Promise<number> {
    if (upload.state !== 'open' || upload.kind === 'final') return upload.sizeBytes ?? 0;
    try {
      return await blobs.uploadOffset({ key: upload.key, id: upload.blobUploadId ?? '' });
    } catch (error) {
      if (!isVitascopeError(error, 'blob-upload-not-found')) throw error;
      // In place already: a crash came before that was noted.
      const info = await blobs.stat(upload.key);
      if (info !== null) return info.sizeBytes;
      throw uploadError('upload-not-found', `The bytes of upload ${upload.id} are gone; begin a new one.`);
    }
  }

  async function putInPlace(upload: UploadRecord): Promise<void> {
    const info =
      upload.kind === 'final'
        ? ((await blobs.stat(upload.key)) ??
          (await blobs.concatenate(upload.key, upload.parts.map(sourceKey))))
        : await blobs.completeUpload({ key: upload.key, id: upload.blobUploadId ?? '' });
    if (info.sizeBytes === upload.sizeBytes) return;
    throw uploadError(
      'upload-damaged',
      `Upload ${upload.id} holds ${info.sizeBytes} bytes where ${upload.sizeBytes} were sent; begin a new one.`,
    );
  }

  /** The parts' rows stay until they expire, so that a repeated request for the final upload is recognised. */
  async function dropParts(upload: UploadRecord): Promise<void> {
    for (const part of upload.parts) {
      await blobs.delete(sourceKey(part)).catch((error) => {
        logger.warn(
          { err: error, upload: upload.id, part },
          'part of a joined upload not deleted; it will expire',
        );
      });
    }
  }

  return {
    offsetOf,
    async finish(upload) {
      if (upload.state === 'finished' || upload.state === 'stored') return upload;
      await putInPlace(upload);
      if (upload.kind === 'partial') {
        await store.setStored(upload.id);
        return { ...upload, state: 'stored' };
      }
      const { assetId } = await onFinished({
        id: upload.id,
        key: upload.key,
        sizeBytes: upload.sizeBytes ?? 0,
        filename: upload.filename,
        contentType: upload.contentType,
      });
      await store.setFinished(upload.id, assetId);
      await dropParts(upload);
      return { ...upload, state: 'finished', assetId };
    },
  };
}

/** Where the object store keeps the bytes of an upload. */
export function sourceKey(uploadId: string): string {
  return `sources/${uploadId}`;
}
