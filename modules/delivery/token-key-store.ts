// Token keys in PostgreSQL: all of delivery's SQL.
import type { Database } from '@vitascope/platform/database';

export interface StoredTokenKey {
  /** Six lower-case letters and digits. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** From then on it verifies nothing; epoch milliseconds. */
  readonly retiresAt: number;
}

export interface TokenKeyStore {
  /** Keys that are not retired at `now` (epoch ms), newest first. */
  list(now: number): Promise<readonly StoredTokenKey[]>;
  insert(key: StoredTokenKey): Promise<void>;
  /** Forgets the keys that were retired before `now` (epoch ms). */
  removeRetired(now: number): Promise<void>;
  /** Holds off every other process that wants to make a key; `null` when one is at it. */
  tryLock(): Promise<(() => Promise<void>) | null>;
}

interface TokenKeyRow {
  id: string;
  secret: Buffer;
  created_at: Date;
  retires_at: Date;
}

export function createTokenKeyStore(database: Database): TokenKeyStore {
  const db = database.kysely.withSchema('delivery');
  return {
    async list(now) {
      const rows = await db
        .selectFrom('token_keys')
        .selectAll()
        .where('retires_at', '>', new Date(now))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return (rows as TokenKeyRow[]).map(toKey);
    },
    async insert({ id, secret, createdAt, retiresAt }) {
      const row: TokenKeyRow = {
        id,
        secret,
        created_at: new Date(createdAt),
        retires_at: new Date(retiresAt),
      };
      await db.insertInto('token_keys').values(row).execute();
    },
    async removeRetired(now) {
      await db.deleteFrom('token_keys').where('retires_at', '<=', new Date(now)).execute();
    },
    tryLock: () => database.tryLock('delivery token keys'),
  };
}

function toKey(row: TokenKeyRow): StoredTokenKey {
  return {
    id: row.id,
    secret: row.secret,
    createdAt: row.created_at.getTime(),
    retiresAt: row.retires_at.getTime(),
  };
}
