// Whose passkeys they are: the site that a browser binds them to (WebAuthn Level 3 §5.1.2).
import { isIP } from 'node:net';
import { identityError } from './errors.ts';
import type { Visitor } from './visitor.ts';

export interface RelyingParty {
  /** A host name. A passkey works below this one only. */
  readonly id: string;
  /** Where the browser has to say that it is. */
  readonly origin: string;
}

/**
 * The public address; without one, the host that the request names. Whoever names another host gets passkeys of that host, which
 * are kept apart from ours by their id, and which no browser makes but for pages of it.
 * @throws `passkeys-unavailable` where browsers have none
 */
export function relyingPartyOf({ headers, protocol }: Visitor, publicUrl: string | undefined): RelyingParty {
  const url = URL.parse(publicUrl ?? `${protocol}://${headers.host}`);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const isSecure = url?.protocol === 'https:' || host === 'localhost' || host.endsWith('.localhost');
  if (url === null || host === '' || isIP(host) !== 0 || !isSecure)
    throw identityError(
      'passkeys-unavailable',
      `Browsers have no passkeys for ${url?.origin ?? 'this address'}: only for names behind https, and for localhost. Set VITASCOPE_PUBLIC_URL to such an address and open that.`,
    );
  return { id: host, origin: url.origin };
}
