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
  readonly store: Pick<IdentityStore, 'authenticatedAt'>;
  readonly clock: Clock;
}): Confirmation {
  return {
    async confirm({ sessionId }, { visitor, password }) {
      if (password !== undefined) return deps.sessions.checkPassword(visitor, password);
      const provedAt = await deps.store.authenticatedAt(sessionId);
      if (provedAt !== null && deps.clock.now() - provedAt < FRESH_MS) return;
      throw identityError('proof-needed', 'Send the password, or sign in again and ask within ten minutes.');
    },
  };
}
