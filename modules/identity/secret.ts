// The secret that sessions and links are signed with: made at first use, shared by all processes through the database.
import { createHmac, randomBytes } from 'node:crypto';
import type { IdentityStore } from './store.ts';

export interface IdentitySecret {
  /** For the library that signs session cookies. Never log it. */
  readonly text: string;
  /** HMAC-SHA256 of the text for one use; another use gives another value. */
  derive(use: 'set-up' | 'attempt', text: string): Buffer;
}

/** Two processes that start at once end up with the same secret. */
export async function readOrMakeSecret(store: Pick<IdentityStore, 'secret'>): Promise<IdentitySecret> {
  const secret = await store.secret('sessions', randomBytes(32));
  return {
    text: secret.toString('base64url'),
    derive: (use, text) => createHmac('sha256', secret).update(`${use}\0${text}`).digest(),
  };
}
