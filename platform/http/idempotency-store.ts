/** Requests with an `Idempotency-Key`, as they stand in PostgreSQL. */
import { sql } from 'kysely';
import type { Database } from '../database/index.ts';

/** The outcome of taking a key: ours now, somebody's who is at work, or answered. */
export type Taken =
  | { readonly kind: 'ours' }
  | { readonly kind: 'running' }
  | { readonly kind: 'other-request' }
  | { readonly kind: 'answered'; readonly answer: Buffer };

export interface IdempotencyStore {
  /** Takes the key for `leaseSeconds`: nobody else runs the request until it is answered, dropped, or the lease is over. */
  take(
    id: Buffer,
    request: { readonly fingerprint: Buffer; readonly holder: string; readonly leaseSeconds: number },
  ): Promise<Taken>;
  /** Keeps the answer, if the key is still the holder's. */
  answer(id: Buffer, holder: string, answer: Buffer): Promise<void>;
  /** Lets the key go, so that the request can be made again. */
  drop(id: Buffer, holder: string): Promise<void>;
  /** Removes what is older than a day. */
  sweep(): Promise<void>;
}

const table = sql.table('http.idempotency');
const KEPT = sql`interval '24 hours'`;
/** Rows in a statement: none of them holds locks for long. */
const SWEPT_AT_ONCE = 5_000;

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const db = database.kysely;
  return {
    async take(id, { fingerprint, holder, leaseSeconds }) {
      // One statement decides between all processes; a row that is over counts as none.
      const { rows } = await sql<{ id: Buffer }>`
        insert into ${table} as kept (id, fingerprint, holder, lease_until)
        values (${id}, ${fingerprint}, ${holder}, now() + make_interval(secs => ${leaseSeconds}))
        on conflict (id) do update
          set fingerprint = excluded.fingerprint, holder = excluded.holder, lease_until = excluded.lease_until,
            answer = null, created_at = now()
          where kept.created_at < now() - ${KEPT}
            or (kept.answer is null and kept.lease_until < now() and kept.fingerprint = excluded.fingerprint)
        returning id`.execute(db);
      if (rows.length > 0) return { kind: 'ours' };
      const found = await sql<{ fingerprint: Buffer; answer: Buffer | null }>`
        select fingerprint, answer from ${table} where id = ${id}`.execute(db);
      const row = found.rows[0];
      // Dropped at this very moment: asking again will do.
      if (row === undefined) return { kind: 'running' };
      if (!row.fingerprint.equals(fingerprint)) return { kind: 'other-request' };
      return row.answer === null ? { kind: 'running' } : { kind: 'answered', answer: row.answer };
    },
    async answer(id, holder, answer) {
      await sql`update ${table} set answer = ${answer} where id = ${id} and holder = ${holder}`.execute(db);
    },
    async drop(id, holder) {
      await sql`delete from ${table} where id = ${id} and holder = ${holder} and answer is null`.execute(db);
    },
    async sweep() {
      await sql`delete from ${table} where id in (
        select id from ${table} where created_at < now() - ${KEPT} limit ${SWEPT_AT_ONCE})`.execute(db);
    },
  };
}
