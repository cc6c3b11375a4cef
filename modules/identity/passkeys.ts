// Passkeys: making one from within a session, and signing in with it. A library checks what browsers and devices have signed.
import { createHash, randomBytes } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { type Clock, type Logger, newId } from '@vitascope/platform/kernel';
import type { Attempts } from './attempts.ts';
import { guessDevice } from './device.ts';
import { identityError } from './errors.ts';
import type { Passkey, PasskeyStore } from './passkey-store.ts';
import type { Holder } from './permissions.ts';
import { relyingPartyOf } from './relying-party.ts';
import type { OpenedSession, Sessions } from './sessions.ts';
import type { IdentityStore } from './store.ts';
import type { Visitor } from './visitor.ts';

export interface Passkeys {
  list(accountId: string): Promise<readonly Passkey[]>;
  /**
   * What `navigator.credentials.create` is to be asked for.
   * @throws `password-needed`, `password-wrong`, `passkeys-unavailable`
   */
  beginToAdd(
    visitor: Visitor,
    holder: Holder,
    password: string | undefined,
  ): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** @throws `passkey-refused`, `too-many-passkeys`, `passkeys-unavailable` */
  add(
    visitor: Visitor,
    holder: Holder,
    given: { readonly response: RegistrationResponseJSON; readonly name: string | undefined },
  ): Promise<Passkey>;
  /** @throws `passkey-not-found` */
  rename(accountId: string, id: string, name: string): Promise<Passkey>;
  /** @throws `passkey-not-found`, `password-needed`, `password-wrong` */
  remove(
    visitor: Visitor,
    holder: Holder,
    given: { readonly id: string; readonly password: string | undefined },
  ): Promise<void>;
  /** What `navigator.credentials.get` is to be asked for: any passkey of this site. @throws `too-many-attempts`, `passkeys-unavailable` */
  beginToSignIn(visitor: Visitor): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** @throws `passkey-refused`, `too-many-attempts`, `passkeys-unavailable` */
  signIn(
    visitor: Visitor,
    given: { readonly response: AuthenticationResponseJSON; readonly isBrief: boolean },
  ): Promise<OpenedSession>;
}

const SITE_NAME = 'Vitascope';
const MOST_PASSKEYS = 20;
const CHALLENGE_MS = 5 * 60_000;

const hashOf = (challenge: string): Buffer => createHash('sha256').update(challenge).digest();
/** Loaded when somebody uses a passkey: it costs 26 MB and a third of a second. */
const library = () => import('@simplewebauthn/server');

export function createPasskeys(deps: {
  readonly store: PasskeyStore;
  readonly accounts: Pick<IdentityStore, 'accountById'>;
  readonly sessions: Pick<Sessions, 'confirm' | 'open'>;
  readonly attempts: Attempts;
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}): Passkeys {
  const { store, accounts, sessions, attempts, publicUrl, clock, logger } = deps;

  /** `accountId`: whose passkey is to be made; null for signing in. */
  async function newChallenge(accountId: string | null): Promise<Buffer<ArrayBuffer>> {
    const bytes = randomBytes(32);
    await store.insertChallenge(hashOf(bytes.toString('base64url')), accountId, clock.now() + CHALLENGE_MS);
    return bytes;
  }

  /** The challenge that the browser has signed, used up; refuses one that was not out for this. */
  async function takeChallenge(clientDataJson: string, accountId: string | null): Promise<string> {
    const { challenge, crossOrigin } = readClientData(clientDataJson);
    if (!(await store.takeChallenge(hashOf(challenge), accountId, clock.now()))) throw refused();
    // The library lets a page of ours inside another site's through, where the browser does not name that site.
    if (crossOrigin) throw refused();
    return challenge;
  }

  function refuse(error: unknown): never {
    logger.info({ err: error }, 'A passkey was refused.');
    throw refused();
  }

  return {
    list: (accountId) => store.list(accountId),
    async beginToAdd(visitor, { accountId }, password) {
      const { id: rpID } = relyingPartyOf(visitor, publicUrl);
      await sessions.confirm(visitor, password);
      const account = await accounts.accountById(accountId);
      if (account === null) throw identityError('account-not-found', 'The account is gone.');
      const known = await store.credentials(accountId);
      const { generateRegistrationOptions } = await library();
      return generateRegistrationOptions({
        rpName: SITE_NAME,
        rpID,
        userID: new Uint8Array(Buffer.from(accountId)),
        userName: account.email,
        userDisplayName: account.name,
        challenge: new Uint8Array(await newChallenge(accountId)),
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        excludeCredentials: known.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },
    async add(visitor, { accountId }, { response, name }) {
      const { id: relyingParty, origin } = relyingPartyOf(visitor, publicUrl);
      const challenge = await takeChallenge(response.response.clientDataJSON, accountId);
      const { verifyRegistrationResponse } = await library();
      const { registrationInfo: made } = await verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: relyingParty,
        requireUserVerification: true,
      }).catch(refuse);
      if (made === undefined) throw refused();
      const passkey: Passkey = {
        id: newId('pk'),
        name: name ?? guessDevice(visitor.headers['user-agent']).name,
        isBackedUp: made.credentialBackedUp,
        createdAt: clock.now(),
        usedAt: null,
      };
      const { id: credentialId, publicKey, counter } = made.credential;
      const transports = response.response.transports ?? [];
      const kept = { ...passkey, credentialId, relyingParty, publicKey, counter, transports };
      const outcome = await store.insert(accountId, kept, MOST_PASSKEYS);
      if (outcome === 'too-many')
        throw identityError(
          'too-many-passkeys',
          `An account may have ${MOST_PASSKEYS} passkeys. Remove one first.`,
        );
      if (outcome === 'known') throw refused();
      return passkey;
    },
    async rename(accountId, id, name) {
      const passkey = await store.rename(accountId, id, name);
      if (passkey === null) throw notFound(id);
      return passkey;
    },
    async remove(visitor, { accountId }, { id, password }) {
      await sessions.confirm(visitor, password);
      if (!(await store.remove(accountId, id))) throw notFound(id);
    },
    async beginToSignIn(visitor) {
      const { id: rpID } = relyingPartyOf(visitor, publicUrl);
      await attempts.count([{ kind: 'passkey-client', of: visitor.client }]);
      const challenge = new Uint8Array(await newChallenge(null));
      const { generateAuthenticationOptions } = await library();
      return generateAuthenticationOptions({
        rpID,
        challenge,
        timeout: CHALLENGE_MS,
        userVerification: 'required',
      });
    },
    async signIn(visitor, { response, isBrief }) {
      const { id: relyingParty, origin } = relyingPartyOf(visitor, publicUrl);
      await attempts.count([{ kind: 'passkey-client', of: visitor.client }]);
      const challenge = await takeChallenge(response.response.clientDataJSON, null);
      const found = await store.findByCredential(response.id);
      if (found === null || found.credential.relyingParty !== relyingParty) throw refused();
      const { accountId, credential } = found;
      // WebAuthn Level 3 §7.2, step 6: whose the passkey says it is, is whose we know it to be.
      const { userHandle } = response.response;
      if (userHandle === undefined || Buffer.from(userHandle, 'base64url').toString() !== accountId)
        throw refused();
      const { verifyAuthenticationResponse } = await library();
      const { verified, authenticationInfo: used } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: relyingParty,
        credential: {
          id: credential.credentialId,
          publicKey: credential.publicKey,
          counter: credential.counter,
        },
        requireUserVerification: true,
      }).catch(refuse);
      if (!verified) throw refused();
      const use = { counter: used.newCounter, isBackedUp: used.credentialBackedUp, now: clock.now() };
      if (!(await store.use(found.id, use))) throw refused();
      return sessions.open(visitor, accountId, { isBrief, proof: 'passkey' });
    },
  };
}

function readClientData(text: string): { readonly challenge: string; readonly crossOrigin: boolean } {
  try {
    const data = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
    if (typeof data['challenge'] !== 'string') throw refused();
    return { challenge: data['challenge'], crossOrigin: data['crossOrigin'] === true };
  } catch {
    throw refused();
  }
}

/** One answer for whatever is wrong with it: it must not tell which passkeys there are. */
function refused(): Error {
  return identityError(
    'passkey-refused',
    'The passkey is not one of this site, or the question that it answers was not asked or is too old. Try again, or sign in with your password.',
  );
}

function notFound(id: string): Error {
  return identityError('passkey-not-found', `The account has no passkey ${id}.`);
}
