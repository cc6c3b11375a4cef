/** Passkeys as browsers make and use them (Web Authentication Level 3 §5.1.8, §5.1.9). */
import type { Account, Passkey } from '@vitascope/client';
import { api } from '../session/api.ts';

/** Browsers have them for names behind https, and for `localhost`. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';

/** Null where the person thought better of it. */
export async function signInWithPasskey(remember: boolean): Promise<Account | null> {
  const { data: options } = await api.POST('/api/v1/auth/sign-in/passkey/options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await asked(() => navigator.credentials.get({ publicKey }));
  if (credential === null) return null;
  const response = credential.toJSON() as never;
  return (await api.POST('/api/v1/auth/sign-in/passkey', { body: { response, remember } })).data;
}

/** Makes one on this device. `password` is asked for when the sign-in is not fresh. */
export async function makePasskey(name: string, password?: string): Promise<Passkey | null> {
  const { data: options } = await api.POST('/api/v1/auth/passkeys/options', {
    body: password === undefined ? {} : { password },
  });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await asked(() => navigator.credentials.create({ publicKey }));
  if (credential === null) return null;
  const response = credential.toJSON() as never;
  return (await api.POST('/api/v1/auth/passkeys', { body: { name, response } })).data;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null;
  } catch (error) {
    // The browser tells a refusal, a timeout and an abort alike.
    if (error instanceof DOMException && /^(NotAllowed|Abort)Error$/.test(error.name)) return null;
    throw error;
  }
}
