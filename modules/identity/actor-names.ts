// What those who act are called, for lists of what they did.
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';

export function createActorNames(database: Database) {
  return async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<{ id: string; name: string }>`
      select id, name from identity.accounts where id = any(${ids}::text[])
      union all select id, name from identity.api_keys where id = any(${ids}::text[])`.execute(
      database.kysely,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  };
}
