// Where titles stand in a series, and what follows them; whoever may see them. For lists of what was watched.
import type { Database } from '@vitascope/platform/database';
import { sql } from 'kysely';

export interface Episodes {
  /** The series of each episode and season among the titles, and of each series itself; others are not in the answer. */
  seriesOf(titleIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * The episode after each of these; none after the last. Specials (season 0) are followed by specials only, and follow
   * nothing else.
   */
  after(episodeIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The episodes of a series or season, in order; of anything else the title alone. */
  within(titleId: string): Promise<readonly string[]>;
  /** Where a series begins; specials only where there is nothing else. */
  firstOf(seriesId: string): Promise<string | null>;
}

/** The longest series of the world has fewer than twenty thousand; who watches one marks it season by season. */
const MAX_EPISODES = 5_000;

export function createEpisodes(database: Database): Episodes {
  const db = database.kysely;
  return {
    async seriesOf(titleIds) {
      const { rows } = await sql<{ id: string; seriesId: string }>`
        select titles.id, titles.lineage[cardinality(titles.lineage)] as "seriesId" from catalog.titles
        where titles.id = any (${[...titleIds]}::text[]) and titles.kind in ('episode', 'season', 'series')`.execute(
        db,
      );
      return new Map(rows.map(({ id, seriesId }) => [id, seriesId]));
    },
    async after(episodeIds) {
      const { rows } = await sql<{ id: string; nextId: string }>`
        select this.id, follower.id as "nextId"
        from catalog.titles as this
          join catalog.titles as its on its.id = this.parent_id
          cross join lateral (
            select next.id from catalog.titles as season
              join catalog.titles as next on next.parent_id = season.id and next.kind = 'episode'
            where season.parent_id = its.parent_id and season.kind = 'season'
              and (season.id = its.id or (its.number > 0 and season.number > its.number))
              and (season.number, next.number) > (its.number, this.number)
            order by season.number, next.number limit 1
          ) as follower
        where this.id = any (${[...episodeIds]}::text[]) and this.kind = 'episode'`.execute(db);
      return new Map(rows.map(({ id, nextId }) => [id, nextId]));
    },
    async within(titleId) {
      const { rows } = await sql<{ id: string }>`
        select episode.id from catalog.titles as episode join catalog.titles as season on season.id = episode.parent_id
        where episode.kind = 'episode' and (season.id = ${titleId} or season.parent_id = ${titleId})
        order by season.number, episode.number limit ${MAX_EPISODES}`.execute(db);
      return rows.length === 0 ? [titleId] : rows.map(({ id }) => id);
    },
    async firstOf(seriesId) {
      const { rows } = await sql<{ id: string }>`
        select episode.id from catalog.titles as season
          join catalog.titles as episode on episode.parent_id = season.id and episode.kind = 'episode'
        where season.parent_id = ${seriesId} and season.kind = 'season'
        order by season.number = 0, season.number, episode.number limit 1`.execute(db);
      return rows[0]?.id ?? null;
    },
  };
}
