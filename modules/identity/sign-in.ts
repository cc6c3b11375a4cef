// Signing in: with a password, and where the account has a second factor, with a code after it.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@vitascope/platform/kernel';
import { identityError } from './errors.ts';
import type { SecondFactorStore } from './second-factor-store.ts';
import type { SecondFactors } from './second-factors.ts';
import type { OpenedSession, Sessions } from './sessions.ts';
import type { Visitor } from './visitor.ts';

/** The password was right; a code is needed as well. */
export interface CodeNeeded {
  readonly challenge: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface SignIn {
  /** Ends the session that the visitor came with, if it opens one. @throws `sign-in-failed`, `too-many-attempts`, `too-busy` */
  withPassword(
    visitor: Visitor,
    given: { readonly email: string; readonly password: string; readonly isBrief: boolean },
  ): Promise<OpenedSession | CodeNeeded>;
  /** @throws `challenge-invalid`, `code-wrong`, `too-many-attempts` */
  withCode(
    visitor: Visitor,
    given: { readonly challenge: string; readonly code: string },
  ): Promise<OpenedSession>;
}

/** Long enough to find the telephone. */
const CHALLENGE_MS = 5 * 60_000;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export function createSignIn(deps: {
  readonly sessions: Pick<Sessions, 'checkCredentials' | 'open'>;
  readonly secondFactors: Pick<SecondFactors, 'isOn' | 'useCode'>;
  readonly store: Pick<SecondFactorStore, 'insertChallenge' | 'challenge' | 'takeChallenge'>;
  readonly clock: Clock;
}): SignIn {
  const { sessions, secondFactors, store, clock } = deps;
  return {
    async withPassword(visitor, { isBrief, ...credentials }) {
      const accountId = await sessions.checkCredentials(visitor, credentials);
      if (!(await secondFactors.isOn(accountId)))
        return sessions.open(visitor, accountId, { isBrief, proof: 'password' });
      const challenge = randomBytes(32).toString('base64url');
      const expiresAt = clock.now() + CHALLENGE_MS;
      await store.insertChallenge(hashOf(challenge), { accountId, isBrief }, expiresAt);
      return { challenge, expiresAt };
    },
    async withCode(visitor, { challenge, code }) {
      const found = await store.challenge(hashOf(challenge), clock.now());
      if (found === null) throw challengeInvalid();
      const { accountId, isBrief } = found;
      await secondFactors.useCode(accountId, code);
      if (!(await store.takeChallenge(hashOf(challenge), clock.now()))) throw challengeInvalid();
      return sessions.open(visitor, accountId, { isBrief, proof: 'password-and-code' });
    },
  };
}

function challengeInvalid(): Error {
  return identityError(
    'challenge-invalid',
    'This sign-in was not begun, has been finished, or took too long. Begin again with the password.',
  );
}
