// Writes what many players said in one statement, and tells which of their sessions are over.
import type { Database } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import type { Activity } from './activity.ts';

/** How long a screen stays with a session that says nothing: a crashed player frees its place in less than a minute. */
export const LEASE_SECONDS = 45;

/** Each holds a lock until all are done, and PostgreSQL has room for a few thousand. */
const LOCKED_AT_ONCE = 500;

/** What has been said of one session since it was last written. */
export interface SessionBeats {
  readonly sessionId: string;
  readonly profileId: string;
  readonly activity: Activity;
  /** Whether it plays on, and needs its screen. */
  readonly holdsScreen: boolean;
}

/**
 * Why a session plays no longer: it was ended, gave way to another screen, lost its device or its account's word; it said
 * nothing for so long that another took its place (`lapsed`); it is not there, nor perhaps its profile (`gone`).
 */
export const endReasons = ['ended', 'displaced', 'revoked', 'lapsed', 'gone'] as const;
export type EndReason = (typeof endReasons)[number];

export interface OverSession {
  readonly sessionId: string;
  readonly reason: EndReason;
}

export type BeatStore = ReturnType<typeof createBeatStore>;

export function createBeatStore(database: Database) {
  /** Some that have lapsed get their screens back. */
  async function withoutThoseTakenUp(
    over: readonly OverSession[],
    until: RawBuilder<unknown>,
  ): Promise<readonly OverSession[]> {
    const lapsed = over.filter(({ reason }) => reason === 'lapsed').map(({ sessionId }) => sessionId);
    const again = new Set<string>();
    for (let start = 0; start < lapsed.length; start += LOCKED_AT_ONCE) {
      const some = lapsed.slice(start, start + LOCKED_AT_ONCE);
      const { rows } = await sql<{ id: string }>`
        select id from playback.take_up_again(${some}::text[], ${until}) as id`.execute(database.kysely);
      for (const { id } of rows) again.add(id);
    }
    return over.filter(({ sessionId }) => !again.has(sessionId));
  }

  /** Sessions that are not there. */
  async function gone(beats: readonly SessionBeats[]): Promise<readonly OverSession[]> {
    const ids = beats.map(({ sessionId }) => sessionId);
    const { rows } = await sql<{ id: string }>`
      select id from playback.sessions where id = any (${ids}::text[])`.execute(database.kysely);
    const there = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !there.has(id)).map((sessionId) => ({ sessionId, reason: 'gone' }));
  }

  return {
    /**
     * All or nothing; the same again changes nothing. A position is newer by the order of activity.ts, and stays or goes as
     * a whole. `now` in epoch milliseconds. Returns the sessions that are over.
     */
    async write(beats: readonly SessionBeats[], now: number): Promise<readonly OverSession[]> {
      const at = sql`${new Date(now)}::timestamptz`;
      const until = sql`${new Date(now + LEASE_SECONDS * 1000)}::timestamptz`;
      const { rows } = await sql<{ written: number; over: OverSession[] | null }>`
        with taken as (
          update playback.sessions as session set
            last_sequence = greatest(session.last_sequence, beat.last_sequence),
            played_ms = greatest(session.played_ms, beat.played_ms),
            finished_at = greatest(session.finished_at, to_timestamp(beat.finished_ms / 1000)),
            active_at = case when ${isNewer} then to_timestamp(beat.active_ms / 1000) else session.active_at end,
            sequence = case when ${isNewer} then beat.sequence else session.sequence end,
            position_ms = case when ${isNewer} then beat.position_ms else session.position_ms end,
            duration_ms = case when ${isNewer} then beat.duration_ms else session.duration_ms end,
            is_finished = case when ${isNewer} then beat.is_finished else session.is_finished end,
            is_folded = false,
            lease_expires_at = case
              when beat.holds_screen and session.ended_at is null and session.lease_expires_at > ${at}
              then greatest(session.lease_expires_at, ${until})
              else session.lease_expires_at end
          from (select * from unnest(
              ${column(beats, 'text', ({ sessionId }) => sessionId)},
              ${column(beats, 'boolean', ({ holdsScreen }) => holdsScreen)},
              ${column(beats, 'bigint', ({ activity }) => activity.lastSequence)},
              ${column(beats, 'bigint', ({ activity }) => activity.playedMs)},
              ${column(beats, 'double precision', ({ activity }) => activity.finishedAt)},
              ${column(beats, 'double precision', ({ activity }) => activity.activeAt)},
              ${column(beats, 'bigint', ({ activity }) => activity.sequence)},
              ${column(beats, 'bigint', ({ activity }) => activity.positionMs)},
              ${column(beats, 'bigint', ({ activity }) => activity.durationMs)},
              ${column(beats, 'boolean', ({ activity }) => activity.isFinished)}
            ) as beat (session_id, holds_screen, last_sequence, played_ms, finished_ms, active_ms, sequence,
              position_ms, duration_ms, is_finished)
            -- One order for all processes, so that they wait for each other and not in a circle.
            order by session_id) as beat
          where session.id = beat.session_id
          returning session.id, case
            when session.ended_at is not null then coalesce(session.end_reason, 'ended')
            when beat.holds_screen and session.lease_expires_at <= ${at} then 'lapsed' end as reason
        )
        select (select count(*) from taken)::integer as written, (select jsonb_agg(jsonb_build_object(
          'sessionId', id, 'reason', reason)) from taken where reason is not null) as over`.execute(
        database.kysely,
      );
      const { written = 0, over } = rows[0] ?? {};
      const found = await withoutThoseTakenUp(over ?? [], until);
      return written === beats.length ? found : [...found, ...(await gone(beats))];
    },
  };
}

// Within a session. What nothing was said of has no moment, and every beat is newer.
const isNewer = sql`(to_timestamp(beat.active_ms / 1000), beat.sequence, beat.position_ms, beat.duration_ms,
  beat.is_finished) > (coalesce(session.active_at, '-infinity'), session.sequence, session.position_ms,
  session.duration_ms, session.is_finished)`;

/**
 * One value of each, as PostgreSQL reads an array; ids have no character that means something in it. In a query of its own,
 * so that the planner does not see how many there are: it would read and hash the whole table for a batch that is a tenth
 * of it, which costs half as much again as finding each row by its key.
 */
function column(
  beats: readonly SessionBeats[],
  type: 'text' | 'boolean' | 'bigint' | 'double precision',
  pick: (beats: SessionBeats) => string | number | boolean | null,
): RawBuilder<unknown> {
  let list = '';
  for (const one of beats) list += list === '' ? (pick(one) ?? 'NULL') : `,${pick(one) ?? 'NULL'}`;
  return sql`(select ${`{${list}}`}::${sql.raw(type)}[])`;
}
