/** Statements that PostgreSQL plans once for each connection: for those that are long and asked often. */
import { createHash } from 'node:crypto';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type pg from 'pg';

export type AskPrepared = <R>(statement: RawBuilder<R>) => Promise<readonly R[]>;

/** Stands for a value that each asking gives by its name. */
export type Named<V> = <K extends keyof V & string>(name: K) => RawBuilder<V[K]>;

/** As {@link AskPrepared}, for a statement whose text is put together once as well: at the first asking. */
export type PrepareStatement = <V extends object, R>(
  write: (value: Named<V>) => RawBuilder<R>,
) => (values: V) => Promise<readonly R[]>;

/** Each stays in the memory of each connection; statements beyond that many are planned each time. */
const MOST_STATEMENTS = 100;

class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export function createPrepared(
  pool: pg.Pool,
  kysely: Kysely<unknown>,
): { readonly ask: AskPrepared; readonly statement: PrepareStatement } {
  const names = new Map<string, string>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_STATEMENTS) return known;
    const name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
    return name;
  }

  function write(statement: RawBuilder<unknown>) {
    const { sql: text, parameters } = statement.compile(kysely);
    const name = nameOf(text);
    return { query: { text, ...(name === undefined ? {} : { name }) }, parameters };
  }

  return {
    async ask<R>(statement: RawBuilder<R>): Promise<readonly R[]> {
      const { query, parameters } = write(statement);
      return (await pool.query({ ...query, values: [...parameters] })).rows as R[];
    },
    statement<V extends object, R>(statement: (value: Named<V>) => RawBuilder<R>) {
      let written: ReturnType<typeof write> | undefined;
      return async (values: V): Promise<readonly R[]> => {
        written ??= write(statement((name) => sql.val(new Slot(name)) as RawBuilder<never>));
        const { query, parameters } = written;
        const given = parameters.map((held) =>
          held instanceof Slot ? (values as Record<string, unknown>)[held.name] : held,
        );
        return (await pool.query({ ...query, values: given })).rows as R[];
      };
    },
  };
}
