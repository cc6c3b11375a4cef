// All SQL of devices.
import type { Database } from '@vitascope/platform/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Device, DeviceKind } from './device.ts';

interface DevicesTable {
  id: string;
  account_id: string;
  token_hash: Buffer;
  name: string;
  kind: DeviceKind;
  created_at: Date;
  seen_at: Date;
  revoked_at: Date | null;
}

interface Tables {
  devices: DevicesTable;
  sessions: { id: string; account_id: string; device_id: string | null; expires_at: Date };
  accounts: { id: string };
}

/** An installation that signs in, and what it is called where it is new to the account. */
export type NewDevice = Pick<Device, 'id' | 'name' | 'kind'> & { readonly tokenHash: Buffer };

const columns = ['id', 'name', 'kind', 'created_at', 'seen_at', 'revoked_at'] as const;

export type DeviceStore = ReturnType<typeof createDeviceStore>;

/** Devices as they stand in PostgreSQL. A device of another account is one that is not there. */
export function createDeviceStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  const transact = <T>(work: (within: Kysely<Tables>) => Promise<T>): Promise<T> =>
    database.kysely
      .transaction()
      .execute((transaction) => work((transaction as Transaction<Tables>).withSchema('identity')));

  return {
    /**
     * The id of the account's device with this installation's token, made where there is none, and null where it has been
     * revoked. When there are more than `most`, those are forgotten that have no session, and then those not seen for longest.
     */
    async recognize(accountId: string, device: NewDevice, most: number, now: number): Promise<string | null> {
      return transact(async (within) => {
        // Two at once come one after the other.
        await within.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
        const known = await within
          .selectFrom('devices')
          .select(['id', 'revoked_at'])
          .where('account_id', '=', accountId)
          .where('token_hash', '=', device.tokenHash)
          .executeTakeFirst();
        if (known !== undefined) return known.revoked_at === null ? known.id : null;
        const seenAt = new Date(now);
        await within
          .insertInto('devices')
          .values({
            id: device.id,
            account_id: accountId,
            token_hash: device.tokenHash,
            name: device.name,
            kind: device.kind,
            created_at: seenAt,
            seen_at: seenAt,
          })
          .execute();
        await forgetBeyond(within, { accountId, exceptId: device.id, most, now });
        return device.id;
      });
    },

    /** Gives a session from before there were devices the one that it is used on. */
    async adopt(sessionId: string, deviceId: string): Promise<void> {
      await db
        .updateTable('sessions')
        .set({ device_id: deviceId })
        .where('id', '=', sessionId)
        .where('device_id', 'is', null)
        .execute();
    },

    async markSeen(id: string, now: number, everyMs: number): Promise<void> {
      await db
        .updateTable('devices')
        .set({ seen_at: new Date(now) })
        .where('id', '=', id)
        .where('seen_at', '<', new Date(now - everyMs))
        .execute();
    },

    async list(accountId: string): Promise<readonly Device[]> {
      const rows = await db
        .selectFrom('devices')
        .select(columns)
        .where('account_id', '=', accountId)
        .orderBy('seen_at', 'desc')
        .orderBy('id', 'desc')
        .limit(200)
        .execute();
      return rows.map(toDevice);
    },

    async find(accountId: string, id: string): Promise<Device | null> {
      const row = await db
        .selectFrom('devices')
        .select(columns)
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : toDevice(row);
    },

    async rename(accountId: string, id: string, name: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('devices')
        .set({ name })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },

    /**
     * Revokes the device and ends its sessions. Their rows stay for a while, so that whoever comes with one can be told why;
     * a process of an older version takes them for expired.
     */
    async revoke(accountId: string, id: string, now: number): Promise<boolean> {
      return transact(async (within) => {
        const revokedAt = new Date(now);
        const { numUpdatedRows } = await within
          .updateTable('devices')
          .set({ revoked_at: sql<Date>`coalesce(revoked_at, ${revokedAt})` })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .executeTakeFirst();
        await within
          .updateTable('sessions')
          .set({ expires_at: revokedAt })
          .where('account_id', '=', accountId)
          .where('device_id', '=', id)
          .where('expires_at', '>', revokedAt)
          .execute();
        return Number(numUpdatedRows) > 0;
      });
    },

    /** Forgets devices that nobody has used since that time, and those that were revoked before it. */
    async removeUnused(since: number): Promise<void> {
      await db
        .deleteFrom('devices')
        .where(sql<Date>`coalesce(revoked_at, seen_at)`, '<', new Date(since))
        .execute();
    },
  };
}

async function forgetBeyond(
  within: Kysely<Tables>,
  {
    accountId,
    exceptId,
    most,
    now,
  }: { readonly accountId: string; readonly exceptId: string; readonly most: number; readonly now: number },
): Promise<void> {
  await within
    .deleteFrom('devices')
    .where('id', 'in', (query) =>
      query
        .selectFrom('devices')
        .select('devices.id')
        .where('devices.account_id', '=', accountId)
        .where('devices.id', '!=', exceptId)
        .orderBy(
          ({ exists, selectFrom }) =>
            exists(
              selectFrom('sessions')
                .select('sessions.id')
                .whereRef('sessions.device_id', '=', 'devices.id')
                .where('sessions.expires_at', '>', new Date(now)),
            ),
          'desc',
        )
        .orderBy('devices.seen_at', 'desc')
        .orderBy('devices.id', 'desc')
        .offset(most - 1),
    )
    .execute();
}

function toDevice(row: Omit<DevicesTable, 'account_id' | 'token_hash'>): Device {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    createdAt: row.created_at.getTime(),
    seenAt: row.seen_at.getTime(),
    revokedAt: row.revoked_at?.getTime() ?? null,
  };
}
