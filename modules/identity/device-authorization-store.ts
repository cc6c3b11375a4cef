// All SQL of devices that ask to be signed in.
import type { Database } from '@vitascope/platform/database';
import type { Kysely, Transaction } from 'kysely';
import type { DeviceKind } from './device.ts';

/** What asks, as the person sees who is to approve it. */
export interface AskingDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly clientAddress: string;
  /** See `clientOf`. */
  readonly client: string;
  /** Epoch milliseconds, as the other. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type Poll =
  | { readonly outcome: 'pending' | 'slow-down' | 'denied' | 'expired' | 'unknown' }
  | {
      readonly outcome: 'approved';
      readonly accountId: string;
      readonly device: Pick<AskingDevice, 'name' | 'kind'>;
    };

interface AuthorizationsTable {
  device_code_hash: Buffer;
  user_code: string;
  name: string;
  kind: DeviceKind;
  client_address: string;
  client: string;
  state: 'pending' | 'approved' | 'denied';
  account_id: string | null;
  interval_seconds: number;
  polled_at: Date | null;
  created_at: Date;
  expires_at: Date;
}

interface Tables {
  device_authorizations: AuthorizationsTable;
}

/** RFC 8628 §3.5. */
const SLOW_DOWN_SECONDS = 5;
const SLOWEST_SECONDS = 60;
/** A poll that was a little faster under way than the one before it is not too early. */
const EARLY_MS = 1_000;

export type DeviceAuthorizationStore = ReturnType<typeof createDeviceAuthorizationStore>;

export function createDeviceAuthorizationStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');

  return {
    /** False when the user code is taken. */
    async insert(
      codes: { readonly deviceCodeHash: Buffer; readonly userCode: string; readonly intervalSeconds: number },
      device: AskingDevice,
    ): Promise<boolean> {
      const inserted = await db
        .insertInto('device_authorizations')
        .values({
          device_code_hash: codes.deviceCodeHash,
          user_code: codes.userCode,
          name: device.name,
          kind: device.kind,
          client_address: device.clientAddress,
          client: device.client,
          state: 'pending',
          interval_seconds: codes.intervalSeconds,
          created_at: new Date(device.createdAt),
          expires_at: new Date(device.expiresAt),
        })
        .onConflict((conflict) => conflict.column('user_code').doNothing())
        .returning('user_code')
        .executeTakeFirst();
      return inserted !== undefined;
    },

    async pending(userCode: string, now: number): Promise<AskingDevice | null> {
      const row = await db
        .selectFrom('device_authorizations')
        .select(['name', 'kind', 'client_address', 'client', 'created_at', 'expires_at'])
        .where('user_code', '=', userCode)
        .where('state', '=', 'pending')
        .where('expires_at', '>', new Date(now))
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        name: row.name,
        kind: row.kind,
        clientAddress: row.client_address,
        client: row.client,
        createdAt: row.created_at.getTime(),
        expiresAt: row.expires_at.getTime(),
      };
    },

    /** Answers what asks, which only one of all who try at once can do. */
    async decide(
      userCode: string,
      decision: { readonly state: 'approved' | 'denied'; readonly accountId: string; readonly now: number },
    ): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('device_authorizations')
        .set({ state: decision.state, account_id: decision.accountId })
        .where('user_code', '=', userCode)
        .where('state', '=', 'pending')
        .where('expires_at', '>', new Date(decision.now))
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },

    /** What has become of it. An answer is given once; whoever asks too soon has to ask less often from then on. */
    async poll(deviceCodeHash: Buffer, now: number): Promise<Poll> {
      return database.kysely.transaction().execute(async (transaction) => {
        const within = (transaction as Transaction<Tables>).withSchema('identity');
        const row = await within
          .selectFrom('device_authorizations')
          .selectAll()
          .where('device_code_hash', '=', deviceCodeHash)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return { outcome: 'unknown' };
        if (row.expires_at.getTime() <= now) return { outcome: 'expired' };
        const waited = row.polled_at === null ? Number.POSITIVE_INFINITY : now - row.polled_at.getTime();
        const isEarly = waited < row.interval_seconds * 1_000 - EARLY_MS;
        if (isEarly || row.state === 'pending') {
          const seconds = isEarly ? row.interval_seconds + SLOW_DOWN_SECONDS : row.interval_seconds;
          await within
            .updateTable('device_authorizations')
            .set({ polled_at: new Date(now), interval_seconds: Math.min(seconds, SLOWEST_SECONDS) })
            .where('device_code_hash', '=', deviceCodeHash)
            .execute();
          return { outcome: isEarly ? 'slow-down' : 'pending' };
        }
        await within
          .deleteFrom('device_authorizations')
          .where('device_code_hash', '=', deviceCodeHash)
          .execute();
        const { account_id: accountId, name, kind } = row;
        if (row.state === 'denied' || accountId === null) return { outcome: 'denied' };
        return { outcome: 'approved', accountId, device: { name, kind } };
      });
    },

    async removeExpired(before: number): Promise<void> {
      await db.deleteFrom('device_authorizations').where('expires_at', '<=', new Date(before)).execute();
    },
  };
}
