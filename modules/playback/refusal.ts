// What a client is told that may not play. Each reason has one code; what nobody may know of is simply not there.
import { unknownTitle } from '@vitascope/catalog';
import { identityError } from '@vitascope/identity';
import type { Decision, DecisionFacts, RefusalReason } from './decide.ts';
import { playbackError } from './errors.ts';

export function refusalOf(
  decision: Extract<Decision, { readonly isAllowed: false }>,
  facts: DecisionFacts,
  about: {
    /** The id of what was to be played. */
    readonly asked: string;
    /** Finds the record of it; null where there is none. */
    readonly decisionId: string | null;
  },
): Error {
  const { reason, availability } = decision;
  const details = (more: Record<string, unknown> = {}) => ({
    details: { reason, decisionId: about.decisionId, ...more },
  });
  const say = (code: Parameters<typeof playbackError>[0], message: string, more?: Record<string, unknown>) =>
    playbackError(code, message, details(more));
  const told: Readonly<Record<RefusalReason, () => Error>> = {
    'not-signed-in': () =>
      identityError(
        'sign-in-needed',
        'Sign in with POST /api/v1/auth/sign-in and send the cookie that it sets.',
      ),
    'device-revoked': () =>
      identityError('device-revoked', 'The account has signed this device out for good. Sign in again.'),
    'profile-not-found': () =>
      identityError('profile-not-found', 'The account has no such profile.', details()),
    'pin-needed': () =>
      identityError('profile-locked', 'Say the PIN of this profile first (…/unlock).', details()),
    'session-ended': () =>
      say('playback-session-ended', 'The playback session has ended. Begin another one.'),
    displaced: () =>
      say('playback-displaced', 'Another screen of the account has taken the place. Begin a new session.'),
    'not-found': () => unknownTitle(about.asked),
    'not-published': () => unknownTitle(about.asked),
    maturity: () => say('playback-maturity', 'The limit of this profile does not let it through.'),
    territory: () =>
      say(
        'playback-territory',
        facts.viewer.territory === null
          ? 'It is for some countries only, and nothing tells in which this request was made.'
          : `It cannot be played in ${facts.viewer.territory}.`,
        { territory: facts.viewer.territory },
      ),
    window: () =>
      say('playback-window', 'It cannot be played at this time.', {
        opensAt: iso(availability?.opensAt ?? null),
      }),
    device: () =>
      say('playback-device', 'It cannot be played on this kind of device.', { device: facts.viewer.device }),
    entitlement: () =>
      say('playback-entitlement', 'The account has none of what opens it. See offers.', {
        offers: (availability?.offers ?? []).map(({ kind, plans }) => ({ kind, plans })),
      }),
    'no-media': () => say('playback-no-media', 'Nothing has been uploaded for it yet.'),
    'media-missing': () => say('playback-no-media', 'What was uploaded for it has been deleted.'),
    'not-ready': () =>
      playbackError('playback-not-ready', 'It is still being examined. Try again in a second.', {
        ...details(),
        retryAfterSeconds: 1,
      }),
    'media-failed': () => say('playback-media-failed', 'What was uploaded for it cannot be played.'),
    'too-many-screens': () =>
      say(
        'too-many-screens',
        `The account plays on ${facts.screens.most} screens already. End one of them (GET /api/v1/playback-sessions).`,
        { most: facts.screens.most },
      ),
  };
  return told[reason]();
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
