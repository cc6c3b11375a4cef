// The record of decisions in PostgreSQL.
import type { Database, Named } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import type { RefusalReason } from './decide.ts';

/** A decision as support reads it. */
export interface RecordedDecision {
  readonly id: string;
  readonly accountId: string;
  readonly profileId: string | null;
  readonly sessionId: string | null;
  readonly action: 'start' | 'renew';
  readonly titleId: string | null;
  readonly assetId: string | null;
  readonly deviceId: string | null;
  readonly deviceKind: string | null;
  readonly territory: string | null;
  /** Without its last part. */
  readonly address: string | null;
  /** Null where it was allowed. */
  readonly reason: RefusalReason | null;
  /** What it was made from, as far as it mattered. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly decidedAt: number;
}

export interface DecisionFilter {
  readonly id?: string | undefined;
  readonly accountId?: string | undefined;
  readonly titleId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly isAllowed?: boolean | undefined;
  /** Epoch milliseconds; the end is excluded. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** The newest of an account are kept, however many it makes. */
const MOST_OF_ACCOUNT = 10_000;
const SWEPT_AT_ONCE = 10_000;

type Row = Omit<RecordedDecision, 'decidedAt'> & { readonly decidedAt: Date };

/** What {@link recording} takes, by the names under which it takes it. */
export type DecisionValues = {
  readonly [K in keyof Omit<
    RecordedDecision,
    'facts' | 'decidedAt' | 'reason'
  > as `decision.${K}`]: RecordedDecision[K];
} & {
  /** JSON. */
  readonly 'decision.facts': string;
  readonly 'decision.decidedAt': Date;
};

export function decisionValues(decision: RecordedDecision): DecisionValues {
  return {
    'decision.id': decision.id,
    'decision.accountId': decision.accountId,
    'decision.profileId': decision.profileId,
    'decision.sessionId': decision.sessionId,
    'decision.action': decision.action,
    'decision.titleId': decision.titleId,
    'decision.assetId': decision.assetId,
    'decision.deviceId': decision.deviceId,
    'decision.deviceKind': decision.deviceKind,
    'decision.territory': decision.territory,
    'decision.address': decision.address,
    'decision.facts': JSON.stringify(decision.facts),
    'decision.decidedAt': new Date(decision.decidedAt),
  };
}

/** A statement that records a decision with {@link decisionValues}; `reason` may be an expression over `from`. */
export function recording(
  value: Named<DecisionValues>,
  reason: RawBuilder<unknown>,
  from: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  return sql`insert into playback.decisions (id, account_id, profile_id, session_id, action, title_id, asset_id, device_id,
      device_kind, territory, address, reason, facts, decided_at)
    select ${value('decision.id')}, ${value('decision.accountId')}, ${value('decision.profileId')},
      ${value('decision.sessionId')}, ${value('decision.action')}, ${value('decision.titleId')},
      ${value('decision.assetId')}, ${value('decision.deviceId')}, ${value('decision.deviceKind')},
      ${value('decision.territory')}, ${value('decision.address')}, ${reason}, ${value('decision.facts')}::jsonb,
      ${value('decision.decidedAt')}::timestamptz ${from}`;
}

export type DecisionStore = ReturnType<typeof createDecisionStore>;

export function createDecisionStore(database: Database) {
  const record = database.statement<DecisionValues & { readonly reason: string | null }, unknown>((value) =>
    recording(value as Named<DecisionValues>, sql`${value('reason')}::text`),
  );

  return {
    async record(decision: RecordedDecision): Promise<void> {
      await record({ ...decisionValues(decision), reason: decision.reason });
    },

    /** Newest first. */
    async list(
      filter: DecisionFilter,
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<readonly RecordedDecision[]> {
      const conditions = [sql`true`];
      if (filter.id !== undefined) conditions.push(sql`id = ${filter.id}`);
      if (filter.accountId !== undefined) conditions.push(sql`account_id = ${filter.accountId}`);
      if (filter.titleId !== undefined) conditions.push(sql`title_id = ${filter.titleId}`);
      if (filter.profileId !== undefined) conditions.push(sql`profile_id = ${filter.profileId}`);
      if (filter.isAllowed !== undefined) conditions.push(sql`(reason is null) = ${filter.isAllowed}`);
      if (filter.from !== undefined) conditions.push(sql`decided_at >= ${new Date(filter.from)}`);
      if (filter.until !== undefined) conditions.push(sql`decided_at < ${new Date(filter.until)}`);
      if (page.after !== null) conditions.push(sql`id < ${page.after}`);
      const { rows } = await sql<Row>`
        select id, account_id as "accountId", profile_id as "profileId", session_id as "sessionId", action,
          title_id as "titleId", asset_id as "assetId", device_id as "deviceId", device_kind as "deviceKind",
          territory, address, reason, facts, decided_at as "decidedAt"
        from playback.decisions where ${sql.join(conditions, sql` and `)}
        order by id desc limit ${page.limit}`.execute(database.kysely);
      return rows.map((row) => ({ ...row, decidedAt: row.decidedAt.getTime() }));
    },

    /** Removes what is older than `before` (epoch ms), and of each account what is beyond the newest ones. */
    async removeOld(before: number): Promise<void> {
      for (;;) {
        const { numAffectedRows = 0n } = await sql`
          delete from playback.decisions where id in (select id from playback.decisions
            where decided_at < ${new Date(before)} limit ${SWEPT_AT_ONCE})`.execute(database.kysely);
        if (Number(numAffectedRows) < SWEPT_AT_ONCE) break;
      }
      await sql`
        delete from playback.decisions as old using (
          select account_id from playback.decisions group by account_id having count(*) > ${MOST_OF_ACCOUNT}) as busy
        where old.account_id = busy.account_id and old.id < (
          select id from playback.decisions as kept where kept.account_id = busy.account_id
          order by kept.id desc offset ${MOST_OF_ACCOUNT - 1} limit 1)`.execute(database.kysely);
    },
  };
}
