// Staff: who works here, in which role, and who may change that.
import { identityError } from './errors.ts';
import { type Actor, can, type StaffRole } from './permissions.ts';
import type { Account, IdentityStore } from './store.ts';

export interface Staff {
  list(): Promise<readonly Account[]>;
  /** Gives an account a role, or another one. @throws `account-not-found`, `permission-missing`, `last-owner` */
  grant(actor: Actor, wanted: { readonly email: string; readonly role: StaffRole }): Promise<Account>;
  /** Makes the account a viewer's. @throws `account-not-found`, `permission-missing`, `last-owner` */
  revoke(actor: Actor, accountId: string): Promise<void>;
}

export function createStaff({ store }: { readonly store: IdentityStore }): Staff {
  /** One change of roles at a time, so that two owners cannot depose each other at once. */
  async function change(actor: Actor, accountId: string, next: StaffRole | null): Promise<void> {
    await store.transaction(async (transaction) => {
      await store.lockOwners(transaction);
      const before = await store.roleOf(transaction, accountId);
      if ((before === 'owner' || next === 'owner') && !can(actor, 'owners.write'))
        throw identityError('permission-missing', 'Only an owner gives and takes the role of an owner.');
      const losesOwner = before === 'owner' && next !== 'owner';
      if (losesOwner && (await store.countOwners(transaction)) === 1)
        throw identityError('last-owner', 'This is the only owner. Make somebody else an owner first.');
      if (next === null) await store.removeRole(transaction, accountId);
      else await store.setRole(transaction, accountId, next);
    });
  }

  return {
    list: () => store.staff(),
    async grant(actor, { email, role }) {
      const account = await store.accountByEmail(email);
      if (account === null)
        throw identityError(
          'account-not-found',
          `There is no account with the address ${email}. Its holder has to sign up first.`,
        );
      await change(actor, account.id, role);
      return { ...account, role };
    },
    async revoke(actor, accountId) {
      const account = await store.accountById(accountId);
      if (account === null || account.role === null)
        throw identityError('account-not-found', `No member of the staff has the id ${accountId}.`);
      await change(actor, accountId, null);
    },
  };
}
