// What can go wrong with playing, by code.
import { defineErrors } from '@vitascope/platform/kernel';

export const playbackError = defineErrors({
  'playback-maturity': { kind: 'forbidden', title: 'The title is not for this profile' },
  'playback-territory': { kind: 'forbidden', title: 'The title cannot be played in this country' },
  'playback-window': { kind: 'forbidden', title: 'The title cannot be played at this time' },
  'playback-device': { kind: 'forbidden', title: 'The title cannot be played on this kind of device' },
  'playback-entitlement': { kind: 'forbidden', title: 'The account has no right to play the title' },
  'playback-no-media': { kind: 'conflict', title: 'There is nothing to play yet' },
  'playback-not-ready': { kind: 'unavailable', title: 'What is to be played is still being examined' },
  'playback-media-failed': { kind: 'conflict', title: 'What is to be played cannot be played' },
  'too-many-screens': { kind: 'conflict', title: 'The account plays on as many screens as it may' },
  'playback-displaced': { kind: 'conflict', title: 'Another screen of the account has taken the place' },
  'playback-session-ended': { kind: 'conflict', title: 'The playback session has ended' },
  'playback-session-not-found': { kind: 'not-found', title: 'The account has no such playback session' },
  'embedding-off': { kind: 'forbidden', title: 'Titles are not shown within other sites' },
  'embed-origin-refused': { kind: 'forbidden', title: 'Only the page for other sites may ask this' },
  'embed-age': {
    kind: 'forbidden',
    title: 'The title is not for everybody, so it does not play within other sites',
  },
  'embed-not-free': {
    kind: 'forbidden',
    title: 'The title is not free, so it does not play within other sites',
  },
  'grant-not-found': { kind: 'not-found', title: 'There is no such grant' },
  'grant-exists': { kind: 'conflict', title: 'There is another grant with this reference' },
  'grant-times-invalid': { kind: 'invalid', title: 'The grant would end before it begins' },
  'grant-refused': { kind: 'forbidden', title: 'This grant is beyond the rights of who asks' },
  'geo-database-unusable': { kind: 'invalid', title: 'The database of territories cannot be used' },
});
