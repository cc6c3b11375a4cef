/** The people of the demo: viewers with profiles and what they hold, and one of the staff for each role. Each gets a random password. */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type BodyOf, type Client, createClient } from '@vitascope/client';
import { cliError } from '../errors.ts';

type ProfileBody = Omit<BodyOf<'POST', '/api/v1/profiles'>, 'password'>;
type GrantBody = BodyOf<'POST', '/api/v1/entitlements'>;
type StaffRole = BodyOf<'PUT', '/api/v1/staff'>['role'];

interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly role?: StaffRole;
  readonly profiles: readonly (ProfileBody & { readonly hasPin?: boolean })[];
  readonly plan?: string;
  /** The slug of a title that it has bought. */
  readonly purchase?: string;
}

/** What somebody needs to sign in; told once, and kept nowhere. */
export interface Credentials {
  readonly id: string;
  readonly email: string;
  readonly role: StaffRole | 'viewer';
  readonly password: string;
  readonly pins: Readonly<Record<string, string>>;
}

const member = (role: StaffRole, name: string): DemoAccount => ({
  email: `${role}@demo.example`,
  name,
  role,
  profiles: [],
});

/** RFC 2606 §3: nobody's mail server answers for `.example`. */
const accounts: readonly DemoAccount[] = [
  member('owner', 'Olive Owner'),
  member('admin', 'Adam Admin'),
  member('editor', 'Edith Editor'),
  member('support', 'Sam Support'),
  {
    email: 'viewer@demo.example',
    name: 'Vera Viewer',
    plan: 'standard',
    profiles: [
      { name: 'Vera', language: 'en', audioLanguages: ['en', 'de'], captions: 'off', hasPin: true },
      { name: 'Teo', language: 'de', maturityLimit: 12 },
      { name: 'Kim', language: 'en', isKids: true, maturityLimit: 6 },
    ],
  },
  {
    email: 'neighbour@demo.example',
    name: 'Naoki Neighbour',
    purchase: 'wave-theory',
    profiles: [
      { name: 'Naoki', language: 'ja', audioLanguages: ['ja'], captions: 'on', captionLanguages: ['en'] },
    ],
  },
  {
    email: 'guest@demo.example',
    name: 'Gus Guest',
    profiles: [{ name: 'Gus', language: 'fr', audioLanguages: ['fr', 'en'] }],
  },
];

const heldSince = '2026-01-01T00:00:00Z';
const letterWaitMs = 60_000;
const letterAskMs = 200;

export interface MakingAccounts {
  readonly api: Client;
  readonly serverUrl: string;
  readonly signal: AbortSignal;
  /** Called as soon as each exists, so that no password is lost when the command is stopped. */
  onAccount(credentials: Credentials): void;
}

/** Makes each account that is missing, and gives one that an interrupted run has left a new password. */
export async function makeAccounts(making: MakingAccounts): Promise<void> {
  for (const account of accounts) making.onAccount(await makeAccount(making, account));
}

async function makeAccount(making: MakingAccounts, account: DemoAccount): Promise<Credentials> {
  const { api, signal } = making;
  const { email, name, role } = account;
  const password = randomBytes(12).toString('base64url');
  const before = await newestMailTo(api, email);
  await api.POST('/api/v1/auth/sign-up', { body: { email, name }, signal });
  const letter = await nextLetterTo(making, email, before);
  const pins: Record<string, string> = {};
  if (letter.token !== null) {
    await api.POST('/api/v1/auth/sign-up/complete', { body: { token: letter.token, password }, signal });
  } else {
    await api.POST('/api/v1/auth/password-reset', { body: { email }, signal });
    const { token } = await nextLetterTo(making, email, letter.id);
    if (token === null)
      throw cliError('demo-account-unreachable', `The mail to ${email} has no link for a new password.`);
    await api.POST('/api/v1/auth/password-reset/complete', { body: { token, password }, signal });
  }
  if (role !== undefined) await api.PUT('/api/v1/staff', { body: { email, role }, signal });
  const own = await signIn(making, { email, password });
  if (account.profiles.length > 0) {
    const { data: known } = await own.GET('/api/v1/profiles', { signal });
    for (const { hasPin = false, ...profile } of account.profiles) {
      let id = known.items.find((one) => one.name === profile.name)?.id;
      if (id === undefined)
        id = (await own.POST('/api/v1/profiles', { body: { ...profile, password }, signal })).data.id;
      if (!hasPin) continue;
      const pin = String(randomInt(10_000)).padStart(4, '0');
      await own.PUT('/api/v1/profiles/{id}/pin', {
        params: { path: { id } },
        body: { password, pin },
        signal,
      });
      pins[profile.name] = pin;
    }
  }
  const { id } = (await own.GET('/api/v1/auth/session', { signal })).data;
  if (account.plan !== undefined) await grant(making, id, 'plan', { kind: 'plan', plan: account.plan });
  await own.POST('/api/v1/auth/sign-out-everywhere', { signal });
  return { id, email, role: role ?? 'viewer', password, pins };
}

/** What accounts of this run have bought; those of earlier runs have it, or get it with their next password. */
export async function grantPurchases(
  making: Pick<MakingAccounts, 'api' | 'signal'>,
  made: readonly Credentials[],
  titleIds: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { id, email } of made) {
    const titleId = titleIds.get(accounts.find((account) => account.email === email)?.purchase ?? '');
    if (titleId !== undefined) await grant(making, id, 'purchase', { kind: 'title', titleId });
  }
}

/** Granted twice, it is held once: reference and content are the same. */
async function grant(
  { api, signal }: Pick<MakingAccounts, 'api' | 'signal'>,
  accountId: string,
  source: GrantBody['source'],
  scope: GrantBody['scope'],
): Promise<void> {
  const externalRef = `demo ${accountId} ${source}`;
  const body = { accountId, source, scope, startsAt: heldSince, externalRef };
  await api.POST('/api/v1/entitlements', { body, signal });
}

/** A client with the session of an account. */
async function signIn(
  { serverUrl, signal, api }: MakingAccounts,
  body: { readonly email: string; readonly password: string },
): Promise<Client> {
  const { headers } = await api.POST('/api/v1/auth/sign-in', { body, signal });
  const cookie = headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return createClient({ baseUrl: serverUrl, headers: { cookie } });
}

interface FoundLetter {
  readonly id: string;
  /** What the link in it carries, if there is one. */
  readonly token: string | null;
}

async function newestMailTo(api: Client, email: string): Promise<string | null> {
  const { data } = await api.GET('/api/v1/mail', { params: { query: { limit: 200 } } });
  return data.items.find(({ recipient }) => recipient === email)?.id ?? null;
}

/** Waits for a mail to the address that is not the one before. Only the outbox tells; a mail server would have sent it away. */
async function nextLetterTo(
  { api, signal }: MakingAccounts,
  email: string,
  before: string | null,
): Promise<FoundLetter> {
  const deadline = performance.now() + letterWaitMs;
  for (;;) {
    signal.throwIfAborted();
    const id = await newestMailTo(api, email);
    if (id !== null && id !== before) {
      const { data } = await api.GET('/api/v1/mail/{id}', { params: { path: { id } }, signal });
      return { id, token: /#token=([A-Za-z0-9_-]+)/.exec(data.body)?.[1] ?? null };
    }
    if (performance.now() > deadline)
      throw cliError(
        'demo-account-unreachable',
        `No mail to ${email} has come to the server's outbox within ${letterWaitMs / 1000} s. Is a mail server configured (VITASCOPE_MAIL_SMTP_URL)? The demo confirms its addresses by the outbox: start without one.`,
      );
    await setTimeout(letterAskMs, undefined, { signal }).catch(() => {});
  }
}
