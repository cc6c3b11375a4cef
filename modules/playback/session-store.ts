// Playback sessions and the screens that they hold, in PostgreSQL.
import type { Database, Named } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import type { Purpose } from './decide.ts';
import { type DecisionValues, decisionValues, type RecordedDecision, recording } from './decision-store.ts';

/** Lapsed this long ago, a session is of no use even to a device that was offline. */
const KEPT_MS = 30 * 86_400_000;
const SWEPT_AT_ONCE = 10_000;

export interface PlaybackSession {
  readonly id: string;
  readonly accountId: string;
  readonly profileId: string;
  readonly deviceId: string | null;
  readonly deviceKind: string | null;
  readonly titleId: string | null;
  readonly assetId: string;
  readonly purpose: Purpose;
  readonly territory: string | null;
  /** Epoch milliseconds, as the others. */
  readonly startedAt: number;
  /** Until then it holds a screen, unless it has ended. */
  readonly leaseExpiresAt: number;
  readonly endedAt: number | null;
  readonly endReason: 'ended' | 'displaced' | 'revoked' | null;
}

export interface Room {
  readonly most: number;
  /** Whether others give way when there is none. */
  readonly displaces: boolean;
}

type Times = 'startedAt' | 'leaseExpiresAt' | 'endedAt';
type Row = Omit<PlaybackSession, Times> & {
  readonly startedAt: Date;
  readonly leaseExpiresAt: Date;
  readonly endedAt: Date | null;
};

export type SessionStore = ReturnType<typeof createSessionStore>;

export function createSessionStore(database: Database) {
  const beginOnScreen = database.statement((value: Named<BeginValues>) =>
    beginning(value, roomFor(value as Named<RoomValues>)),
  );
  const beginBeside = database.statement((value: Named<BeginValues>) => beginning(value, noRoomNeeded));
  const renewOnScreen = database.statement((value: Named<RoomValues>) => renewing(value, roomFor(value)));
  const renewBeside = database.statement((value: Named<RoomValues>) => renewing(value, noRoomNeeded));

  async function select(condition: RawBuilder<unknown>): Promise<readonly PlaybackSession[]> {
    const { rows } = await sql<Row>`
      select id, account_id as "accountId", profile_id as "profileId", device_id as "deviceId",
        device_kind as "deviceKind", title_id as "titleId", asset_id as "assetId", purpose, territory,
        started_at as "startedAt", lease_expires_at as "leaseExpiresAt", ended_at as "endedAt",
        end_reason as "endReason"
      from playback.sessions where ${condition} order by started_at desc, id desc limit 200`.execute(
      database.kysely,
    );
    return rows.map((row) => ({
      ...row,
      startedAt: row.startedAt.getTime(),
      leaseExpiresAt: row.leaseExpiresAt.getTime(),
      endedAt: row.endedAt?.getTime() ?? null,
    }));
  }

  return {
    /**
     * Inserts the session if there is room for its screen, and records the decision either way, in one round trip. Returns
     * the sessions that gave way; null where there was no room. However many begin at once, no more than `most` hold a screen.
     */
    async begin(
      session: PlaybackSession,
      room: Room,
      also: { readonly replaces: string | null; readonly decision: RecordedDecision },
    ): Promise<readonly string[] | null> {
      const ask = session.purpose === 'main' ? beginOnScreen : beginBeside;
      const [found] = await ask({
        ...decisionValues(also.decision),
        ...session,
        startedAt: new Date(session.startedAt),
        leaseExpiresAt: new Date(session.leaseExpiresAt),
        ...room,
        kept: [also.replaces ?? ''],
        replaces: also.replaces,
      });
      return found?.displaced ?? null;
    },

    /**
     * As `begin`, for a session that is there: its lease lasts until `leaseExpiresAt` if it still has its place, or finds
     * one. `ended` where it has ended meanwhile.
     */
    async renew(
      session: Pick<PlaybackSession, 'id' | 'accountId' | 'leaseExpiresAt' | 'purpose'> & {
        readonly now: number;
      },
      room: Room,
      decision: RecordedDecision,
    ): Promise<readonly string[] | 'ended' | null> {
      const ask = session.purpose === 'main' ? renewOnScreen : renewBeside;
      const [found] = await ask({
        ...decisionValues(decision),
        id: session.id,
        accountId: session.accountId,
        startedAt: new Date(session.now),
        leaseExpiresAt: new Date(session.leaseExpiresAt),
        ...room,
        kept: [session.id],
      });
      const { displaced = null, isRenewed = false } = found ?? {};
      return displaced === null || isRenewed ? displaced : 'ended';
    },

    async find(accountId: string, id: string): Promise<PlaybackSession | null> {
      const [session] = await select(sql`account_id = ${accountId} and id = ${id}`);
      return session ?? null;
    },

    /** Those that hold a screen at `now` (epoch ms), newest first. */
    onScreen: (accountId: string, now: number): Promise<readonly PlaybackSession[]> =>
      select(sql`account_id = ${accountId} and ended_at is null and purpose = 'main'
        and lease_expires_at > ${new Date(now)}::timestamptz`),

    /** False where the account has no such session. Ending one that has ended changes nothing. */
    async end(accountId: string, id: string, now: number): Promise<boolean> {
      const { rows } = await sql<{ id: string }>`
        update playback.sessions set ended_at = coalesce(ended_at, ${new Date(now)}::timestamptz),
          end_reason = coalesce(end_reason, 'ended')
        where account_id = ${accountId} and id = ${id} returning id`.execute(database.kysely);
      return rows.length > 0;
    },

    /** Not before what was watched in it has been added up. */
    async removeOld(now: number): Promise<void> {
      const before = sql`${new Date(now - KEPT_MS)}::timestamptz`;
      for (;;) {
        const { numAffectedRows = 0n } = await sql`
          delete from playback.sessions where id in (select id from playback.sessions
            where started_at < ${before} and lease_expires_at < ${before} and is_folded limit ${SWEPT_AT_ONCE})`.execute(
          database.kysely,
        );
        if (Number(numAffectedRows) < SWEPT_AT_ONCE) return;
      }
    },
  };
}

type Begun = Pick<
  PlaybackSession,
  | 'id'
  | 'accountId'
  | 'profileId'
  | 'deviceId'
  | 'deviceKind'
  | 'titleId'
  | 'assetId'
  | 'purpose'
  | 'territory'
>;
type RoomValues = DecisionValues &
  Room & {
    readonly id: string;
    readonly accountId: string;
    readonly startedAt: Date;
    readonly leaseExpiresAt: Date;
    /** Sessions that hold no screen against this one. */
    readonly kept: readonly string[];
  };
type BeginValues = RoomValues & Begun & { readonly replaces: string | null };

function beginning(
  value: Named<BeginValues>,
  room: RawBuilder<unknown>,
): RawBuilder<{ displaced: string[] | null }> {
  const at = sql`${value('startedAt')}::timestamptz`;
  return sql`
    with room as materialized (select ${room} as displaced from (${soon}) as soon),
      replaced as (
        update playback.sessions as old set ended_at = ${at}, end_reason = 'ended' from room
        where old.id = ${value('replaces')}::text and old.account_id = ${value('accountId')} and old.ended_at is null
          and room.displaced is not null),
      begun as (
        insert into playback.sessions (id, account_id, profile_id, device_id, device_kind, title_id, asset_id, purpose,
          territory, started_at, lease_expires_at)
        select ${value('id')}, ${value('accountId')}, ${value('profileId')}, ${value('deviceId')},
          ${value('deviceKind')}, ${value('titleId')}, ${value('assetId')}, ${value('purpose')},
          ${value('territory')}, ${at}, ${value('leaseExpiresAt')}::timestamptz
        from room where room.displaced is not null),
      recorded as (${recording(value as Named<DecisionValues>, reasonIn(sql`room`), sql`from room`)})
    select displaced from room`;
}

function renewing(
  value: Named<RoomValues>,
  room: RawBuilder<unknown>,
): RawBuilder<{ displaced: string[] | null; isRenewed: boolean }> {
  const held = sql`exists (select 1 from playback.sessions as own where own.id = ${value('id')}
    and own.ended_at is null and own.lease_expires_at > ${value('startedAt')}::timestamptz)`;
  return sql`
    with room as materialized (select case when ${held} then '{}'::text[] else ${room} end as displaced),
      renewed as (
        update playback.sessions as own set lease_expires_at =
          greatest(own.lease_expires_at, ${value('leaseExpiresAt')}::timestamptz)
        from room where own.id = ${value('id')} and own.account_id = ${value('accountId')} and own.ended_at is null
          and room.displaced is not null
        returning own.id),
      recorded as (${recording(value as Named<DecisionValues>, reasonIn(sql`room`), sql`from room`)})
    select displaced, exists (select 1 from renewed) as "isRenewed" from room`;
}

const roomFor = (value: Named<RoomValues>): RawBuilder<unknown> =>
  sql`playback.make_room(${value('accountId')}, ${value('kept')}::text[], ${value('startedAt')}::timestamptz,
    ${value('most')}::integer, ${value('displaces')}::boolean)`;

/** What is no title's main video takes no screen. */
const noRoomNeeded = sql`'{}'::text[]`;

/**
 * Ends the transaction before the log of PostgreSQL is on the disk; others see what it did at once. Should PostgreSQL or its
 * machine fall over, starts of the last moments (three times `wal_writer_delay`, 0.6 s) are forgotten with their record,
 * as if they had not been: their screens are free, and their players hear at the next beat that there is no such session.
 */
const soon = sql`select set_config('synchronous_commit', 'off', true)`;

function reasonIn(room: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${room}.displaced is null then 'too-many-screens' end`;
}
