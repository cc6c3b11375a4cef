// The error codes of delivery.
import { defineErrors } from '@vitascope/platform/kernel';

export const deliveryError = defineErrors({
  'media-not-found': { kind: 'not-found', title: 'Nothing is at this media address' },
  'media-url-too-long': { kind: 'too-large', title: 'The media address is too long' },
  // The same code as everywhere over HTTP: one meaning, one status (405).
  'method-not-allowed': { kind: 'unsupported', title: 'This address does not take this method' },
  'token-invalid': { kind: 'forbidden', title: 'The playback token is not valid here' },
  'token-expired': { kind: 'forbidden', title: 'The playback token has expired' },
  'token-unverifiable': { kind: 'unavailable', title: 'The playback token cannot be checked at the moment' },
  'segment-unavailable': { kind: 'unavailable', title: 'The segment cannot be made at the moment' },
  'delivery-closed': { kind: 'unavailable', title: 'The origin is stopping' },
});
