// What the staff may see of an account to help its holder, and do for them. Nothing here shows a secret.
import type { Clock } from '@vitascope/platform/kernel';
import type { Device } from './device.ts';
import type { Devices } from './devices.ts';
import { identityError } from './errors.ts';
import { type Actor, can } from './permissions.ts';
import type { Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';
import type { IdentityStore } from './store.ts';
import type { FoundAccount, SupportStore } from './support-store.ts';

export interface Support {
  /** By the beginning of an address, a part of a name, or an id; newest first. */
  search(
    text: string | null,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly FoundAccount[]>;
  /** @throws `account-not-found` */
  look(accountId: string): Promise<{
    readonly account: FoundAccount;
    readonly profiles: readonly Profile[];
    readonly devices: readonly Device[];
  }>;
  /** Ends every session of the account; returns how many. @throws `account-not-found`, `permission-missing` */
  signOut(actor: Actor, accountId: string): Promise<number>;
}

/** The sign of no session: nobody's PIN has been said in it. */
const NO_SESSION = '';

export function createSupport(deps: {
  readonly found: SupportStore;
  readonly store: Pick<IdentityStore, 'endSessions'>;
  readonly profiles: Pick<ProfileStore, 'list'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly clock: Clock;
}): Support {
  const { found, store, clock } = deps;

  async function find(accountId: string): Promise<FoundAccount> {
    const account = await found.find(accountId, clock.now());
    if (account === null) throw identityError('account-not-found', `There is no account ${accountId}.`);
    return account;
  }

  return {
    search: (text, page) => found.search(text, { ...page, now: clock.now() }),
    async look(accountId) {
      const account = await find(accountId);
      const [profiles, devices] = await Promise.all([
        deps.profiles.list(accountId, NO_SESSION),
        deps.devices.list(accountId),
      ]);
      return { account, profiles, devices };
    },
    async signOut(actor, accountId) {
      const { role } = await find(accountId);
      // Nobody locks out those who could put it right.
      if (role !== null && !can(actor, role === 'owner' ? 'owners.write' : 'staff.write'))
        throw identityError(
          'permission-missing',
          'Who works here is signed out by those who give roles, and an owner by an owner.',
        );
      return store.endSessions(accountId);
    },
  };
}
