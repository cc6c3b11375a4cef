// Signing keys in PostgreSQL: the one table `token_keys` of whoever signs.
import type { Database } from '../database/index.ts';

export interface StoredSigningKey {
  /** Six lower-case letters and digits. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** From then on it verifies nothing; epoch milliseconds. */
  readonly retiresAt: number;
}

export interface SigningKeyStore {
  /** Keys that are not retired at `now` (epoch ms), newest first. */
  list(now: number): Promise<readonly StoredSigningKey[]>;
  insert(key: StoredSigningKey): Promise<void>;
  /** Forgets the keys that were retired before `now` (epoch ms). */
  removeRetired(now: number): Promise<void>;
  /** Holds off every other process that wants to make a key; `null` when one is at it. */
  tryLock(): Promise<(() => Promise<void>) | null>;
}

interface SigningKeyRow {
  id: string;
  secret: Buffer;
  created_at: Date;
  retires_at: Date;
}

export function createSigningKeyStore(database: Database, schema: string): SigningKeyStore {
  const db = database.kysely.withSchema(schema);
  return {
    async list(now) {
      const rows = await db
        .selectFrom('token_keys')
        .selectAll()
        .where('retires_at', '>', new Date(now))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return (rows as SigningKeyRow[]).map(toKey);
    },
    async insert({ id, secret, createdAt, retiresAt }) {
      const row: SigningKeyRow = {
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
    tryLock: () => database.tryLock(`${schema} token keys`),
  };
}

function toKey(row: SigningKeyRow): StoredSigningKey {
  return {
    id: row.id,
    secret: row.secret,
    createdAt: row.created_at.getTime(),
    retiresAt: row.retires_at.getTime(),
  };
}
