// Devices: which of them a visitor signs in on, and listing, renaming and revoking them.
import { type Clock, newId } from '@vitascope/platform/kernel';
import { type Device, guessDevice } from './device.ts';
import {
  hashInstallationToken,
  installationCookie,
  newInstallationToken,
  readInstallationToken,
} from './device-cookie.ts';
import type { DeviceStore, NewDevice } from './device-store.ts';
import { identityError } from './errors.ts';
import type { Visitor } from './visitor.ts';

export interface Devices {
  list(accountId: string): Promise<readonly Device[]>;
  /** @throws `device-not-found` */
  get(accountId: string, id: string): Promise<Device>;
  /** @throws `device-not-found` */
  rename(accountId: string, id: string, name: string): Promise<Device>;
  /** Ends its sessions, for good: whoever signs in there again does so on a new device. @throws `device-not-found` */
  revoke(accountId: string, id: string): Promise<Device>;
}

/** How sessions are tied to devices. */
export interface DeviceRecognition {
  /** The device of the account that the visitor is on, and the cookie by which it is known the next time, if it needs one. */
  recognize(
    visitor: Visitor,
    accountId: string,
    as: CookieTerms & { readonly called?: DeviceWords | undefined },
  ): Promise<{ readonly deviceId: string; readonly cookie: string | null }>;
  /** Gives a session that has no device the one that its visitor is on. A value of `Set-Cookie`, if there is one to set. */
  adopt(
    visitor: Visitor,
    session: { readonly accountId: string; readonly sessionId: string },
    as: CookieTerms,
  ): Promise<string | null>;
  /** The visitor's cookie for as long again as a cookie may last; null where there is none, or it is not to last. */
  prolong(visitor: Visitor, as: CookieTerms): string | null;
  /** Notes that it is in use, every few minutes. */
  notice(device: { readonly id: string; readonly seenAt: number }): Promise<void>;
  /** Forgets what has not been used for longer than its cookie holds. */
  removeUnused(now: number): Promise<void>;
}

interface CookieTerms {
  readonly isSecure: boolean;
  /** Whether it ends with the browser. */
  readonly isBrief: boolean;
}

/** What a device says of itself, where it says more than a user agent does. */
export type DeviceWords = Pick<Device, 'name' | 'kind'>;

/** Devices of one account. Somebody who deletes all cookies after each visit has a new one each time. */
const MOST_DEVICES = 50;
/** Not at each request: knowing the minutes is enough to find a device that nobody uses. */
const NOTICE_EVERY_MS = 300_000;
const UNUSED_MS = 400 * 86_400_000;

export function createDevices(deps: {
  readonly store: DeviceStore;
  readonly clock: Clock;
}): Devices & DeviceRecognition {
  const { store, clock } = deps;

  async function get(accountId: string, id: string): Promise<Device> {
    const device = await store.find(accountId, id);
    if (device === null) throw identityError('device-not-found', `The account has no device ${id}.`);
    return device;
  }

  async function recognize(
    visitor: Visitor,
    accountId: string,
    as: CookieTerms & { readonly called?: DeviceWords | undefined },
  ) {
    const words = as.called ?? guessDevice(visitor.headers['user-agent']);
    const deviceOf = (token: string): Promise<string | null> => {
      const device: NewDevice = { id: newId('de'), tokenHash: hashInstallationToken(token), ...words };
      return store.recognize(accountId, device, MOST_DEVICES, clock.now());
    };
    const shown = readInstallationToken(visitor.headers.cookie, as.isSecure);
    const known = shown === null ? null : await deviceOf(shown);
    if (known !== null) return { deviceId: known, cookie: prolong(visitor, as) };
    const token = newInstallationToken();
    const deviceId = await deviceOf(token);
    if (deviceId === null) throw new Error('A device that was just made has been revoked.');
    return { deviceId, cookie: installationCookie(token, as) };
  }

  function prolong(visitor: Visitor, as: CookieTerms): string | null {
    const shown = readInstallationToken(visitor.headers.cookie, as.isSecure);
    return shown === null || as.isBrief ? null : installationCookie(shown, as);
  }

  return {
    list: (accountId) => store.list(accountId),
    get,
    recognize,
    prolong,
    async adopt(visitor, { accountId, sessionId }, as) {
      const { deviceId, cookie } = await recognize(visitor, accountId, as);
      await store.adopt(sessionId, deviceId);
      return cookie;
    },
    async rename(accountId, id, name) {
      await store.rename(accountId, id, name);
      return get(accountId, id);
    },
    async revoke(accountId, id) {
      await store.revoke(accountId, id, clock.now());
      return get(accountId, id);
    },
    async notice({ id, seenAt }) {
      const now = clock.now();
      if (now - seenAt > NOTICE_EVERY_MS) await store.markSeen(id, now, NOTICE_EVERY_MS);
    },
    removeUnused: (now) => store.removeUnused(now - UNUSED_MS),
  };
}
