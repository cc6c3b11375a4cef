/** How much room the database takes. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

export async function databaseBytes({ kysely }: Pick<Database, 'kysely'>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select pg_database_size(current_database())::bigint as bytes`.execute(kysely);
  return Number(rows[0]?.bytes ?? 0);
}
