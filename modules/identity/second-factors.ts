// Second factors: an authenticator app, set up in two steps, and the recovery codes for whoever has lost it.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@vitascope/platform/kernel';
import type { Attempts } from './attempts.ts';
import { identityError } from './errors.ts';
import type { Holder } from './permissions.ts';
import { qrCode } from './qr-code.ts';
import type { Sealing } from './sealing.ts';
import type { SecondFactorStore } from './second-factor-store.ts';
import type { OpenedSession, Sessions } from './sessions.ts';
import type { IdentityStore } from './store.ts';
import { base32, otpauthUri, TOTP_SECRET_BYTES, totpStepOf } from './totp.ts';
import type { Visitor } from './visitor.ts';

export interface SecondFactorState {
  /** Epoch milliseconds; null where there is none. */
  readonly since: number | null;
  readonly recoveryCodesLeft: number;
}

/** What an authenticator app needs, in the three forms in which apps take it. Shown this once. */
export interface Enrolment {
  readonly secret: string;
  readonly uri: string;
  /** An SVG. */
  readonly qrCode: string;
}

/** The password and a code, of the app or for recovery. */
export interface BothFactors {
  readonly password: string;
  readonly code: string;
}

export interface SecondFactors {
  state(accountId: string): Promise<SecondFactorState>;
  /** Proposes a secret, which counts once {@link confirm} has seen a code. @throws `second-factor-exists`, `password-wrong` */
  enrol(visitor: Visitor, holder: Holder, password: string): Promise<Enrolment>;
  /**
   * From then on signing in takes a code. Replaces the session and ends all others.
   * @throws `enrolment-missing`, `code-wrong`, `too-many-attempts`
   */
  confirm(
    visitor: Visitor,
    holder: Holder,
    code: string,
  ): Promise<{ readonly opened: OpenedSession; readonly recoveryCodes: readonly string[] }>;
  /** Other recovery codes instead of those that are left. @throws `second-factor-missing`, `password-wrong`, `code-wrong` */
  renewRecoveryCodes(visitor: Visitor, holder: Holder, given: BothFactors): Promise<readonly string[]>;
  /** Replaces the session. @throws `second-factor-missing`, `password-wrong`, `code-wrong` */
  remove(visitor: Visitor, holder: Holder, given: BothFactors): Promise<OpenedSession>;
  /** For somebody who has lost the app and the recovery codes. @throws `account-not-found`, `second-factor-missing` */
  forget(email: string): Promise<void>;
  /** Whether signing in takes a code. */
  isOn(accountId: string): Promise<boolean>;
  /** Uses a code up, of the app or for recovery. @throws `code-wrong`, `too-many-attempts` */
  useCode(accountId: string, code: string): Promise<void>;
}

/** As what the app lists the account. */
const ISSUER = 'Vitascope';
const ENROLMENT_MS = 15 * 60_000;
const RECOVERY_CODES = 10;
/** Without letters that are mistaken for one another: Crockford's base 32, 80 bits in 16 of them. */
const RECOVERY_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

export function createSecondFactors(deps: {
  readonly store: SecondFactorStore;
  readonly accounts: Pick<IdentityStore, 'accountById' | 'accountByEmail' | 'endSessions' | 'transaction'>;
  readonly sessions: Pick<Sessions, 'checkPassword' | 'open'>;
  readonly attempts: Attempts;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): SecondFactors {
  const { store, accounts, sessions, attempts, sealing, clock } = deps;

  async function isOn(accountId: string): Promise<boolean> {
    const authenticator = await store.authenticator(accountId);
    return authenticator !== null && authenticator.confirmedAt !== null;
  }

  async function useCode(accountId: string, code: string): Promise<void> {
    const attempt = { kind: 'code-account', of: accountId } as const;
    await attempts.count([attempt]);
    if (!(await isRight(accountId, code.replaceAll(/[\s-]/g, '').toLowerCase()))) throw codeWrong();
    await attempts.forget(attempt);
  }

  async function isRight(accountId: string, code: string): Promise<boolean> {
    if (!/^\d{6}$/.test(code)) return store.useRecoveryCode(accountId, hashOf(code));
    const authenticator = await store.authenticator(accountId);
    const secret = authenticator === null ? null : sealing.open(authenticator.secret, accountId);
    const step = secret === null ? null : totpStepOf(secret, code, clock.now());
    return step !== null && (await store.useStep(accountId, step));
  }

  async function checkBoth(visitor: Visitor, { accountId }: Holder, given: BothFactors): Promise<void> {
    if (!(await isOn(accountId)))
      throw identityError('second-factor-missing', 'The account has no authenticator app. Set one up first.');
    await sessions.checkPassword(visitor, given.password);
    await useCode(accountId, given.code);
  }

  return {
    isOn,
    useCode,
    async state(accountId) {
      const since = (await store.authenticator(accountId))?.confirmedAt ?? null;
      return { since, recoveryCodesLeft: since === null ? 0 : await store.countRecoveryCodes(accountId) };
    },
    async enrol(visitor, { accountId }, password) {
      await sessions.checkPassword(visitor, password);
      const account = await accounts.accountById(accountId);
      if (account === null) throw identityError('account-not-found', 'The account is gone.');
      const secret = randomBytes(TOTP_SECRET_BYTES);
      if (!(await store.propose(accountId, sealing.seal(secret, accountId), clock.now())))
        throw identityError(
          'second-factor-exists',
          'The account has an authenticator app. Take it away first to set up another one.',
        );
      const uri = otpauthUri(secret, { issuer: ISSUER, account: account.email });
      return { secret: base32(secret), uri, qrCode: qrCode(uri) };
    },
    async confirm(visitor, { accountId, sessionId }, code) {
      const now = clock.now();
      const attempt = { kind: 'code-account', of: accountId } as const;
      await attempts.count([attempt]);
      const authenticator = await store.authenticator(accountId);
      if (
        authenticator === null ||
        authenticator.confirmedAt !== null ||
        now - authenticator.createdAt > ENROLMENT_MS
      )
        throw enrolmentMissing();
      const secret = sealing.open(authenticator.secret, accountId);
      const step = secret === null ? null : totpStepOf(secret, code.replaceAll(/\s/g, ''), now);
      if (step === null) throw codeWrong();
      const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
      await accounts.transaction(async (transaction) => {
        const confirmed = { secret: authenticator.secret, step, now };
        if (!(await store.confirm(transaction, accountId, confirmed))) throw enrolmentMissing();
        await store.replaceRecoveryCodes(transaction, accountId, recoveryCodes.map(hashOf));
        await accounts.endSessions(accountId, { except: sessionId }, transaction);
      });
      await attempts.forget(attempt);
      const opened = await sessions.open(visitor, accountId, { proof: 'password-and-code' });
      return { opened, recoveryCodes: recoveryCodes.map(spell) };
    },
    async renewRecoveryCodes(visitor, holder, given) {
      await checkBoth(visitor, holder, given);
      const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
      await accounts.transaction((transaction) =>
        store.replaceRecoveryCodes(transaction, holder.accountId, recoveryCodes.map(hashOf)),
      );
      return recoveryCodes.map(spell);
    },
    async forget(email) {
      const account = await accounts.accountByEmail(email);
      if (account === null)
        throw identityError('account-not-found', `There is no account with the address ${email}.`);
      if (!(await isOn(account.id)))
        throw identityError('second-factor-missing', 'The account has no authenticator app.');
      await accounts.transaction(async (transaction) => {
        await store.remove(transaction, account.id);
        await accounts.endSessions(account.id, {}, transaction);
      });
    },
    async remove(visitor, holder, given) {
      await checkBoth(visitor, holder, given);
      await accounts.transaction((transaction) => store.remove(transaction, holder.accountId));
      return sessions.open(visitor, holder.accountId, { proof: 'password' });
    },
  };
}

const newRecoveryCode = (): string =>
  Array.from(randomBytes(16), (byte) => RECOVERY_LETTERS.charAt(byte % RECOVERY_LETTERS.length)).join('');

const spell = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-');

/** 80 random bits need no salt and no slow hash. Without the module's secret, so that they outlive a loss of it. */
const hashOf = (code: string): Buffer => createHash('sha256').update(`recovery\0${code}`).digest();

function codeWrong(): Error {
  return identityError(
    'code-wrong',
    'This is not the code that the app shows now, or it has been used. Each counts once: wait for the next.',
  );
}

function enrolmentMissing(): Error {
  return identityError(
    'enrolment-missing',
    'There is no authenticator app to confirm, or it was set up too long ago. Begin again.',
  );
}
