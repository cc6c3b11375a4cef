// May this profile play this now: the one decision, made of facts alone.
import type { AssetReadiness } from '@vitascope/assets';
import {
  type Availability,
  decideAvailability,
  type Refusal,
  type TitleFacts,
  type ViewerFacts,
} from '@vitascope/catalog';

/** Why not. The first that applies, in this order; the meaning of each never changes. */
export const refusalReasons = [
  'not-signed-in',
  'device-revoked',
  'profile-not-found',
  'pin-needed',
  'session-ended',
  'displaced',
  'not-found',
  'not-published',
  'maturity',
  'territory',
  'window',
  'device',
  'no-media',
  'entitlement',
  'media-missing',
  'not-ready',
  'media-failed',
  'too-many-screens',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * `main` is the title itself. A trailer plays for whoever may see the title, an extra for whoever may play it. `asset` is
 * one without a title, for staff.
 */
export type Purpose = 'main' | 'trailer' | 'extra' | 'asset';

export interface DecisionFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly asker: 'account' | 'nobody' | 'device-revoked';
  readonly profile: 'open' | 'locked' | 'missing';
  /** That is to go on. */
  readonly session: 'new' | 'open' | 'ended' | 'displaced';
  readonly subject:
    | { readonly purpose: 'main' | 'trailer' | 'extra'; readonly title: TitleFacts }
    | { readonly purpose: 'asset'; readonly mayRead: boolean }
    /** There is no such title, or it has no such trailer or extra. */
    | null;
  readonly viewer: ViewerFacts;
  readonly asset: AssetReadiness;
  readonly screens: {
    /** By others than this session and the one that it replaces. */
    readonly taken: number;
    readonly most: number;
    /** Who gives way when there are too many: who comes, or who has watched longest. */
    readonly policy: 'refuse' | 'displace';
  };
}

export type Decision =
  | { readonly isAllowed: true; readonly availability: Availability | null }
  | {
      readonly isAllowed: false;
      readonly reason: RefusalReason;
      readonly availability: Availability | null;
    };

export function decide(facts: DecisionFacts): Decision {
  const availability = availabilityOf(facts);
  const reason = refuseAsker(facts) ?? refuseSubject(facts, availability) ?? refuseRest(facts);
  return reason === null ? { isAllowed: true, availability } : { isAllowed: false, reason, availability };
}

/** What is only seen or played in part is judged as far as it goes. */
export function availabilityOf({ subject, viewer, now }: Pick<DecisionFacts, 'subject' | 'viewer' | 'now'>) {
  if (subject === null || subject.purpose === 'asset') return null;
  const { title, purpose } = subject;
  return decideAvailability(purpose === 'main' ? title : { ...title, hasMedia: true }, viewer, now);
}

function refuseAsker({ asker, profile, session }: DecisionFacts): RefusalReason | null {
  if (asker === 'nobody') return 'not-signed-in';
  if (asker === 'device-revoked') return 'device-revoked';
  if (profile === 'missing') return 'profile-not-found';
  if (profile === 'locked') return 'pin-needed';
  if (session === 'ended') return 'session-ended';
  return session === 'displaced' ? 'displaced' : null;
}

function refuseSubject(
  { subject, viewer }: DecisionFacts,
  availability: Availability | null,
): RefusalReason | null {
  if (subject === null) return 'not-found';
  if (subject.purpose === 'asset') {
    if (!subject.mayRead) return 'not-found';
    // Nobody has rated it.
    return viewer.maturityLimit === null ? null : 'maturity';
  }
  if (availability === null || availability.reason === null) return null;
  if (subject.purpose === 'trailer' && availability.visible) return null;
  return reasonOf[availability.reason];
}

function refuseRest({ asset, screens, subject }: DecisionFacts): RefusalReason | null {
  if (asset === 'missing') return 'media-missing';
  if (asset === 'examining') return 'not-ready';
  if (asset === 'failed') return 'media-failed';
  const isFull = subject?.purpose === 'main' && screens.taken >= screens.most;
  return isFull && screens.policy === 'refuse' ? 'too-many-screens' : null;
}

const reasonOf: Readonly<Record<Refusal, RefusalReason>> = {
  draft: 'not-published',
  expired: 'not-published',
  embargoed: 'not-published',
  scheduled: 'not-published',
  'no-rights': 'not-published',
  maturity: 'maturity',
  territory: 'territory',
  'window-closed': 'window',
  'window-not-open': 'window',
  device: 'device',
  'no-media': 'no-media',
  entitlement: 'entitlement',
};
