// Who watches, as the catalogue judges them: the same facts for browsing and search as for playing.
import { type DeviceKind, unknownViewer, type ViewerFacts } from '@vitascope/catalog';
import { type Identity, identityError, maturityLimitOf, type Profile } from '@vitascope/identity';
import type { HttpRequest } from '@vitascope/platform/http';
import { type Clock, isId } from '@vitascope/platform/kernel';
import type { FactsStore } from './facts-store.ts';
import { holdingsAt } from './grant.ts';
import type { Territories } from './territory.ts';

export interface Viewers {
  /**
   * What counts of whoever sends the request, by one of the account's profiles.
   * @throws `sign-in-needed`, `profile-not-found`, `profile-locked`
   */
  of(
    request: HttpRequest,
    wish: { readonly profileId: string; readonly device: DeviceKind | null },
  ): Promise<{ readonly accountId: string; readonly profile: Profile; readonly viewer: ViewerFacts }>;
}

export function createViewers(deps: {
  readonly identity: Pick<Identity, 'sessionTokenOf' | 'requireSession'>;
  readonly facts: FactsStore;
  readonly territories: Pick<Territories, 'of'>;
  readonly clock: Clock;
}): Viewers {
  const { identity, clock } = deps;
  return {
    async of(request, { profileId, device }) {
      const now = clock.now();
      const token = await identity.sessionTokenOf(request);
      // PostgreSQL takes no text with U+0000, and what is no id is nobody's.
      const known = isId('pr', profileId) ? profileId : '';
      const { viewer: watching, grants } = await deps.facts.viewer({ token, profileId: known, now });
      if (watching === null) {
        // It knows why.
        await identity.requireSession(request);
        throw identityError('sign-in-needed', 'The session is over. Sign in again.');
      }
      const { accountId, profile } = watching;
      if (profile === null)
        throw identityError('profile-not-found', `The account has no profile ${profileId}.`);
      if (profile.isLocked)
        throw identityError('profile-locked', 'Say the PIN of this profile first (…/unlock).');
      return {
        accountId,
        profile,
        viewer: {
          ...unknownViewer,
          ...holdingsAt(grants, now),
          territory: deps.territories.of(request).territory,
          device: device ?? watching.device?.kind ?? null,
          maturityLimit: maturityLimitOf(profile),
        },
      };
    },
  };
}
