// The cookie by which an installation is known again, whoever signs in there. It entitles to nothing.
import { createHash, randomBytes } from 'node:crypto';
import { readCookie } from './cookie.ts';

const names = { secure: '__Host-vitascope.device', plain: 'vitascope.device' } as const;
/** Browsers keep no cookie for longer (RFC 6265bis §5.5). */
const MAX_AGE_SECONDS = 400 * 86_400;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

export const newInstallationToken = (): string => randomBytes(32).toString('base64url');

export const hashInstallationToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The token that the installation shows; null where it shows none, or one that is none of ours. */
export function readInstallationToken(header: string | undefined, isSecure: boolean): string | null {
  const token = readCookie(header, names[isSecure ? 'secure' : 'plain']);
  return token !== null && TOKEN_PATTERN.test(token) ? token : null;
}

/** A value of `Set-Cookie`; a brief one is gone with the browser, as the session is. */
export function installationCookie(
  token: string,
  { isSecure, isBrief }: { readonly isSecure: boolean; readonly isBrief: boolean },
): string {
  const lifetime = isBrief ? '' : `; Max-Age=${MAX_AGE_SECONDS}`;
  const secure = isSecure ? '; Secure' : '';
  return `${names[isSecure ? 'secure' : 'plain']}=${token}${lifetime}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
