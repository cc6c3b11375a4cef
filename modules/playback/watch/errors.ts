// What can go wrong with heartbeats and the watch state, by code.
import { defineErrors } from '@vitascope/platform/kernel';

export const watchError = defineErrors({
  'heartbeat-token-invalid': { kind: 'forbidden', title: 'The heartbeat token is not valid here' },
  'heartbeat-token-expired': { kind: 'forbidden', title: 'The heartbeat token has expired' },
  'heartbeats-behind': { kind: 'unavailable', title: 'Heartbeats cannot be taken at the moment' },
  'watch-state-behind': { kind: 'unavailable', title: 'The watch state cannot be read at the moment' },
  'watch-cursor-invalid': { kind: 'invalid', title: 'The cursor does not belong to this list' },
  'list-full': { kind: 'conflict', title: 'The list has as many titles as it may' },
});
