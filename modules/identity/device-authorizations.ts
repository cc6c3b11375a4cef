// Signing in a television: it shows a code, somebody who is signed in elsewhere approves it, and it gets a session (RFC 8628).
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '@vitascope/platform/kernel';
import type { Attempts } from './attempts.ts';
import { guessDevice } from './device.ts';
import type { AskingDevice, DeviceAuthorizationStore } from './device-authorization-store.ts';
import type { DeviceWords } from './devices.ts';
import { identityError } from './errors.ts';
import type { Holder } from './permissions.ts';
import type { OpenedSession, Sessions } from './sessions.ts';
import type { IdentityStore } from './store.ts';
import type { Visitor } from './visitor.ts';

export interface BegunAuthorization {
  readonly deviceCode: string;
  /** In two groups, for people. */
  readonly userCode: string;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

/** RFC 8628 §3.5 and RFC 6749 §5.2. */
export type PollRefusal =
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | 'invalid_grant';

export interface DeviceAuthorizations {
  /** @throws `too-many-attempts` */
  begin(visitor: Visitor, said: Partial<DeviceWords>): Promise<BegunAuthorization>;
  /** The session that was approved, once; else why there is none. */
  poll(visitor: Visitor, deviceCode: string): Promise<OpenedSession | PollRefusal>;
  /** What asks with this code. @throws `user-code-wrong`, `too-many-attempts` */
  lookUp(visitor: Visitor, holder: Holder, userCode: string): Promise<AskingDevice>;
  /** @throws `user-code-wrong`, `password-needed`, `too-many-attempts` */
  decide(
    visitor: Visitor,
    holder: Holder,
    decision: { readonly userCode: string; readonly state: 'approved' | 'denied' },
  ): Promise<void>;
}

/** RFC 8628 §6.1: consonants only, so that no words come out, and nothing that is mistaken for something else. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const USER_CODE_LETTERS = 8;
const LIFETIME_SECONDS = 900;
const INTERVAL_SECONDS = 5;
/** For so long after its end a code is known to have expired. */
const EXPLAIN_MS = 15 * 60_000;

const hashOf = (deviceCode: string): Buffer => createHash('sha256').update(deviceCode).digest();

/** As it is kept: however somebody types it. */
const normalize = (userCode: string): string => userCode.toUpperCase().replaceAll(/[^A-Z]/g, '');

export function createDeviceAuthorizations(deps: {
  readonly store: DeviceAuthorizationStore;
  readonly sessions: Pick<Sessions, 'open'>;
  readonly accounts: Pick<IdentityStore, 'proofOf'>;
  readonly attempts: Attempts;
  readonly clock: Clock;
}): DeviceAuthorizations & { removeExpired(now: number): Promise<void> } {
  const { store, sessions, accounts, attempts, clock } = deps;

  /** Codes are short: they are guarded by how often one may try, right ones included. RFC 8628 §5.1. */
  const countTry = (visitor: Visitor, { accountId }: Holder): Promise<void> =>
    attempts.count([
      { kind: 'user-code-client', of: visitor.client },
      { kind: 'user-code-account', of: accountId },
    ]);

  return {
    async begin(visitor, said) {
      await attempts.count([{ kind: 'device-code-client', of: visitor.client }]);
      const guessed = guessDevice(visitor.headers['user-agent']);
      const now = clock.now();
      const device: AskingDevice = {
        name: said.name ?? guessed.name,
        kind: said.kind ?? guessed.kind,
        clientAddress: visitor.ip,
        client: visitor.client,
        createdAt: now,
        expiresAt: now + LIFETIME_SECONDS * 1_000,
      };
      for (;;) {
        const deviceCode = randomBytes(32).toString('base64url');
        const userCode = newUserCode();
        const codes = { deviceCodeHash: hashOf(deviceCode), userCode, intervalSeconds: INTERVAL_SECONDS };
        if (!(await store.insert(codes, device))) continue;
        return {
          deviceCode,
          userCode: `${userCode.slice(0, 4)}-${userCode.slice(4)}`,
          expiresInSeconds: LIFETIME_SECONDS,
          intervalSeconds: INTERVAL_SECONDS,
        };
      }
    },
    async poll(visitor, deviceCode) {
      const polled = await store.poll(hashOf(deviceCode), clock.now());
      switch (polled.outcome) {
        case 'pending':
          return 'authorization_pending';
        case 'slow-down':
          return 'slow_down';
        case 'denied':
          return 'access_denied';
        case 'expired':
          return 'expired_token';
        case 'unknown':
          return 'invalid_grant';
        case 'approved':
          return sessions.open(visitor, polled.accountId, { proof: 'device-code', called: polled.device });
      }
    },
    async lookUp(visitor, holder, userCode) {
      await countTry(visitor, holder);
      const device = await store.pending(normalize(userCode), clock.now());
      if (device === null) throw userCodeWrong();
      return device;
    },
    async decide(visitor, holder, { userCode, state }) {
      await countTry(visitor, holder);
      // What was itself let in by a code lets nobody else in.
      if ((await accounts.proofOf(holder.sessionId))?.by === 'device-code')
        throw identityError('password-needed', 'Approve it where you have signed in yourself.');
      const decision = { state, accountId: holder.accountId, now: clock.now() };
      if (!(await store.decide(normalize(userCode), decision))) throw userCodeWrong();
    },
    removeExpired: (now) => store.removeExpired(now - EXPLAIN_MS),
  };
}

const newUserCode = (): string =>
  Array.from({ length: USER_CODE_LETTERS }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

function userCodeWrong(): Error {
  return identityError(
    'user-code-wrong',
    'No device shows this code now. Look at it again: a code holds for a quarter of an hour, and for one answer.',
  );
}
