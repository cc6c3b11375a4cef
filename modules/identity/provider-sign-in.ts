// Signing in through providers of OpenID Connect, and making that a way into an account that there is.
import { createHash, randomBytes } from 'node:crypto';
import type { Jobs } from '@vitascope/platform/jobs';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { Actors } from './actor.ts';
import type { Attempts } from './attempts.ts';
import type { ProviderConfig } from './config.ts';
import { identityError } from './errors.ts';
import { askForLetter } from './letters.ts';
import { TOKEN_PATTERN } from './links.ts';
import type { StaffRole } from './permissions.ts';
import { isAdmitted, type Person } from './provider-claims.ts';
import { createProviderClient, type ProviderClient } from './provider-client.ts';
import type { ExternalIdentity, ProviderStore } from './provider-store.ts';
import type { OpenedSession, Sessions, Visitor } from './sessions.ts';
import type { AnyTransaction, IdentityStore } from './store.ts';

export interface ProviderSignIn {
  /** What the page for signing in offers. */
  list(): readonly { readonly id: string; readonly name: string }[];
  /**
   * Where the browser goes, and the text that proves it to be the same browser when it is back.
   * @throws `provider-not-found`, `provider-unavailable`, `too-many-attempts`
   */
  begin(
    visitor: Visitor,
    wanted: {
      readonly provider: string;
      readonly returnTo: string;
      readonly isBrief: boolean;
      /** The session whose account is to get another way in; null to sign in. */
      readonly sessionId: string | null;
      /** What the browser has from another sign-in of these minutes. */
      readonly browser: string | undefined;
    },
  ): Promise<{ readonly url: string; readonly browser: string }>;
  /**
   * Signs in whoever has come back, or links them where that was asked for.
   * @throws `provider-answer-invalid`, `provider-refused`, `provider-unavailable`, `account-not-linked`, `identity-taken`
   */
  finish(
    visitor: Visitor,
    back: {
      readonly provider: string;
      readonly state: string;
      /** With its question mark. */
      readonly query: string;
      readonly browser: string | undefined;
    },
  ): Promise<{ readonly opened: OpenedSession | null; readonly returnTo: string }>;
  /** Ends the sessions that the provider says are over. @throws `logout-token-invalid`, `provider-not-found` */
  logOut(provider: string, token: string): Promise<void>;
  identities(accountId: string): Promise<readonly ExternalIdentity[]>;
  /** @throws `identity-not-found` */
  unlink(accountId: string, id: string): Promise<void>;
  removeExpired(now: number): Promise<void>;
}

export interface ProviderSignInDeps {
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly store: IdentityStore;
  readonly identities: ProviderStore;
  readonly jobs: Jobs;
  readonly sessions: Sessions;
  readonly actors: Actors;
  readonly attempts: Attempts;
  readonly origin: () => string;
  readonly clock: Clock;
  /** Tests do not wait as long. */
  readonly timing?: { readonly timeoutMs?: number; readonly newKeysMs?: number } | undefined;
}

/** Time to sign in at the provider. */
export const FLOW_SECONDS = 600;
const LOGOUT_TOKEN_MS = 3_600_000;
const MOST_IDENTITIES = 20;

const newToken = (): string => randomBytes(32).toString('base64url');
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const callbackPath = (provider: string): string => `/api/v1/auth/providers/${provider}/callback`;

export function createProviderSignIn(deps: ProviderSignInDeps): ProviderSignIn {
  const { providers, store, identities, sessions, actors, attempts, clock } = deps;
  const clients = new Map<string, ProviderClient>(
    Object.entries(providers).map(([id, settings]) => [
      id,
      createProviderClient({
        settings,
        redirectUri: () => `${deps.origin()}${callbackPath(id)}`,
        clock,
        ...deps.timing,
      }),
    ]),
  );

  function find(id: string): { readonly settings: ProviderConfig; readonly client: ProviderClient } {
    const client = clients.get(id);
    const settings = Object.hasOwn(providers, id) ? providers[id] : undefined;
    if (client === undefined || settings === undefined)
      throw identityError('provider-not-found', `There is no provider "${id}" here.`);
    return { settings, client };
  }

  /** The identity of somebody who comes to sign in; made with an account where that is allowed and nothing speaks against it. */
  async function admit(provider: string, person: Person): Promise<ExternalIdentity> {
    const { settings } = find(provider);
    if (!isAdmitted(settings, person.email)) throw notLinked(settings.name);
    const known = await store.transaction((transaction) => meet(transaction, person));
    if (known !== null) return known;
    // An address alone never opens an account: it may have been somebody else's at the provider, or is so by now.
    if (!settings.signUp || person.email === null) throw notLinked(settings.name);
    const { email } = person;
    const made = await store.transaction(async (transaction) => {
      await store.lockOwners(transaction);
      const account = { id: newId('ac'), email, name: person.name ?? email };
      if (!(await identities.insertAccount(transaction, account))) return null;
      await store.removeLinksOf(transaction, { email });
      const grantedRole = await syncRole(transaction, account.id, { said: person.role, granted: null });
      const identity = { ...newIdentity(provider, person, account.id), grantedRole };
      return (await identities.insertIdentity(transaction, identity)) ? identity : null;
    });
    if (made === null) throw notLinked(settings.name);
    return made;
  }

  /** Somebody who has been here before: their address and role are what the provider says now. */
  async function meet(transaction: AnyTransaction, person: Person): Promise<ExternalIdentity | null> {
    if ((await identities.identityOf(person)) === null) return null;
    await store.lockOwners(transaction);
    const identity = await identities.identityOf(person, transaction);
    if (identity === null) return null;
    const grantedRole = await syncRole(transaction, identity.accountId, {
      said: person.role,
      granted: identity.grantedRole,
    });
    const used = { email: person.email, grantedRole, usedAt: clock.now() };
    await identities.useIdentity(transaction, identity.id, used);
    return { ...identity, ...used };
  }

  /**
   * Gives and takes what the provider has a say in: a role that it gave itself, or none. What somebody here gave stays, and
   * so does an owner. Returns the role that is the provider's from now on.
   */
  async function syncRole(
    transaction: AnyTransaction,
    accountId: string,
    roles: { readonly said: StaffRole | null | undefined; readonly granted: StaffRole | null },
  ): Promise<StaffRole | null> {
    const { said, granted } = roles;
    if (said === undefined) return granted;
    const current = await store.roleOf(transaction, accountId);
    if (current === 'owner' || (current !== null && current !== granted)) return null;
    if (said === null) await store.removeRole(transaction, accountId);
    else await store.setRole(transaction, accountId, said);
    return said;
  }

  function newIdentity(provider: string, person: Person, accountId: string): ExternalIdentity {
    const now = clock.now();
    return {
      id: newId('xi'),
      accountId,
      provider,
      issuer: person.issuer,
      subject: person.subject,
      email: person.email,
      grantedRole: null,
      linkedAt: now,
      usedAt: now,
    };
  }

  async function link(
    visitor: Visitor,
    provider: string,
    wanted: { readonly person: Person; readonly sessionId: string },
  ): Promise<void> {
    const { settings } = find(provider);
    const { person } = wanted;
    const actor = await actors.actorOf({
      ...visitor,
      headers: { ...visitor.headers, authorization: undefined },
    });
    if (!('sessionId' in actor) || actor.sessionId !== wanted.sessionId) throw notBegunHere();
    if (!isAdmitted(settings, person.email)) throw notLinked(settings.name);
    const known = await identities.identityOf(person);
    if (known?.accountId === actor.accountId) return;
    const account = await store.accountById(actor.accountId);
    if (account === null) throw notBegunHere();
    if ((await identities.identitiesOf(account.id)).length >= MOST_IDENTITIES)
      throw identityError('identity-taken', `An account has ${MOST_IDENTITIES} such ways in at most.`);
    await store.transaction(async (transaction) => {
      const identity = newIdentity(provider, person, account.id);
      if (known !== null || !(await identities.insertIdentity(transaction, identity)))
        throw identityError(
          'identity-taken',
          `You are linked with another account here already. Take it away there first.`,
        );
      await tell(transaction, { kind: 'provider-linked', email: account.email, provider });
    });
  }

  const tell = (
    transaction: AnyTransaction,
    what: { kind: 'provider-linked' | 'provider-unlinked'; email: string; provider: string },
  ): Promise<void> =>
    askForLetter(
      deps,
      { kind: what.kind, email: what.email, subjectId: what.provider, origin: deps.origin() },
      transaction,
    );

  return {
    list: () => Object.entries(providers).map(([id, { name }]) => ({ id, name })),
    async begin(visitor, { provider, returnTo, isBrief, sessionId, browser }) {
      const { client } = find(provider);
      await attempts.count([{ kind: 'provider-client', of: visitor.client }]);
      const checks = { state: newToken(), nonce: newToken(), codeVerifier: newToken() };
      const url = await client.begin(checks);
      // Several sign-ins at once, in several tabs, are of one browser.
      const same = browser !== undefined && TOKEN_PATTERN.test(browser) ? browser : newToken();
      await identities.insertFlow({
        stateHash: hashOf(checks.state),
        browserHash: hashOf(same),
        provider,
        nonce: checks.nonce,
        codeVerifier: checks.codeVerifier,
        returnTo,
        isBrief,
        sessionId,
        expiresAt: clock.now() + FLOW_SECONDS * 1000,
      });
      return { url: url.href, browser: same };
    },
    async finish(visitor, { provider, state, query, browser }) {
      const { client } = find(provider);
      await attempts.count([{ kind: 'provider-client', of: visitor.client }]);
      const flow = await identities.takeFlow({
        stateHash: hashOf(state),
        browserHash: hashOf(browser ?? ''),
        provider,
        now: clock.now(),
      });
      if (flow === null) throw notBegunHere();
      const { nonce, codeVerifier, returnTo, sessionId } = flow;
      const person = await client.finish(query, { state, nonce, codeVerifier });
      if (sessionId !== null) {
        await link(visitor, provider, { person, sessionId });
        return { opened: null, returnTo };
      }
      const identity = await admit(provider, person);
      // A role that somebody else can take away is not given for a month.
      const isBrief = flow.isBrief || identity.grantedRole !== null;
      const opened = await sessions.open(visitor, identity.accountId, { isBrief, proof: 'provider' });
      await identities.rememberSession({
        sessionId: opened.sessionId,
        identityId: identity.id,
        providerSession: person.providerSession,
      });
      return { opened, returnTo };
    },
    async logOut(provider, token) {
      const { client } = find(provider);
      const order = await client.readLogoutToken(token);
      const tokenHash = hashOf(`${order.issuer}\0${order.tokenId}`);
      if (await identities.takeLogoutToken(tokenHash, clock.now() + LOGOUT_TOKEN_MS))
        await identities.endSessionsOf(order);
    },
    identities: (accountId) => identities.identitiesOf(accountId),
    async unlink(accountId, id) {
      await store.transaction(async (transaction) => {
        const removed = await identities.removeIdentity(transaction, accountId, id);
        const account = await store.accountById(accountId);
        if (removed === null || account === null)
          throw identityError('identity-not-found', `The account has no way in with the id ${id}.`);
        await tell(transaction, {
          kind: 'provider-unlinked',
          email: account.email,
          provider: removed.provider,
        });
      });
    },
    removeExpired: (now) => identities.removeExpired(now),
  };
}

/** One answer for everybody who does not get in: it must not tell whether an address has an account. */
function notLinked(name: string): Error {
  return identityError(
    'account-not-linked',
    `${name} signed you in, but no account here is open to you. If you have one, sign in to it as before and link ${name} there; if not, ask whoever runs this for one.`,
  );
}

function notBegunHere(): Error {
  return identityError(
    'provider-answer-invalid',
    'This sign-in was not begun in this browser, has been used, or took longer than ten minutes. Begin again.',
  );
}
