// The error codes of the object store.
import { defineErrors } from '../kernel/index.ts';

export const blobError = defineErrors({
  'blob-bad-key': { kind: 'invalid', title: 'Not a valid object key' },
  'blob-bad-range': { kind: 'invalid', title: 'Range outside the object' },
  'blob-not-found': { kind: 'not-found', title: 'No such object' },
  'blob-corrupt': { kind: 'internal', title: 'Stored object is damaged' },
  'blob-too-large': { kind: 'too-large', title: 'Object too large for this operation' },
  'blob-out-of-space': { kind: 'out-of-space', title: 'The object store is full' },
  'blob-unavailable': { kind: 'unavailable', title: 'The object store cannot be used' },
  'blob-offset-mismatch': { kind: 'conflict', title: 'Upload continues at another offset' },
  'blob-upload-not-found': { kind: 'not-found', title: 'No such upload' },
  'blob-upload-busy': { kind: 'conflict', title: 'Upload is already being written' },
  'blob-upload-interrupted': { kind: 'cancelled', title: 'Upload was interrupted' },
});
