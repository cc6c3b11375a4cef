// Accounts: signing up, choosing a password by a link or by the old one, and the owner that a new system begins with.
import type { Jobs } from '@vitascope/platform/jobs';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { Attempts } from './attempts.ts';
import { identityError } from './errors.ts';
import { askForLetter } from './letters.ts';
import type { Links } from './links.ts';
import type { Holder, StaffRole } from './permissions.ts';
import { hasTwoFactors } from './proof.ts';
import type { OpenedSession, Sessions, Visitor } from './sessions.ts';
import type { AnyTransaction, IdentityStore, LinkPurpose } from './store.ts';

export interface Accounts {
  /** Has a letter written to the address; what it says depends on whether there is an account. @throws `sign-up-closed`, `too-many-attempts` */
  askToSignUp(visitor: Visitor, who: { readonly email: string; readonly name: string }): Promise<void>;
  /** Makes the account that a link is for, and signs in. @throws `link-invalid`, `address-taken`, `too-many-attempts` */
  completeSignUp(visitor: Visitor, given: LinkAnswer): Promise<OpenedSession>;
  /** Has a letter written if there is an account. @throws `too-many-attempts` */
  askToReset(visitor: Visitor, email: string): Promise<void>;
  /** Sets the password that a link allows to set, and ends all sessions. @throws `link-invalid`, `too-many-attempts` */
  completeReset(visitor: Visitor, given: LinkAnswer): Promise<void>;
  /** Sets another password and ends all other sessions. @throws `password-wrong`, `sign-in-needed`, `too-many-attempts` */
  changePassword(
    visitor: Visitor,
    given: Pick<Holder, 'accountId' | 'sessionId'> & { readonly current: string; readonly password: string },
  ): Promise<OpenedSession>;
  /** Makes the first owner, and signs in. @throws `link-invalid`, `address-taken`, `too-many-attempts` */
  setUp(
    visitor: Visitor,
    given: LinkAnswer & { readonly email: string; readonly name: string },
  ): Promise<OpenedSession>;
}

interface LinkAnswer {
  readonly token: string;
  readonly password: string;
}

export interface AccountsDeps {
  readonly store: IdentityStore;
  readonly jobs: Jobs;
  readonly links: Links;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  /** Whether anybody may ask for an account. */
  readonly isSignUpOpen: boolean;
  /** Scheme and host of the links in letters. Never from a request: its sender chooses what it says. */
  readonly origin: () => string;
  readonly clock: Clock;
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const { store, links, sessions, attempts } = deps;

  async function askForMail(
    visitor: Visitor,
    letter: { readonly kind: 'sign-up' | 'reset'; readonly email: string; readonly name: string | null },
  ): Promise<void> {
    await attempts.count([
      { kind: 'mail-client', of: visitor.client },
      { kind: 'mail-address', of: letter.email },
    ]);
    await askForLetter(deps, { ...letter, origin: deps.origin() });
  }

  /** Counts, and hashes the password before anything is locked. */
  async function prepare(visitor: Visitor, password: string): Promise<string> {
    await attempts.count([{ kind: 'link-client', of: visitor.client }]);
    return sessions.hashPassword(password);
  }

  async function take(transaction: AnyTransaction, purpose: LinkPurpose, token: string) {
    const link = await links.take(transaction, purpose, token);
    if (link !== null) return link;
    throw identityError(
      'link-invalid',
      'This link has been used, has expired, or never was one. Ask for another.',
    );
  }

  async function insert(
    transaction: AnyTransaction,
    account: { readonly email: string; readonly name: string; readonly passwordHash: string },
    role?: StaffRole,
  ): Promise<string> {
    const id = newId('ac');
    if (!(await store.insertAccount(transaction, { id, credentialId: newId('cr'), ...account })))
      throw identityError('address-taken', `There is an account with the address ${account.email}. Sign in.`);
    if (role !== undefined) await store.setRole(transaction, id, role);
    return id;
  }

  return {
    async askToSignUp(visitor, { email, name }) {
      if (!deps.isSignUpOpen)
        throw identityError(
          'sign-up-closed',
          'Nobody may sign up here by themselves. Ask for an invitation.',
        );
      await askForMail(visitor, { kind: 'sign-up', email, name });
    },
    async completeSignUp(visitor, { token, password }) {
      const passwordHash = await prepare(visitor, password);
      const accountId = await store.transaction(async (transaction) => {
        const { email, name } = await take(transaction, 'sign-up', token);
        if (email === null) throw new Error('A link for signing up has no address.');
        await store.removeLinksOf(transaction, { email });
        return insert(transaction, { email, name: name ?? email, passwordHash });
      });
      return sessions.open(visitor, accountId);
    },
    askToReset: (visitor, email) => askForMail(visitor, { kind: 'reset', email, name: null }),
    async completeReset(visitor, { token, password }) {
      const passwordHash = await prepare(visitor, password);
      await store.transaction(async (transaction) => {
        const { accountId } = await take(transaction, 'reset', token);
        if (accountId === null) throw new Error('A link for a new password has no account.');
        await store.removeLinksOf(transaction, { accountId });
        await store.setPassword(transaction, accountId, passwordHash);
        await store.endSessions(accountId, {}, transaction);
      });
    },
    async changePassword(visitor, { accountId, sessionId, current, password }) {
      await sessions.checkPassword(visitor, current);
      const before = await store.proofOf(sessionId);
      const passwordHash = await sessions.hashPassword(password);
      await store.transaction(async (transaction) => {
        await store.removeLinksOf(transaction, { accountId });
        await store.setPassword(transaction, accountId, passwordHash);
        await store.endSessions(accountId, { except: sessionId }, transaction);
      });
      // Two factors are still two, and what was let in by a code has become no more than that.
      const isKept = before !== null && (before.by === 'device-code' || hasTwoFactors(before.by));
      return sessions.open(visitor, accountId, { proof: isKept ? before.by : 'password' });
    },
    async setUp(visitor, { token, password, email, name }) {
      const passwordHash = await prepare(visitor, password);
      const accountId = await store.transaction(async (transaction) => {
        await store.lockOwners(transaction);
        await take(transaction, 'set-up', token);
        if ((await store.countOwners(transaction)) > 0)
          throw identityError('link-invalid', 'This system has an owner already. Sign in.');
        return insert(transaction, { email, name, passwordHash }, 'owner');
      });
      return sessions.open(visitor, accountId);
    },
  };
}
