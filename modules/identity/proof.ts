// By what somebody has shown that an account is theirs, and how much that is worth.

/** A `link` is one of a mail, or the one that the server prints. A `provider` is one of OpenID Connect. A `device-code` was approved by somebody who is signed in elsewhere. */
export const proofKinds = [
  'password',
  'password-and-code',
  'passkey',
  'link',
  'provider',
  'device-code',
] as const;
export type ProofKind = (typeof proofKinds)[number];

export interface Proof {
  readonly by: ProofKind;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A passkey is two factors by itself: the device that holds it, and what unlocks that. */
export const hasTwoFactors = (by: ProofKind | null): boolean =>
  by === 'password-and-code' || by === 'passkey';

const FRESH_MS = 10 * 60_000;

/** Whether it can stand for a password that would have to be said again. */
export function isFresh(proof: Proof | null, now: number): boolean {
  return proof !== null && now - proof.at <= FRESH_MS;
}
