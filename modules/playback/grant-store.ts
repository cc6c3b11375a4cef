// Grants in PostgreSQL.
import type { Database } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import type { Grant, GrantScope } from './grant.ts';

export interface GrantFilter {
  readonly accountId?: string | undefined;
  readonly titleId?: string | undefined;
  readonly externalRef?: string | undefined;
  /** Only those that count at that moment, epoch milliseconds. */
  readonly validAt?: number | undefined;
}

interface Row extends Omit<Grant, 'scope' | 'startsAt' | 'endsAt' | 'createdAt' | 'revokedAt'> {
  readonly scope: GrantScope['kind'];
  readonly plan: string | null;
  readonly titleId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

const columns = sql`id, account_id as "accountId", source, scope, plan, title_id as "titleId", screens,
  starts_at as "startsAt", ends_at as "endsAt", external_ref as "externalRef", note, actor, created_at as "createdAt",
  revoked_at as "revokedAt", revoked_by as "revokedBy"`;

/** PostgreSQL, appendix A. */
const FOREIGN_KEY_VIOLATION = '23503';

export type GrantStore = ReturnType<typeof createGrantStore>;

export function createGrantStore(database: Database) {
  async function one(statement: RawBuilder<Row>): Promise<Grant | null> {
    const { rows } = await statement.execute(database.kysely);
    return rows[0] === undefined ? null : toGrant(rows[0]);
  }

  return {
    /** Says which of the two was in the way, if one was: the reference is taken, or there is no such account. */
    async insert(grant: Grant): Promise<'inserted' | 'reference-taken' | 'no-account'> {
      const { scope } = grant;
      try {
        const { rows } = await sql`
          insert into playback.grants (id, account_id, source, scope, plan, title_id, screens, starts_at, ends_at,
            external_ref, note, actor, created_at)
          values (${grant.id}, ${grant.accountId}, ${grant.source}, ${scope.kind},
            ${scope.kind === 'plan' ? scope.plan : null}, ${scope.kind === 'title' ? scope.titleId : null},
            ${grant.screens}, ${new Date(grant.startsAt)}, ${grant.endsAt === null ? null : new Date(grant.endsAt)},
            ${grant.externalRef}, ${grant.note}, ${grant.actor}, ${new Date(grant.createdAt)})
          on conflict (external_ref) do nothing returning id`.execute(database.kysely);
        return rows.length === 0 ? 'reference-taken' : 'inserted';
      } catch (error) {
        if ((error as { code?: string }).code === FOREIGN_KEY_VIOLATION) return 'no-account';
        throw error;
      }
    },

    find: (id: string): Promise<Grant | null> =>
      one(sql<Row>`select ${columns} from playback.grants where id = ${id}`),

    findByReference: (externalRef: string): Promise<Grant | null> =>
      one(sql<Row>`select ${columns} from playback.grants where external_ref = ${externalRef}`),

    /** Newest first. */
    async list(
      filter: GrantFilter,
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<readonly Grant[]> {
      const conditions = [sql`true`];
      if (filter.accountId !== undefined) conditions.push(sql`account_id = ${filter.accountId}`);
      if (filter.titleId !== undefined) conditions.push(sql`title_id = ${filter.titleId}`);
      if (filter.externalRef !== undefined) conditions.push(sql`external_ref = ${filter.externalRef}`);
      if (filter.validAt !== undefined) {
        const at = sql`${new Date(filter.validAt)}::timestamptz`;
        conditions.push(
          sql`revoked_at is null and starts_at <= ${at} and (ends_at is null or ends_at > ${at})`,
        );
      }
      if (page.after !== null) conditions.push(sql`id < ${page.after}`);
      const { rows } = await sql<Row>`select ${columns} from playback.grants
        where ${sql.join(conditions, sql` and `)} order by id desc limit ${page.limit}`.execute(
        database.kysely,
      );
      return rows.map(toGrant);
    },

    /** Revoking what is revoked changes nothing. Null where there is no such grant. */
    revoke: (id: string, by: { readonly actor: string; readonly at: number }): Promise<Grant | null> =>
      one(sql<Row>`update playback.grants set revoked_by = coalesce(revoked_by, ${by.actor}),
        revoked_at = coalesce(revoked_at, ${new Date(by.at)}::timestamptz) where id = ${id} returning ${columns}`),
  };
}

function toGrant({ plan, titleId, scope, ...row }: Row): Grant {
  return {
    id: row.id,
    accountId: row.accountId,
    source: row.source,
    scope: toScope({ scope, plan, titleId }),
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt?.getTime() ?? null,
    screens: row.screens,
    externalRef: row.externalRef,
    note: row.note,
    actor: row.actor,
    createdAt: row.createdAt.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
    revokedBy: row.revokedBy,
  };
}

/** Three columns, of which the others are null where one says it. */
export function toScope({ scope, plan, titleId }: Pick<Row, 'scope' | 'plan' | 'titleId'>): GrantScope {
  if (scope === 'plan') return { kind: 'plan', plan: plan ?? '' };
  return scope === 'title' ? { kind: 'title', titleId: titleId ?? '' } : { kind: 'everything' };
}
