// Who may do what cannot be undone: whoever says the password, or has signed in a moment ago.
import type { Clock } from '@vitascope/platform/kernel';
import { identityError } from './errors.ts';
import type { Actor } from './permissions.ts';
import type { Sessions, Visitor } from './sessions.ts';
import type { IdentityStore } from './store.ts';

export interface Confirmation {
  /** @throws `proof-needed`, `password-wrong`, `too-many-attempts` */
  confirm(
    holder: Extract<Actor, { readonly accountId: string }>,
    approval: { readonly visitor: Visitor; readonly password: string | undefined },
  ): Promise<void>;
}

const FRESH_MS = 10 * 60_000;

export function createConfirmation(deps: {
  readonly sessions: Pick<Sessions, 'checkPassword'>;
  readonly store: Pick<IdentityStore, 'proofOf'>;
  readonly clock: Clock;
}): Confirmation {
  return {
    async confirm({ sessionId }, { visitor, password }) {
      if (password !== undefined) return deps.sessions.checkPassword(visitor, password);
      const proof = await deps.store.proofOf(sessionId);
      // Whoever sits before a television has shown nothing themselves.
      const isOwn = proof !== null && proof.by !== 'device-code';
      if (isOwn && deps.clock.now() - proof.at < FRESH_MS) return;
      throw identityError('proof-needed', 'Send the password, or sign in again and ask within ten minutes.');
    },
  };
}
