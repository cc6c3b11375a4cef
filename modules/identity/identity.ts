// The identity module: accounts, sessions, staff, mail, and who asks.

import { randomBytes } from 'node:crypto';
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Database } from '@vitascope/platform/database';
import type { Jobs } from '@vitascope/platform/jobs';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Actors, createActors } from './actor.ts';
import { createActorNames } from './actor-names.ts';
import { createApiKeyStore } from './api-key-store.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { createAttempts } from './attempts.ts';
import type { MailConfig, ProviderConfig } from './config.ts';
import { createConsentStore } from './consent-store.ts';
import { type Consents, createConsents } from './consents.ts';
import { createDeletions, type Deletions } from './deletions.ts';
import { createDeviceAuthorizationStore } from './device-authorization-store.ts';
import { createDeviceAuthorizations, type DeviceAuthorizations } from './device-authorizations.ts';
import { createDeviceStore } from './device-store.ts';
import { createDevices, type Devices } from './devices.ts';
import { identityError } from './errors.ts';
import { createExports, type Exports } from './exports.ts';
import { createInvitationStore } from './invitation-store.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { giveUpLetter, letterQueue, noticeQueue, writeLetter } from './letters.ts';
import { createLibraries } from './library.ts';
import { createLinks } from './links.ts';
import { createMailer } from './mail.ts';
import { createPasskeyStore } from './passkey-store.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { identityPersonalData, type PersonalData } from './personal-data.ts';
import { createPrivacyStore } from './privacy-store.ts';
import { createProfileStore } from './profile-store.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { createProviderSignIn, type ProviderSignIn, type ProviderSignInDeps } from './provider-sign-in.ts';
import { createProviderStore } from './provider-store.ts';
import { createSealing } from './sealing.ts';
import { createSecondFactorStore } from './second-factor-store.ts';
import { createSecondFactors, type SecondFactors } from './second-factors.ts';
import { createIdentitySecret, type IdentitySecret } from './secret.ts';
import { createSecretStore } from './secret-store.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createStaff, type Staff } from './staff.ts';
import { type Account, createIdentityStore, type IdentityStore } from './store.ts';
import { createSupport, type Support } from './support.ts';
import { createSupportStore } from './support-store.ts';

export interface IdentityOptions {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly jobs: Jobs;
  readonly mail: MailConfig;
  /** Whether anybody may sign up; true without it. */
  readonly isSignUpOpen?: boolean;
  /** Profiles that an account may have. */
  readonly maxProfiles: number;
  /** Days between the wish to delete an account and its end. */
  readonly deletionGraceDays: number;
  /** Days for which a copy of an account's data is kept. */
  readonly exportDays: number;
  /** What other modules keep about accounts. Asked when it is needed, since they are made after this one. */
  readonly personalData: () => readonly PersonalData[];
  /** Providers of OpenID Connect to sign in through, by their ids. */
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  readonly providerTiming?: ProviderSignInDeps['timing'];
  /** Whether a role of the staff counts only in sessions that were opened with a second factor. */
  readonly staffSecondFactor: boolean;
  /** Where clients reach this system; cookies are for https alone when it begins with that. */
  readonly publicUrl: string | undefined;
  /** Scheme and host of the links in letters. */
  readonly origin: () => string;
  /** @throws `key-missing`, `key-wrong` */
  readonly checkOwnerKey: (headers: { readonly authorization?: string | undefined }) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Identity extends Actors {
  readonly accounts: Accounts;
  readonly apiKeys: ApiKeys;
  readonly devices: Devices;
  readonly deviceAuthorizations: DeviceAuthorizations;
  /** Scheme and host under which clients reach this system; null where only a request tells. */
  readonly publicOrigin: string | null;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly passkeys: Passkeys;
  readonly signIn: SignIn;
  readonly profiles: Profiles;
  readonly staff: Staff;
  readonly support: Support;
  readonly invitations: Invitations;
  readonly consents: Consents;
  readonly exports: Exports;
  readonly deletions: Deletions;
  readonly providers: ProviderSignIn;
  readonly secret: Pick<IdentitySecret, 'rotate' | 'refresh'>;
  /** Whether the client's side of the connection is https. */
  isSecure(request: { readonly protocol: string }): boolean;
  /** @throws `account-not-found` */
  account(id: string): Promise<Account>;
  /** What accounts and API keys are called now; those that are gone are not in it. */
  actorNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  readonly mails: IdentityStore['mails'];
  readonly mail: IdentityStore['mail'];
  readonly isSignUpOpen: boolean;
  /** Whether nobody owns the system yet. */
  needsSetUp(): Promise<boolean>;
  /** The token of the link that makes the first owner; null once there is one. */
  setUpToken(): Promise<string | null>;
  /** Removes what has expired: sessions, links, counters. Also done in the background. */
  sweep(): Promise<void>;
  /** Begins to write letters in this process. */
  startWork(): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_MS = 600_000;
/** So long a process may go on signing with a secret that another one has replaced. */
const REFRESH_MS = 60_000;
const DAY_MS = 86_400_000;
/** How long the operator can see what did not go out. */
const KEEP_MAILS_MS = { refused: 7 * DAY_MS, waiting: 30 * DAY_MS } as const;

/** Resolves when the secret is there. Rejects with the database's error when that cannot be asked. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { database, blobs, jobs, clock, publicUrl, origin } = options;
  const logger = options.logger.child({ module: 'identity' });
  const store = createIdentityStore(database);
  const secretStore = createSecretStore(database);
  const secret = await createIdentitySecret({ store: { ...secretStore, secret: store.secret }, clock });
  const libraries = createLibraries({ database, secret });
  const attempts = createAttempts({ database, secret });
  const links = createLinks({ store, secret, clock });
  const mailer = createMailer({ smtpUrl: options.mail.smtpUrl, from: options.mail.from, store });
  const sealing = createSealing(await store.secret('second-factors', randomBytes(32)));
  const apiKeys = createApiKeys({ store: createApiKeyStore(database), clock });
  const devices = createDevices({ store: createDeviceStore(database), clock });
  const actors = createActors({
    store,
    apiKeys,
    staffSecondFactor: options.staffSecondFactor,
    noticeDevice: devices.notice,
    secret,
    publicUrl,
    clock,
    checkOwnerKey: options.checkOwnerKey,
  });
  const isPublicSecure = publicUrl?.startsWith('https:') === true;
  const sessions = createSessions({
    libraries,
    secret,
    isPublicSecure,
    store,
    actors,
    devices,
    attempts,
    clock,
  });
  const isSignUpOpen = options.isSignUpOpen ?? true;
  const accounts = createAccounts({ store, jobs, links, sessions, attempts, isSignUpOpen, origin, clock });
  const profileStore = createProfileStore(database);
  const profiles = createProfiles({
    store: profileStore,
    sessions,
    attempts,
    maxProfiles: options.maxProfiles,
  });
  const invitations = createInvitationStore(database);
  const privacy = createPrivacyStore(database);
  const ownPart = identityPersonalData(database);
  const parts = () => [ownPart, ...options.personalData()];
  const { exportDays, deletionGraceDays: graceDays } = options;
  const exports = createExports({ store, privacy, blobs, jobs, parts, exportDays, origin, clock });
  const deletions = createDeletions({ store, privacy, exports, jobs, parts, graceDays, origin, clock });
  const providers = createProviderSignIn({
    providers: options.providers,
    store,
    identities: createProviderStore(database),
    jobs,
    sessions,
    actors,
    attempts,
    origin,
    clock,
    timing: options.providerTiming,
  });
  const secondFactorStore = createSecondFactorStore(database);
  const secondFactors = createSecondFactors({
    store: secondFactorStore,
    accounts: store,
    sessions,
    attempts,
    sealing,
    clock,
  });
  const signIn = createSignIn({ sessions, secondFactors, store: secondFactorStore, clock });
  const refreshing = setInterval(() => {
    secret
      .refresh()
      .catch((err: Error) => logger.warn({ err }, 'The secrets cannot be read; those known stay in use.'));
  }, REFRESH_MS);
  refreshing.unref();
  const passkeyStore = createPasskeyStore(database);
  const passkeys = createPasskeys({
    store: passkeyStore,
    accounts: store,
    sessions,
    attempts,
    publicUrl,
    clock,
    logger,
  });
  const deviceAuthorizations = createDeviceAuthorizations({
    store: createDeviceAuthorizationStore(database),
    sessions,
    accounts: store,
    attempts,
    clock,
  });
  let sweeping: NodeJS.Timeout | undefined;
  if (options.mail.smtpUrl !== undefined && publicUrl === undefined)
    logger.warn(
      {},
      'Mails go out, and their links lead to the address that this process listens on. Set VITASCOPE_PUBLIC_URL to the one that readers can reach.',
    );

  async function sweep(): Promise<void> {
    const now = clock.now();
    await Promise.all([
      store.removeExpiredLinks(now),
      store.removeExpiredSessions(now),
      invitations.removeExpired(now),
      devices.removeUnused(now),
      secondFactorStore.removeExpiredChallenges(now),
      passkeyStore.removeExpiredChallenges(now),
      deviceAuthorizations.removeExpired(now),
      attempts.removeExpired(now),
      exports.removeExpired(now),
      secretStore.removeExpired(now),
      providers.removeExpired(now),
      deletions.startDue(now),
      store.removeUnsent({ refused: now - KEEP_MAILS_MS.refused, waiting: now - KEEP_MAILS_MS.waiting }),
    ]);
  }

  async function startLetters(): Promise<void> {
    const deps = { store, links, invitations, privacy, mailer, clock };
    for (const queue of [letterQueue, noticeQueue])
      await jobs.work(
        queue,
        { concurrency: 4, onGivenUp: ({ letterId }, error) => giveUpLetter(deps, letterId, error) },
        ({ data }) => writeLetter(deps, data.letterId),
      );
  }

  return {
    ...actors,
    accounts,
    apiKeys,
    devices,
    deviceAuthorizations,
    publicOrigin: publicUrl === undefined ? null : new URL(publicUrl).origin,
    sessions,
    profiles,
    secondFactors,
    passkeys,
    signIn,
    staff: createStaff({ store }),
    support: createSupport({
      found: createSupportStore(database),
      store,
      profiles: profileStore,
      devices,
      clock,
    }),
    invitations: createInvitations({
      store,
      invitations,
      jobs,
      links,
      sessions,
      actors,
      attempts,
      origin,
      clock,
    }),
    consents: createConsents({ store: createConsentStore(database), profiles, clock }),
    exports,
    deletions,
    providers,
    secret,
    isSecure: ({ protocol }) => isPublicSecure || protocol === 'https',
    async account(id) {
      const account = await store.accountById(id);
      if (account === null) throw identityError('account-not-found', `There is no account ${id}.`);
      return account;
    },
    actorNames: createActorNames(database),
    mails: store.mails,
    mail: store.mail,
    isSignUpOpen,
    needsSetUp: async () => (await store.countOwners()) === 0,
    setUpToken: () => links.setUpToken(),
    sweep,
    async startWork() {
      await startLetters();
      await exports.startWork();
      await deletions.startWork();
      const sweepNow = () =>
        void sweep().catch((err: Error) => logger.warn({ err }, 'What has expired could not be removed.'));
      sweeping = setInterval(sweepNow, SWEEP_MS);
      sweeping.unref();
      // What became due while nobody worked; a server that is restarted often would never come to it.
      sweepNow();
    },
    async close() {
      clearInterval(refreshing);
      clearInterval(sweeping);
      mailer.close();
    },
  };
}
