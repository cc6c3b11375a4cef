// The error codes of identity.
import { defineErrors } from '@vitascope/platform/kernel';

export const identityError = defineErrors({
  'sign-in-needed': { kind: 'unauthenticated', title: 'This needs somebody who is signed in' },
  'sign-in-failed': { kind: 'unauthenticated', title: 'The address or the password is not right' },
  'device-revoked': { kind: 'unauthenticated', title: 'The device has been signed out for good' },
  'permission-missing': { kind: 'forbidden', title: 'This is not among the rights of who asks' },
  'origin-refused': { kind: 'forbidden', title: 'The request comes from another site' },
  'link-invalid': { kind: 'forbidden', title: 'The link is not valid (any more)' },
  'password-wrong': { kind: 'forbidden', title: 'The current password is not right' },
  'address-taken': { kind: 'conflict', title: 'There is an account with this address' },
  'account-not-found': { kind: 'not-found', title: 'There is no such account' },
  'session-not-found': { kind: 'not-found', title: 'The account has no such session' },
  'device-not-found': { kind: 'not-found', title: 'The account has no such device' },
  'profile-not-found': { kind: 'not-found', title: 'The account has no such profile' },
  'profile-name-taken': { kind: 'conflict', title: 'The account has a profile with this name' },
  'profile-locked': { kind: 'forbidden', title: 'The PIN of the profile has not been said' },
  'too-many-profiles': { kind: 'conflict', title: 'The account has as many profiles as it may' },
  'pin-wrong': { kind: 'forbidden', title: 'The PIN is not right' },
  'last-owner': { kind: 'conflict', title: 'Somebody has to be the owner' },
  'too-many-attempts': { kind: 'rate-limited', title: 'Too many attempts' },
  'api-key-wrong': { kind: 'unauthenticated', title: 'The API key is not valid (any more)' },
  'api-key-not-found': { kind: 'not-found', title: 'There is no such API key' },
  'too-many-keys': { kind: 'conflict', title: 'There are as many API keys as there may be' },
  'mail-not-found': { kind: 'not-found', title: 'There is no such mail' },
  'mail-refused': { kind: 'unavailable', title: 'The mail server did not take a mail' },
});
