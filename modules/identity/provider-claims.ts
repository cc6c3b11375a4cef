// What counts of the things that a provider says about somebody.
import type { ProviderConfig } from './config.ts';
import { providerRoles } from './config.ts';
import type { StaffRole } from './permissions.ts';
import { emailInput } from './schemas.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Somebody whom a provider has signed in. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  /** The provider's name for its own session, where it has one. */
  readonly providerSession: string | null;
  /** Null unless the provider says that the person has shown the address to be theirs. */
  readonly email: string | null;
  readonly name: string | null;
  /** The highest of the roles that the claim gives; undefined where the provider has no say in roles. */
  readonly role: StaffRole | null | undefined;
}

const MOST_GROUPS = 1_000;

/** From the claims of the ID token, and those of the userinfo endpoint for what the token does not say. */
export function readPerson(
  settings: Pick<ProviderConfig, 'roleClaim' | 'roles'>,
  idToken: Claims & { readonly iss: string; readonly sub: string },
  userinfo: Claims,
): Person {
  const { iss, sub, sid } = idToken;
  // An address and the word that it is theirs come from one place.
  const mail = idToken['email'] === undefined ? userinfo : idToken;
  const name = textOf(idToken['name'] ?? userinfo['name']);
  return {
    issuer: iss,
    subject: sub,
    providerSession: typeof sid === 'string' && sid.length <= 300 ? sid : null,
    email: mail['email_verified'] === true ? (emailInput.safeParse(mail['email']).data ?? null) : null,
    name,
    role: roleOf(settings, idToken, userinfo),
  };
}

function roleOf(
  { roleClaim, roles }: Pick<ProviderConfig, 'roleClaim' | 'roles'>,
  idToken: Claims,
  userinfo: Claims,
): StaffRole | null | undefined {
  if (roleClaim === undefined) return undefined;
  const said = idToken[roleClaim] ?? userinfo[roleClaim];
  const values = Array.isArray(said) ? said.slice(0, MOST_GROUPS) : [said];
  const given = values.flatMap((value) =>
    typeof value === 'string' && Object.hasOwn(roles, value) ? [roles[value]] : [],
  );
  return providerRoles.find((role) => given.includes(role)) ?? null;
}

/** One line, as of a name that somebody types. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 100)
    .trim();
  return text === '' ? null : text;
}

/** Whether somebody with this address may come in through the provider. */
export function isAdmitted({ domains }: Pick<ProviderConfig, 'domains'>, email: string | null): boolean {
  if (domains.length === 0) return true;
  return email !== null && domains.includes(email.slice(email.lastIndexOf('@') + 1));
}
