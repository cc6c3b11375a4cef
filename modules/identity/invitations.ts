// Invitations to the staff: a mail with a link that gives a role, to whoever has the address or makes an account with it.
import type { Jobs } from '@vitascope/platform/jobs';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { Actors } from './actor.ts';
import type { Attempts } from './attempts.ts';
import { identityError } from './errors.ts';
import type { Invitation, InvitationStore } from './invitation-store.ts';
import { askForLetter } from './letters.ts';
import type { Links } from './links.ts';
import { type Actor, can, roleMay, type StaffRole } from './permissions.ts';
import type { OpenedSession, Sessions, Visitor } from './sessions.ts';
import type { Account, IdentityStore } from './store.ts';

export interface Invitations {
  /** Invites the address, in place of an older invitation. @throws `permission-missing`, `too-many-invitations`, `too-many-attempts` */
  invite(actor: Actor, wanted: { readonly email: string; readonly role: StaffRole }): Promise<Invitation>;
  /** Those that are pending, newest first. */
  list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Invitation[]>;
  /** Another mail, whose link replaces the older ones. @throws `invitation-not-found`, `permission-missing`, `too-many-invitations`, `too-many-attempts` */
  sendAgain(actor: Actor, id: string): Promise<Invitation>;
  /** @throws `invitation-not-found`, `permission-missing` */
  revoke(actor: Actor, id: string): Promise<void>;
  /** What the holder of a link is invited to. @throws `link-invalid`, `too-many-attempts` */
  look(visitor: Visitor, token: string): Promise<Invitation>;
  /**
   * Gives the role and signs in: to a new account with this name and password, or to the one that the address has and the
   * visitor is signed in to. @throws `link-invalid`, `sign-in-needed`, `too-many-attempts`
   */
  accept(
    visitor: Visitor,
    given: { readonly token: string; readonly name: string; readonly password: string },
  ): Promise<OpenedSession>;
}

const HOLDS_FOR_MS = 7 * 86_400_000;
/** Mails that one invitation may cause. */
const MOST_MAILS = 5;
const MOST_INVITATIONS = 1_000;

export interface InvitationsDeps {
  readonly store: IdentityStore;
  readonly invitations: InvitationStore;
  readonly jobs: Jobs;
  readonly links: Links;
  readonly sessions: Sessions;
  readonly actors: Actors;
  readonly attempts: Attempts;
  readonly origin: () => string;
  readonly clock: Clock;
}

export function createInvitations(deps: InvitationsDeps): Invitations {
  const { store, invitations, links, sessions, actors, attempts, clock } = deps;

  function checkRight(actor: Actor, role: StaffRole): void {
    if (role === 'owner' && !can(actor, 'owners.write'))
      throw identityError('permission-missing', 'Only an owner gives and takes the role of an owner.');
  }

  async function get(actor: Actor, id: string): Promise<Invitation> {
    const invitation = await invitations.find(id);
    if (invitation === null || invitation.expiresAt <= clock.now())
      throw identityError('invitation-not-found', `There is no pending invitation ${id}.`);
    checkRight(actor, invitation.role);
    return invitation;
  }

  /** Whoever invited must still be allowed to when it is accepted. */
  async function holds({ role, invitedBy, expiresAt }: Invitation): Promise<boolean> {
    if (expiresAt <= clock.now()) return false;
    if (invitedBy === null) return true;
    const inviterRole = (await store.accountById(invitedBy))?.role ?? null;
    return inviterRole !== null && roleMay(inviterRole, role === 'owner' ? 'owners.write' : 'staff.write');
  }

  async function look(visitor: Visitor, token: string): Promise<Invitation> {
    await attempts.count([{ kind: 'link-client', of: visitor.client }]);
    const link = await links.look('invitation', token);
    const invitation = link === null ? null : await invitations.find(link.invitationId ?? '');
    if (invitation === null || !(await holds(invitation))) throw linkInvalid();
    return invitation;
  }

  /** Whoever has the account shows so by being signed in to it, with all that this takes. */
  async function checkHolder(visitor: Visitor, account: Account): Promise<string> {
    const actor = await actors.actorOf({
      ...visitor,
      headers: { ...visitor.headers, authorization: undefined },
    });
    if ('accountId' in actor && actor.accountId === account.id) return actor.sessionId;
    throw identityError(
      'sign-in-needed',
      'Your address has an account. Sign in to it, and then open the link again.',
    );
  }

  return {
    look,
    list: (page) => invitations.list({ ...page, now: clock.now() }),
    async invite(actor, { email, role }) {
      checkRight(actor, role);
      await attempts.count([{ kind: 'mail-address', of: email }]);
      if ((await invitations.count()) >= MOST_INVITATIONS)
        throw identityError(
          'too-many-invitations',
          `There are ${MOST_INVITATIONS} pending invitations. Revoke some of them first.`,
        );
      const now = clock.now();
      const invitation: Invitation = {
        id: newId('in'),
        email,
        role,
        invitedBy: 'accountId' in actor ? actor.accountId : null,
        mails: 1,
        createdAt: now,
        expiresAt: now + HOLDS_FOR_MS,
      };
      await store.transaction(async (transaction) => {
        // Two to the same address at once come one after the other.
        await store.lockOwners(transaction);
        await invitations.replace(transaction, invitation);
        await askForLetter(deps, letterFor(invitation, deps.origin()), transaction);
      });
      return invitation;
    },
    async sendAgain(actor, id) {
      const invitation = await get(actor, id);
      await attempts.count([{ kind: 'mail-address', of: invitation.email }]);
      await store.transaction(async (transaction) => {
        const next = { most: MOST_MAILS, expiresAt: clock.now() + HOLDS_FOR_MS };
        if (!(await invitations.sendAgain(transaction, id, next)))
          throw identityError(
            'too-many-invitations',
            `This invitation has been sent ${MOST_MAILS} times. Invite the address anew, and ask whether mails arrive there.`,
          );
        await askForLetter(deps, letterFor(invitation, deps.origin()), transaction);
      });
      return get(actor, id);
    },
    async revoke(actor, id) {
      await get(actor, id);
      await invitations.remove(id);
    },
    async accept(visitor, { token, name, password }) {
      const invitation = await look(visitor, token);
      const { email, role } = invitation;
      const account = await store.accountByEmail(email);
      const sessionId = account === null ? null : await checkHolder(visitor, account);
      const passwordHash = account === null ? await sessions.hashPassword(password) : '';
      const accountId = await store.transaction(async (transaction) => {
        await store.lockOwners(transaction);
        const link = await links.take(transaction, 'invitation', token);
        if (link?.invitationId !== invitation.id) throw linkInvalid();
        await invitations.remove(invitation.id, transaction);
        const id = account?.id ?? newId('ac');
        if (account === null) {
          const made = { id, credentialId: newId('cr'), email, name, passwordHash };
          // Somebody has just made one by another link of this address.
          if (!(await store.insertAccount(transaction, made))) throw linkInvalid();
          await store.removeLinksOf(transaction, { email });
        }
        // An owner who accepts an older invitation stays one.
        if ((await store.roleOf(transaction, id)) !== 'owner') await store.setRole(transaction, id, role);
        return id;
      });
      // Another session, since it may do more.
      const proof = sessionId === null ? 'link' : await store.proofOf(sessionId);
      return sessions.open(visitor, accountId, { proof });
    },
  };
}

const letterFor = ({ id, email }: Invitation, origin: string) =>
  ({ kind: 'invitation', email, subjectId: id, origin }) as const;

const linkInvalid = (): Error =>
  identityError('link-invalid', 'This invitation has been used, revoked or has expired. Ask for another.');
