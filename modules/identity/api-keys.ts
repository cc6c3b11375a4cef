// API keys: what a program shows instead of a session. Each may do what it was given, and never more than its maker may.
import { createHash, randomBytes } from 'node:crypto';
import { type Clock, newId } from '@vitascope/platform/kernel';
import type { ApiKey, ApiKeyStore } from './api-key-store.ts';
import { identityError } from './errors.ts';
import { type Actor, can, type KeyPermission, roleMay } from './permissions.ts';

export interface ApiKeys {
  list(): Promise<readonly ApiKey[]>;
  /** `key` is shown this once. @throws `permission-missing` for what the actor may not do itself, `too-many-keys` */
  make(
    actor: Actor,
    wanted: Pick<ApiKey, 'name' | 'permissions' | 'expiresAt'>,
  ): Promise<{ readonly key: string; readonly apiKey: ApiKey }>;
  /** From then on the key is worth nothing. @throws `api-key-not-found` */
  remove(id: string): Promise<void>;
  /** Who shows this key; null where it has the form of none. @throws `api-key-wrong` */
  actorOf(key: string): Promise<Actor | null>;
}

const KEY_PATTERN = /^va_[A-Za-z0-9_-]{43}$/;
const MOST_KEYS = 1_000;
/** Not at each request: knowing the minute is enough to find keys that nobody needs. */
const MARK_EVERY_MS = 60_000;

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export function createApiKeys(deps: { readonly store: ApiKeyStore; readonly clock: Clock }): ApiKeys {
  const { store, clock } = deps;
  return {
    list: () => store.list(),
    async make(actor, { name, permissions, expiresAt }) {
      const beyond = permissions.find((permission) => !can(actor, permission));
      if (beyond !== undefined)
        throw identityError('permission-missing', `You have no permission "${beyond}" to give to a key.`);
      if ((await store.count()) >= MOST_KEYS)
        throw identityError('too-many-keys', `There are ${MOST_KEYS} keys. Delete those that nobody uses.`);
      const key = `va_${randomBytes(32).toString('base64url')}`;
      const apiKey: ApiKey = {
        id: newId('ak'),
        name,
        permissions: [...new Set(permissions)],
        madeBy: actor.kind === 'staff' ? actor.accountId : null,
        expiresAt,
        usedAt: null,
        createdAt: clock.now(),
      };
      await store.insert(apiKey, hashOf(key));
      return { key, apiKey };
    },
    async remove(id) {
      if (await store.remove(id)) return;
      throw identityError('api-key-not-found', `There is no API key ${id}.`);
    },
    async actorOf(key) {
      if (!KEY_PATTERN.test(key)) return null;
      const now = clock.now();
      const found = await store.findByHash(hashOf(key), now);
      if (found === null)
        throw identityError(
          'api-key-wrong',
          'This API key was never made, has expired, or has been deleted.',
        );
      const { key: apiKey, makerRole } = found;
      if (apiKey.usedAt === null || now - apiKey.usedAt > MARK_EVERY_MS) await store.markUsed(apiKey.id, now);
      // Who has lost a role has lost it for the keys, too.
      const permissions = apiKey.permissions.filter(
        (permission: KeyPermission) =>
          apiKey.madeBy === null || (makerRole !== null && roleMay(makerRole, permission)),
      );
      return { kind: 'api-key', keyId: apiKey.id, permissions };
    },
  };
}
