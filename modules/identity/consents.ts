// Consents: what an account or one of its profiles agreed to, and when it took that back.
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { Consent, ConsentStore } from './consent-store.ts';
import { identityError } from './errors.ts';
import type { Holder } from './permissions.ts';
import type { Profiles } from './profiles.ts';

export interface Consents {
  /** Records that somebody agrees; what holds already is not recorded twice. @throws `profile-not-found`, `too-many-consents` */
  give(
    holder: Holder,
    given: { readonly document: string; readonly version: string; readonly profileId: string | null },
  ): Promise<Consent>;
  /** @throws `consent-not-found` */
  withdraw(holder: Holder, id: string): Promise<Consent>;
  /** Newest first, those that were withdrawn among them. */
  list(
    holder: Holder,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly Consent[]>;
  /** The versions of a document that are agreed to at present, newest first; for whoever must know before they act. */
  holding: ConsentStore['holding'];
}

/** More changes of mind than this are somebody's program. */
const MOST_RECORDS = 2_000;

export function createConsents(deps: {
  readonly store: ConsentStore;
  readonly profiles: Pick<Profiles, 'get'>;
  readonly clock: Clock;
}): Consents {
  const { store, profiles, clock } = deps;
  return {
    holding: store.holding,
    async give(holder, { document, version, profileId }) {
      if (profileId !== null) await profiles.get(holder, profileId);
      const record = { id: newId('co'), profileId, document, version, givenAt: clock.now() };
      const kept = await store.add(holder.accountId, record, MOST_RECORDS);
      if (kept !== null) return kept;
      throw identityError('too-many-consents', `The account has ${MOST_RECORDS} records of consent.`);
    },
    async withdraw({ accountId }, id) {
      const consent = await store.withdraw(accountId, id, clock.now());
      if (consent === null) throw identityError('consent-not-found', `The account has no consent ${id}.`);
      return consent;
    },
    list: ({ accountId }, page) => store.list(accountId, page),
  };
}
