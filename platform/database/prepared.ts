/** Statements that PostgreSQL plans once for each connection: for those that are long and asked often. */
import { createHash } from 'node:crypto';
import type { Kysely, RawBuilder } from 'kysely';
import type pg from 'pg';

export type AskPrepared = <R>(statement: RawBuilder<R>) => Promise<readonly R[]>;

/** Each stays in the memory of each connection; statements beyond that many are planned each time. */
const MOST_STATEMENTS = 100;

export function createPrepared(pool: pg.Pool, kysely: Kysely<unknown>): AskPrepared {
  const names = new Map<string, string>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_STATEMENTS) return known;
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  }

  return async <R>(statement: RawBuilder<R>): Promise<readonly R[]> => {
    const { sql: text, parameters } = statement.compile(kysely);
    const name = nameOf(text);
    const query = { text, values: [...parameters], ...(name === undefined ? {} : { name }) };
    return (await pool.query(query)).rows as R[];
  };
}
