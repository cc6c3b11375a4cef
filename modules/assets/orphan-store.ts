// What the database says of objects: whose they are, and which of their owners exist.
import type { Database } from '@vitascope/platform/database';
import type { Kysely } from 'kysely';

export interface OrphanStore {
  /** The name by which an object store knows this database. */
  ownerName(): Promise<string>;
  /** Those of the asset ids that exist. */
  existingAssets(ids: readonly string[]): Promise<Set<string>>;
  /** Those of the keys that an asset has for its source, or an upload for its bytes. */
  existingSources(keys: readonly string[]): Promise<Set<string>>;
}

interface Tables {
  assets: { id: string; source_key: string };
  uploads: { key: string };
  object_owner: { name: string };
}

export function createOrphanStore(database: Database): OrphanStore {
  const db = (database.kysely as Kysely<Tables>).withSchema('assets');
  return {
    async ownerName() {
      return (await db.selectFrom('object_owner').select('name').executeTakeFirstOrThrow()).name;
    },
    async existingAssets(ids) {
      if (ids.length === 0) return new Set();
      const rows = await db.selectFrom('assets').select('id').where('id', 'in', ids).execute();
      return new Set(rows.map(({ id }) => id));
    },
    async existingSources(keys) {
      if (keys.length === 0) return new Set();
      const rows = await db
        .selectFrom('assets')
        .select('source_key as key')
        .where('source_key', 'in', keys)
        .union(db.selectFrom('uploads').select('key').where('key', 'in', keys))
        .execute();
      return new Set(rows.map(({ key }) => key));
    },
  };
}
