// The identity module: accounts, sessions, staff, mail, and who asks.
import { randomBytes } from 'node:crypto';
import type { Database } from '@vitascope/platform/database';
import type { Jobs } from '@vitascope/platform/jobs';
import type { Clock, Logger } from '@vitascope/platform/kernel';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Actors, createActors } from './actor.ts';
import { createApiKeyStore } from './api-key-store.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { createAttempts } from './attempts.ts';
import type { MailConfig } from './config.ts';
import { createDeviceAuthorizationStore } from './device-authorization-store.ts';
import { createDeviceAuthorizations, type DeviceAuthorizations } from './device-authorizations.ts';
import { createDeviceStore } from './device-store.ts';
import { createDevices, type Devices } from './devices.ts';
import { identityError } from './errors.ts';
import { letterQueue, writeLetter } from './letters.ts';
import { createLibrary } from './library.ts';
import { createLinks } from './links.ts';
import { createMailer } from './mail.ts';
import { createPasskeyStore } from './passkey-store.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { createProfileStore } from './profile-store.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { createSealing } from './sealing.ts';
import { createSecondFactorStore } from './second-factor-store.ts';
import { createSecondFactors, type SecondFactors } from './second-factors.ts';
import { readOrMakeSecret } from './secret.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createStaff, type Staff } from './staff.ts';
import { type Account, createIdentityStore, type IdentityStore } from './store.ts';

export interface IdentityOptions {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly mail: MailConfig;
  /** Profiles that an account may have. */
  readonly maxProfiles: number;
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
  /** @throws `account-not-found` */
  account(id: string): Promise<Account>;
  readonly mails: IdentityStore['mails'];
  readonly mail: IdentityStore['mail'];
  /** The token of the link that makes the first owner; null once there is one. */
  setUpToken(): Promise<string | null>;
  /** Removes what has expired: sessions, links, counters. Also done in the background. */
  sweep(): Promise<void>;
  /** Begins to write letters in this process. */
  startWork(): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_MS = 600_000;

/** Resolves when the secret is there. Rejects with the database's error when that cannot be asked. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { database, jobs, clock, publicUrl } = options;
  const logger = options.logger.child({ module: 'identity' });
  const store = createIdentityStore(database);
  const secret = await readOrMakeSecret(store);
  const library = (isSecure: boolean) => createLibrary({ database, secret: secret.text, isSecure });
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
    secret: secret.text,
    publicUrl,
    clock,
    checkOwnerKey: options.checkOwnerKey,
  });
  const sessions = createSessions({
    libraries: { secure: library(true), plain: library(false) },
    isPublicSecure: publicUrl?.startsWith('https:') === true,
    store,
    actors,
    devices,
    attempts,
    clock,
  });
  const accounts = createAccounts({ store, jobs, links, sessions, attempts, origin: options.origin });
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
      devices.removeUnused(now),
      secondFactorStore.removeExpiredChallenges(now),
      passkeyStore.removeExpiredChallenges(now),
      deviceAuthorizations.removeExpired(now),
      attempts.removeExpired(now),
    ]);
  }

  return {
    ...actors,
    accounts,
    apiKeys,
    devices,
    deviceAuthorizations,
    publicOrigin: publicUrl === undefined ? null : new URL(publicUrl).origin,
    sessions,
    secondFactors,
    passkeys,
    signIn,
    profiles: createProfiles({
      store: createProfileStore(database),
      sessions,
      attempts,
      maxProfiles: options.maxProfiles,
    }),
    staff: createStaff({ store }),
    async account(id) {
      const account = await store.accountById(id);
      if (account === null) throw identityError('account-not-found', `There is no account ${id}.`);
      return account;
    },
    mails: store.mails,
    mail: store.mail,
    setUpToken: () => links.setUpToken(),
    sweep,
    async startWork() {
      await jobs.work(letterQueue, { concurrency: 4 }, ({ data }) =>
        writeLetter({ store, links, mailer, clock }, data.letterId),
      );
      sweeping = setInterval(() => {
        sweep().catch((err: Error) => logger.warn({ err }, 'What has expired could not be removed.'));
      }, SWEEP_MS);
      sweeping.unref();
    },
    async close() {
      clearInterval(sweeping);
      mailer.close();
    },
  };
}
