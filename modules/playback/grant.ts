// Grants: what an account may play, from whom, and for how long. What of them counts at a moment is decided here.
import type { ViewerFacts } from '@vitascope/catalog';

export const grantSources = ['plan', 'purchase', 'rental', 'promotion', 'staff'] as const;
export type GrantSource = (typeof grantSources)[number];

export type GrantScope =
  | { readonly kind: 'plan'; readonly plan: string }
  /** With all below it: a series with its episodes. */
  | { readonly kind: 'title'; readonly titleId: string }
  | { readonly kind: 'everything' };

/** What of a grant counts for a decision. Times are epoch milliseconds; without an end it lasts. */
export interface HeldGrant {
  readonly source: GrantSource;
  readonly scope: GrantScope;
  readonly startsAt: number;
  readonly endsAt: number | null;
  /** Screens at once that come with it; null leaves it to the setting. */
  readonly screens: number | null;
}

export interface Grant extends HeldGrant {
  readonly id: string;
  readonly accountId: string;
  /** Its name in the system that sold it; no two grants have the same. */
  readonly externalRef: string | null;
  readonly note: string;
  readonly actor: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  readonly revokedBy: string | null;
}

export type Holdings = Pick<ViewerFacts, 'plans' | 'purchases' | 'rentals' | 'gifts' | 'hasEverything'>;

/**
 * What the account holds at that moment. A title that was sold counts as bought or rented, and needs an offer of that kind;
 * one that was given otherwise counts whatever the offer.
 */
export function holdingsAt(grants: readonly HeldGrant[], now: number): Holdings {
  const valid = grants.filter((grant) => isValidAt(grant, now));
  const titlesOf = (isWanted: (source: GrantSource) => boolean): string[] =>
    valid.flatMap(({ source, scope }) => (scope.kind === 'title' && isWanted(source) ? [scope.titleId] : []));
  return {
    plans: valid.flatMap(({ scope }) => (scope.kind === 'plan' ? [scope.plan] : [])),
    purchases: titlesOf((source) => source === 'purchase'),
    rentals: titlesOf((source) => source === 'rental'),
    gifts: titlesOf((source) => source !== 'purchase' && source !== 'rental'),
    hasEverything: valid.some(({ scope }) => scope.kind === 'everything'),
  };
}

/** Screens at once: the most that any grant brings, else the setting. */
export function screensAt(grants: readonly HeldGrant[], now: number, setting: number): number {
  const brought = grants.flatMap((grant) =>
    isValidAt(grant, now) && grant.screens !== null ? [grant.screens] : [],
  );
  return brought.length === 0 ? setting : Math.max(...brought);
}

function isValidAt({ startsAt, endsAt }: HeldGrant, now: number): boolean {
  return startsAt <= now && (endsAt === null || endsAt > now);
}
