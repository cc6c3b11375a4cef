// All SQL of API keys.
import type { Database } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';
import type { KeyPermission, StaffRole } from './permissions.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly KeyPermission[];
  /** The account that made it; null for the owner key. */
  readonly madeBy: string | null;
  /** Epoch milliseconds, as the others; null: never. */
  readonly expiresAt: number | null;
  readonly usedAt: number | null;
  readonly createdAt: number;
}

interface Tables {
  api_keys: {
    id: string;
    name: string;
    key_hash: Buffer;
    permissions: KeyPermission[];
    made_by: string | null;
    expires_at: Date | null;
    used_at: Date | null;
    created_at: Date;
  };
  staff: { account_id: string; role: StaffRole };
}

const columns = [
  'api_keys.id',
  'api_keys.name',
  'api_keys.permissions',
  'api_keys.made_by',
  'api_keys.expires_at',
  'api_keys.used_at',
  'api_keys.created_at',
] as const;

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

/** API keys as they stand in PostgreSQL: of the key itself there is a SHA-256 hash. */
export function createApiKeyStore(database: Database) {
  const db = (database.kysely as Kysely<Tables>).withSchema('identity');
  return {
    async insert(key: ApiKey, keyHash: Buffer): Promise<void> {
      await db
        .insertInto('api_keys')
        .values({
          id: key.id,
          name: key.name,
          key_hash: keyHash,
          permissions: [...key.permissions],
          made_by: key.madeBy,
          expires_at: key.expiresAt === null ? null : new Date(key.expiresAt),
          created_at: new Date(key.createdAt),
        })
        .execute();
    },

    async list(): Promise<readonly ApiKey[]> {
      const rows = await db
        .selectFrom('api_keys')
        .select(columns)
        .orderBy('api_keys.id', 'desc')
        .limit(1_000)
        .execute();
      return rows.map(toKey);
    },

    async count(): Promise<number> {
      const { count } = await db
        .selectFrom('api_keys')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    /** The key with the role that its maker has now. */
    async findByHash(keyHash: Buffer, now: number) {
      const row = await db
        .selectFrom('api_keys')
        .leftJoin('staff', 'staff.account_id', 'api_keys.made_by')
        .select([...columns, 'staff.role'])
        .where('api_keys.key_hash', '=', keyHash)
        .where(({ or, eb }) =>
          or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', new Date(now))]),
        )
        .executeTakeFirst();
      return row === undefined ? null : { key: toKey(row), makerRole: row.role };
    },

    async markUsed(id: string, now: number): Promise<void> {
      await db
        .updateTable('api_keys')
        .set({ used_at: new Date(now) })
        .where('id', '=', id)
        .execute();
    },

    async remove(id: string): Promise<boolean> {
      const { numDeletedRows } = await db.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst();
      return Number(numDeletedRows) > 0;
    },
  };
}

function toKey(row: Omit<Tables['api_keys'], 'key_hash'>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    permissions: row.permissions,
    madeBy: row.made_by,
    expiresAt: row.expires_at?.getTime() ?? null,
    usedAt: row.used_at?.getTime() ?? null,
    createdAt: row.created_at.getTime(),
  };
}
