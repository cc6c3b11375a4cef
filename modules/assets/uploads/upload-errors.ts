// The error codes of uploads, and the HTTP statuses that tus asks for where ours would differ.
import { defineErrors } from '@vitascope/platform/kernel';

export const uploadError = defineErrors({
  'upload-invalid-request': { kind: 'invalid', title: 'The upload request is not valid' },
  'upload-checksum-invalid': { kind: 'invalid', title: 'The Upload-Checksum header is not valid' },
  'upload-checksum-mismatch': { kind: 'conflict', title: 'The bytes do not match their checksum' },
  'upload-not-found': { kind: 'not-found', title: 'No such upload' },
  'upload-expired': { kind: 'gone', title: 'The upload has expired' },
  'upload-offset-mismatch': { kind: 'conflict', title: 'The upload continues at another offset' },
  'upload-is-final': { kind: 'forbidden', title: 'A final upload takes no bytes of its own' },
  'upload-finished': { kind: 'conflict', title: 'The upload has become an asset' },
  'upload-part-unfinished': { kind: 'conflict', title: 'A part of the final upload is not complete' },
  'upload-part-used': { kind: 'conflict', title: 'A part has been joined already' },
  'upload-locked': { kind: 'conflict', title: 'The upload is in use by another request' },
  'upload-too-large': { kind: 'too-large', title: 'The upload is too large' },
  'upload-headers-too-large': { kind: 'too-large', title: 'A header of the upload is too large' },
  'upload-version-unsupported': { kind: 'unsupported', title: 'This version of tus is not spoken here' },
  'upload-stalled': { kind: 'timeout', title: 'The upload stopped sending' },
  'upload-out-of-space': { kind: 'out-of-space', title: 'There is no room for the upload' },
  'upload-damaged': { kind: 'internal', title: 'The stored upload is not what was sent' },
});

/** tus 1.0.0 names these statuses; 423 is what its clients wait on. */
export const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'upload-version-unsupported': 412,
  'upload-checksum-mismatch': 460,
  'upload-locked': 423,
  'blob-upload-busy': 423,
  'upload-stalled': 408,
  'upload-headers-too-large': 431,
};
