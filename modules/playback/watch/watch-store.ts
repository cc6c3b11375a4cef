// All SQL of the watch state: what sessions add up to by profile and title, and what the profile has said itself.
import type { Database } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import { stateOf, type WatchRecord } from './watch-state.ts';

/** Whose state it is. */
export interface Watcher {
  readonly accountId: string;
  readonly profileId: string;
}

/** The last of a page. */
export interface MomentCursor {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly titleId: string;
}

export interface MomentPage {
  readonly after: MomentCursor | null;
  readonly limit: number;
}

/** What a profile says of a title by hand, each with the time when it was last said. */
export type Mark = 'marked_at' | 'unmarked_at' | 'hidden_at' | 'dropped_at';

const times = ['activeAt', 'finishedAt', 'markedAt', 'unmarkedAt', 'hiddenAt', 'droppedAt'] as const;
type Row = Omit<WatchRecord, (typeof times)[number]> & {
  readonly [K in (typeof times)[number]]: Date | null;
};

const DAY_MS = 86_400_000;
const PROFILES_AT_ONCE = 200;

function statesOf(profileId: string | RawBuilder<unknown>, rest: RawBuilder<unknown>): RawBuilder<Row> {
  return sql<Row>`
    select title_id as "titleId", session_id as "sessionId", active_at as "activeAt",
      coalesce(position_ms, 0) as "positionMs", coalesce(duration_ms, 0) as "durationMs",
      is_finished as "isFinished", finished_at as "finishedAt", finished_in as "finishedIn",
      marked_at as "markedAt", unmarked_at as "unmarkedAt", hidden_at as "hiddenAt", dropped_at as "droppedAt",
      played_ms as "playedMs", viewings
    from playback.watch_states where profile_id = ${profileId} and ${rest}`;
}

/** As they stand in jsonb, where a time is text. */
type InJson<T> = { readonly [K in keyof T]: Extract<T[K], Date> extends never ? T[K] : string | null };

/**
 * Where a profile left off in a title, for those who ask for more in the same round trip: an expression of SQL (jsonb)
 * for {@link readPosition}, in milliseconds.
 */
export function positionOf(
  profileId: RawBuilder<unknown>,
  titleId: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`jsonb_build_object(
    'isBehind', exists (select 1 from playback.sessions where profile_id = ${profileId} and not is_folded),
    'state', (select to_jsonb(state) from (${statesOf(profileId, sql`title_id = ${titleId}`)}) as state))`;
}

/** Of what {@link positionOf} found; null where something is to be added up first, as `find` does. */
export function readPosition(found: unknown): number | null {
  const { isBehind, state } = found as { isBehind: boolean; state: InJson<Row> | null };
  if (isBehind) return null;
  if (state === null) return 0;
  const moments = times.map((name) => [name, state[name] === null ? null : new Date(state[name])]);
  return stateOf(toRecord({ ...state, ...Object.fromEntries(moments) } as Row)).positionMs;
}

export function createWatchStore(database: Database) {
  const db = database.kysely;

  async function select(profileId: string, rest: RawBuilder<unknown>): Promise<readonly WatchRecord[]> {
    return (await database.prepared(statesOf(profileId, rest))).map(toRecord);
  }

  /** As `fold` and `select`, in one question where there is nothing to add up, as when something begins to play. */
  async function selectFolded(
    profileId: string,
    condition: RawBuilder<unknown>,
  ): Promise<readonly WatchRecord[]> {
    const rows = await database.prepared(sql<{ isBehind: boolean } & (Row | { titleId: null })>`
      select "isBehind", state.* from (select exists (select 1 from playback.sessions
          where profile_id = ${profileId} and not is_folded) as "isBehind") as behind
        left join (${statesOf(profileId, condition)}) as state on true`);
    if (rows[0]?.isBehind !== true) return rows.flatMap((row) => (row.titleId === null ? [] : toRecord(row)));
    await fold(profileId);
    return select(profileId, condition);
  }

  /** Adds what was said in the profile's sessions since to what they added up to before; once, whoever asks how often. */
  async function fold(profileId: string): Promise<void> {
    await database.prepared(sql`
      with unfolded as (
        select id, account_id, profile_id, title_id, purpose, active_at, position_ms, duration_ms, is_finished,
          finished_at, played_ms, played_ms - folded_played_ms as fresh_ms,
          (finished_at is not null and not is_viewing_counted)::integer as fresh_viewings
        from playback.sessions where profile_id = ${profileId} and not is_folded
        order by id for no key update
      ), marked as (
        update playback.sessions as session set is_folded = true, folded_played_ms = unfolded.played_ms,
          is_viewing_counted = unfolded.finished_at is not null
        from unfolded where session.id = unfolded.id
      ), newest as (
        select distinct on (title_id) unfolded.*,
          sum(fresh_ms) over its as title_ms, sum(fresh_viewings) over its as title_viewings,
          first_value(finished_at) over (its order by finished_at desc nulls last, id desc) as last_finished_at,
          first_value(id) over (its order by finished_at desc nulls last, id desc) as last_finished_in
        from unfolded where title_id is not null and purpose = 'main' and active_at is not null
        window its as (partition by title_id)
        order by title_id, active_at desc, id desc
      )
      insert into playback.watch_states as state (account_id, profile_id, title_id, active_at, session_id, position_ms,
        duration_ms, is_finished, finished_at, finished_in, played_ms, viewings)
      select account_id, profile_id, title_id, active_at, id, position_ms, duration_ms, is_finished, last_finished_at,
        case when last_finished_at is not null then last_finished_in end, title_ms, title_viewings
      from newest
      on conflict (profile_id, title_id) do update set
        active_at = case when ${isNewer} then excluded.active_at else state.active_at end,
        session_id = case when ${isNewer} then excluded.session_id else state.session_id end,
        position_ms = case when ${isNewer} then excluded.position_ms else state.position_ms end,
        duration_ms = case when ${isNewer} then excluded.duration_ms else state.duration_ms end,
        is_finished = case when ${isNewer} then excluded.is_finished else state.is_finished end,
        finished_at = greatest(state.finished_at, excluded.finished_at),
        finished_in = case when ${isFinishedLater} then excluded.finished_in else state.finished_in end,
        played_ms = state.played_ms + excluded.played_ms,
        viewings = state.viewings + excluded.viewings`);
  }

  return {
    async find(profileId: string, titleId: string): Promise<WatchRecord | null> {
      const [record] = await selectFolded(profileId, sql`title_id = ${titleId}`);
      return record ?? null;
    },

    /** In no order. */
    async findMany(profileId: string, titleIds: readonly string[]): Promise<readonly WatchRecord[]> {
      return selectFolded(profileId, sql`title_id = any (${[...titleIds]}::text[])`);
    },

    /** Those that the profile last had to do with, latest first. */
    async recent(profileId: string, limit: number): Promise<readonly WatchRecord[]> {
      await fold(profileId);
      return select(
        profileId,
        sql`(active_at is not null or marked_at is not null)
          order by greatest(active_at, marked_at) desc, title_id limit ${limit}`,
      );
    },

    /** Latest first, without what is hidden. */
    async history(profileId: string, { after, limit }: MomentPage): Promise<readonly WatchRecord[]> {
      await fold(profileId);
      return select(
        profileId,
        sql`active_at is not null and coalesce(active_at > hidden_at, true) and ${behind('active_at', after)}
          order by active_at desc, title_id limit ${limit}`,
      );
    },

    /** Also where there was nothing of the title; the latest time counts. Of several, the last is the latest, by milliseconds. */
    async mark(
      { accountId, profileId }: Watcher,
      titleIds: readonly string[],
      { mark, at }: { readonly mark: Mark; readonly at: number },
    ): Promise<void> {
      const column = sql.ref(mark);
      const times = titleIds.map((_, n) => new Date(at - titleIds.length + 1 + n).toISOString());
      await sql`
        insert into playback.watch_states as state (account_id, profile_id, title_id, ${column})
        select ${accountId}, ${profileId}, title_id, at
        from unnest(${[...titleIds]}::text[], ${times}::timestamptz[]) as said (title_id, at) order by title_id
        on conflict (profile_id, title_id) do update set ${column} = greatest(state.${column}, excluded.${column})`.execute(
        db,
      );
    },

    /** Hides all that there is. */
    async hideAll(profileId: string, at: number): Promise<void> {
      await fold(profileId);
      await sql`update playback.watch_states set hidden_at = greatest(hidden_at, ${new Date(at)}::timestamptz)
        where profile_id = ${profileId} and active_at is not null`.execute(db);
    },

    /** What nobody has read for a day: sessions are not kept for ever. False when there is no more of it. */
    async foldForgotten(now: number): Promise<boolean> {
      const { rows } = await sql<{ profileId: string }>`
        select distinct profile_id as "profileId" from playback.sessions
        where not is_folded and started_at < ${new Date(now - DAY_MS)}::timestamptz
        limit ${PROFILES_AT_ONCE}`.execute(db);
      for (const { profileId } of rows) await fold(profileId);
      return rows.length === PROFILES_AT_ONCE;
    },
  };
}

// Each session's own newest is known; among sessions the later moment wins, and of one moment the same session always.
// That session may have gone on: then what it says now stands for what it said.
const isNewer = sql`coalesce((excluded.active_at, excluded.session_id) >= (state.active_at, state.session_id), true)`;
const isFinishedLater = sql`(excluded.finished_at is not null and coalesce(
  (excluded.finished_at, excluded.finished_in) >= (state.finished_at, state.finished_in), true))`;

export function behind(column: string, after: MomentCursor | null): RawBuilder<boolean> {
  if (after === null) return sql`true`;
  const at = sql`${new Date(after.at)}::timestamptz`;
  return sql`(${sql.ref(column)} < ${at} or (${sql.ref(column)} = ${at} and title_id > ${after.titleId}))`;
}

function toRecord(row: Row): WatchRecord {
  return {
    titleId: row.titleId,
    sessionId: row.sessionId,
    activeAt: row.activeAt?.getTime() ?? null,
    positionMs: row.positionMs,
    durationMs: row.durationMs,
    isFinished: row.isFinished,
    finishedAt: row.finishedAt?.getTime() ?? null,
    finishedIn: row.finishedIn,
    markedAt: row.markedAt?.getTime() ?? null,
    unmarkedAt: row.unmarkedAt?.getTime() ?? null,
    hiddenAt: row.hiddenAt?.getTime() ?? null,
    droppedAt: row.droppedAt?.getTime() ?? null,
    playedMs: row.playedMs,
    viewings: row.viewings,
  };
}
