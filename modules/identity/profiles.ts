// Profiles: making and changing them, their PINs, and which of them a session may use.
import { newId } from '@vitascope/platform/kernel';
import type { Attempts } from './attempts.ts';
import { identityError } from './errors.ts';
import type { Holder } from './permissions.ts';
import type { Profile, ProfileLimits, ProfileTastes } from './profile.ts';
import type { ProfileChange, ProfileStore } from './profile-store.ts';
import type { Sessions, Visitor } from './sessions.ts';

/** A visitor who shows the account's password beside the session. */
export interface Approval {
  readonly visitor: Visitor;
  readonly password: string;
}

export interface Profiles {
  list(holder: Holder): Promise<readonly Profile[]>;
  /** @throws `profile-not-found` */
  get(holder: Holder, id: string): Promise<Profile>;
  /** @throws `password-wrong`, `too-many-profiles`, `profile-name-taken` */
  create(holder: Holder, profile: ProfileTastes & ProfileLimits, approval: Approval): Promise<Profile>;
  /** @throws `profile-not-found`, `profile-locked`, `profile-name-taken` */
  changeTastes(holder: Holder, id: string, change: Partial<ProfileTastes>): Promise<Profile>;
  /** @throws `profile-not-found`, `password-wrong` */
  changeLimits(
    holder: Holder,
    id: string,
    change: Partial<ProfileLimits> & { readonly approval: Approval },
  ): Promise<Profile>;
  /** @throws `profile-not-found`, `password-wrong` */
  remove(holder: Holder, id: string, approval: Approval): Promise<void>;
  /** Sets the PIN, or takes it away with null. @throws `profile-not-found`, `password-wrong` */
  setPin(
    holder: Holder,
    id: string,
    given: { readonly pin: string | null; readonly approval: Approval },
  ): Promise<Profile>;
  /** Opens the profile for this session, until it ends. @throws `profile-not-found`, `pin-wrong`, `too-many-attempts` */
  unlock(holder: Holder, id: string, pin: string): Promise<Profile>;
  /** Asks for the PIN again. @throws `profile-not-found` */
  lock(holder: Holder, id: string): Promise<Profile>;
}

export function createProfiles(deps: {
  readonly store: ProfileStore;
  readonly sessions: Pick<Sessions, 'checkPassword' | 'hashPassword' | 'matchesHash'>;
  readonly attempts: Attempts;
  readonly maxProfiles: number;
}): Profiles {
  const { store, sessions, attempts, maxProfiles } = deps;
  const approve = ({ visitor, password }: Approval): Promise<void> =>
    sessions.checkPassword(visitor, password);

  async function get({ accountId, sessionId }: Holder, id: string): Promise<Profile> {
    const profile = await store.find(accountId, sessionId, id);
    if (profile === null) throw identityError('profile-not-found', `The account has no profile ${id}.`);
    return profile;
  }

  async function update(holder: Holder, id: string, change: ProfileChange): Promise<Profile> {
    if (!(await store.update(holder.accountId, id, change))) {
      await get(holder, id);
      throw nameTaken(change.name ?? '');
    }
    return get(holder, id);
  }

  return {
    get,
    list: ({ accountId, sessionId }) => store.list(accountId, sessionId),
    async create(holder, profile, approval) {
      await approve(approval);
      const id = newId('pr');
      const outcome = await store.insert(holder.accountId, { id, ...profile }, maxProfiles);
      if (outcome === 'name-taken') throw nameTaken(profile.name);
      if (outcome === 'too-many')
        throw identityError(
          'too-many-profiles',
          `An account may have ${maxProfiles} profiles. Delete one to make another.`,
        );
      return get(holder, id);
    },
    async changeTastes(holder, id, change) {
      if ((await get(holder, id)).isLocked)
        throw identityError('profile-locked', 'Say the PIN of this profile first (…/unlock).');
      return update(holder, id, change);
    },
    async changeLimits(holder, id, { approval, ...change }) {
      await get(holder, id);
      await approve(approval);
      return update(holder, id, change);
    },
    async remove(holder, id, approval) {
      await get(holder, id);
      await approve(approval);
      await store.remove(holder.accountId, id);
    },
    async setPin(holder, id, { pin, approval }) {
      await get(holder, id);
      await approve(approval);
      await store.setPin(holder.accountId, id, pin === null ? null : await sessions.hashPassword(pin));
      await attempts.forget({ kind: 'pin-profile', of: id });
      return get(holder, id);
    },
    async unlock(holder, id, pin) {
      const profile = await get(holder, id);
      const hash = await store.pinHash(holder.accountId, id);
      if (hash === null) return profile;
      const attempt = { kind: 'pin-profile', of: id } as const;
      await attempts.count([attempt]);
      if (!(await sessions.matchesHash(pin, hash)))
        throw identityError('pin-wrong', 'This is not the PIN of this profile.');
      await attempts.forget(attempt);
      await store.unlock(holder.sessionId, id, hash);
      return get(holder, id);
    },
    async lock(holder, id) {
      await get(holder, id);
      await store.lock(holder.sessionId, id);
      return get(holder, id);
    },
  };
}

function nameTaken(name: string): Error {
  return identityError('profile-name-taken', `Another profile of this account is called "${name}".`);
}
