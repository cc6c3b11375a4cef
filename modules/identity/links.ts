// Links that entitle to something once: their tokens, how long they hold, and the one that sets a new system up.
import { createHash, randomBytes } from 'node:crypto';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { IdentitySecret } from './secret.ts';
import type { AnyTransaction, IdentityStore, Link, LinkPurpose } from './store.ts';

const HOUR_MS = 3_600_000;
const holdsForMs: Readonly<Record<LinkPurpose, number>> = {
  'set-up': 24 * HOUR_MS,
  'sign-up': 24 * HOUR_MS,
  reset: HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
};

/** What a token looks like: 32 bytes in base64url. */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

export interface Links {
  /** Makes a link and returns its token, of which only a hash is kept. */
  make(
    link: Partial<Pick<Link, 'email' | 'name' | 'accountId' | 'invitationId'>> & {
      readonly purpose: Exclude<LinkPurpose, 'set-up'>;
    },
  ): Promise<string>;
  /** What the link is for, without using it up; null as for `take`. */
  look(purpose: LinkPurpose, token: string): Promise<Link | null>;
  /** Uses the link up within the transaction; null when it never was, has expired or has been used. */
  take(transaction: AnyTransaction, purpose: LinkPurpose, token: string): Promise<Link | null>;
  /**
   * The token of the set-up link while nobody owns the system, else null. The same one until it expires, whichever process
   * asks and however often it was started.
   */
  setUpToken(): Promise<string | null>;
}

const blank = { email: null, name: null, accountId: null, invitationId: null } as const;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export function createLinks(deps: {
  readonly store: IdentityStore;
  readonly secret: IdentitySecret;
  readonly clock: Clock;
}): Links {
  const { store, secret, clock } = deps;
  // It is printed again at the next start, so it follows from the row's id and the secret and need not be kept.
  const setUpTokenOf = (id: string): string => secret.derive('set-up', id).toString('base64url');

  return {
    async make({ purpose, ...subject }) {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = clock.now() + holdsForMs[purpose];
      await store.insertLink({ id: newId('li'), purpose, ...blank, ...subject, expiresAt }, hashOf(token));
      return token;
    },
    look: (purpose, token) => store.findLink({ purpose, tokenHash: hashOf(token), now: clock.now() }),
    take: (transaction, purpose, token) =>
      store.takeLink(transaction, { purpose, tokenHash: hashOf(token), now: clock.now() }),
    async setUpToken() {
      if ((await store.countOwners()) > 0) return null;
      await store.removeExpiredLinks(clock.now());
      const id = newId('li');
      const expiresAt = clock.now() + holdsForMs['set-up'];
      await store.insertLink({ id, purpose: 'set-up', ...blank, expiresAt }, hashOf(setUpTokenOf(id)));
      const link = await store.setUpLink();
      return link === null ? null : setUpTokenOf(link.id);
    },
  };
}
