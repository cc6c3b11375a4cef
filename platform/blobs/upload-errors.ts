// The errors of resumable uploads, the same from every store.
import { isVitascopeError } from '../kernel/index.ts';
import type { BlobUpload } from './blob-store.ts';
import { blobError } from './errors.ts';

export function uploadNotFound({ key }: BlobUpload): Error {
  return blobError('blob-upload-not-found', `There is no upload of ${key} in progress; begin a new one.`, {
    details: { key },
  });
}

export function uploadBusy({ key }: BlobUpload): Error {
  return blobError('blob-upload-busy', `The upload of ${key} is being written by another request; retry.`, {
    details: { key },
    retryAfterSeconds: 1,
  });
}

export function uploadMismatch({ key }: BlobUpload, at: { actual: number; claimed: number }): Error {
  return blobError(
    'blob-offset-mismatch',
    `The upload of ${key} continues at byte ${at.actual}, not at ${at.claimed}.`,
    { details: { key, offset: at.actual } },
  );
}

/** What stopped an append that has `offset` durable bytes to show: the store's own trouble, or the body's. */
export function uploadInterrupted({ key }: BlobUpload, offset: number, cause: unknown): Error {
  if (isVitascopeError(cause, 'blob-out-of-space')) {
    return blobError('blob-out-of-space', cause.message, { details: { key, offset }, cause });
  }
  if (isVitascopeError(cause, 'blob-unavailable')) {
    return blobError('blob-unavailable', cause.message, { details: { key, offset }, cause });
  }
  return blobError(
    'blob-upload-interrupted',
    `The upload of ${key} broke off; it continues at byte ${offset}.`,
    {
      details: { key, offset },
      cause,
    },
  );
}
