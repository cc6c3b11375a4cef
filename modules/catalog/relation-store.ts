// All SQL of the graph between titles: what they are to each other, collections, and the people and characters they share.
import type { Database } from '@vitascope/platform/database';
import { type RawBuilder, sql } from 'kysely';
import { type Judgement, visibleTo } from './availability-sql.ts';
import type { RelationKind } from './title.ts';

export const walkWays = ['relations', 'people', 'characters'] as const;
export type WalkWay = (typeof walkWays)[number];

export const MAX_WALK_DEPTH = 4;
export const MAX_WALK_TITLES = 200;

/** Edges of one title, of each way, that are followed: some people are in thousands of titles. One too many tells of a cut. */
const FOLLOWED_EDGES = MAX_WALK_TITLES + 1;
const MAX_EDGES = 1_000;

export type EdgeKind = RelationKind | 'member' | 'person' | 'character';

/** `to` is the … of `from`; people and characters are shared by both, and named by `label`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** The id of a person, or the name of a character. */
  readonly label: string | null;
}

export interface Graph {
  /** Nearest first; the one asked for has distance 0. */
  readonly nodes: readonly { readonly id: string; readonly distance: number }[];
  /** Between these nodes. */
  readonly edges: readonly Edge[];
  /** Whether there was more than may be shown. */
  readonly isCut: boolean;
}

export interface Walk {
  readonly from: string;
  readonly depth: number;
  /** Titles beside the first. */
  readonly limit: number;
  readonly ways: readonly WalkWay[];
  /** Whose eyes: what they may not see is neither shown nor passed through. Null for editors, who see all. */
  readonly judgement: Judgement | null;
}

export type RelationStore = ReturnType<typeof createRelationStore>;

export function createRelationStore(database: Database) {
  return {
    /** The whole neighbourhood in one query. A title is visited once, on the shortest way. */
    async walk(walk: Walk): Promise<Graph> {
      const { rows } = await walkQuery(walk).execute(database.kysely);
      const nodes = rows.flatMap(({ id, distance }) =>
        id === null ? [] : [{ id, distance: distance ?? 0 }],
      );
      const edges = rows.flatMap(({ from_id: from, to_id: to, kind, label }) =>
        from === null || to === null || kind === null ? [] : [{ from, to, kind, label }],
      );
      const isCut = nodes.length > walk.limit + 1 || edges.length > MAX_EDGES;
      return { nodes: nodes.slice(0, walk.limit + 1), edges: edges.slice(0, MAX_EDGES), isCut };
    },
  };
}

interface WalkRow {
  readonly id: string | null;
  readonly distance: number | null;
  readonly from_id: string | null;
  readonly to_id: string | null;
  readonly kind: EdgeKind | null;
  readonly label: string | null;
}

/**
 * Breadth first: each step of the recursion is one row with the titles that are new at its distance and all that have been
 * seen, so that a circle ends where it began and nothing is expanded twice. For a test that looks at its plan.
 */
export function walkQuery({ from, depth, limit, ways, judgement }: Walk): RawBuilder<WalkRow> {
  const room = Math.min(limit, MAX_WALK_TITLES) + 1;
  const visible = judgement === null ? sql`true` : visibleTo(judgement);
  return sql`
    with recursive step as (
      select 0 as distance, array[titles.id] as found, array[titles.id] as seen
      from catalog.titles where titles.id = ${from} and ${visible}
      union all
      select step.distance + 1, next.found, step.seen || next.found
      from step
      cross join lateral (
        select array(
          select candidate.other_id from (
            select edge.other_id, min(edge.rank) as rank, min(source.place) as place
            from unnest(step.found) with ordinality as source (id, place)
            cross join lateral (${edgesAround(ways)}) as edge (other_id, rank)
            where edge.other_id <> all (step.seen)
            group by edge.other_id
          ) as candidate
          join lateral (select * from catalog.titles where id = candidate.other_id offset 0) as titles on true
          where ${visible}
          order by candidate.rank, candidate.place, candidate.other_id
          limit greatest(0, ${room}::integer + 1 - cardinality(step.seen))
        ) as found
        -- Kept apart: otherwise it would be worked out for the condition and once more for the result.
        offset 0
      ) as next
      where step.distance < ${Math.min(depth, MAX_WALK_DEPTH)}::integer and cardinality(next.found) > 0
    ), node as (
      select visited.id, step.distance, visited.place
      from step cross join lateral unnest(step.found) with ordinality as visited (id, place)
    ), edge (from_id, to_id, kind, label, rank) as (${edgesBetween(ways)})
    select id, distance, null as from_id, null as to_id, null as kind, null as label, place as place, '' as sorted
    from node
    union all
    select null, null, from_id, to_id, kind, label, rank, from_id || to_id || coalesce(label, '')
    from (select * from edge order by rank, from_id, to_id, label limit ${MAX_EDGES + 1}) as edge
    order by distance nulls last, place, sorted`;
}

/** What can be reached from `source`: first what editors have said, in their order, then who and what is shared. */
function edgesAround(ways: readonly WalkWay[]): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (ways.includes('relations'))
    parts.push(
      sql`(select to_id as other_id, position as rank from catalog.relations
        where from_id = source.id order by position limit ${FOLLOWED_EDGES})`,
      sql`(select from_id, 1000 + position from catalog.relations
        where to_id = source.id order by from_id limit ${FOLLOWED_EDGES})`,
      sql`(select member_id, 2000 + position from catalog.members
        where title_id = source.id order by position limit ${FOLLOWED_EDGES})`,
      sql`(select title_id, 3000 from catalog.members
        where member_id = source.id order by title_id limit ${FOLLOWED_EDGES})`,
    );
  if (ways.includes('characters'))
    parts.push(sql`(select title_id, 4000 from (${shared('character')}) as shared)`);
  if (ways.includes('people'))
    parts.push(sql`(select title_id, 5000 from (${shared('person_id')}) as shared)`);
  return sql.join(parts, sql` union all `);
}

/** Credits of other titles with what a credit of the `source` has. */
function shared(column: 'person_id' | 'character'): RawBuilder<unknown> {
  const name = sql.ref(column);
  return sql`select theirs.title_id from catalog.credits as ours
    cross join lateral (select title_id from catalog.credits as other
      where other.${name} = ours.${name} and other.title_id <> ours.title_id
      order by title_id desc limit ${FOLLOWED_EDGES}) as theirs
    where ours.title_id = source.id and ours.${name} is not null limit ${FOLLOWED_EDGES}`;
}

/** From each node along its own edges, of which there are never more than a bound: no table is read whole. */
function edgesBetween(ways: readonly WalkWay[]): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (ways.includes('relations'))
    parts.push(
      sql`select node.id, theirs.to_id, theirs.kind, null as label, theirs.position as rank from node
        cross join lateral (select to_id, kind, position from catalog.relations
          where from_id = node.id order by position limit ${FOLLOWED_EDGES}) as theirs
        where theirs.to_id in (select id from node)`,
      sql`select theirs.title_id, node.id, 'member', null, 2000 + theirs.position from node
        cross join lateral (select title_id, position from catalog.members
          where member_id = node.id order by title_id limit ${FOLLOWED_EDGES}) as theirs
        where theirs.title_id in (select id from node)`,
    );
  if (ways.includes('characters')) parts.push(sharedBetween('character', 4000));
  if (ways.includes('people')) parts.push(sharedBetween('person_id', 5000));
  return sql.join(parts, sql` union all `);
}

/** Each pair once. */
function sharedBetween(column: 'person_id' | 'character', rank: number): RawBuilder<unknown> {
  const name = sql.ref(column);
  const kind = column === 'person_id' ? 'person' : 'character';
  return sql`select distinct node.id, theirs.title_id, ${kind}::text, theirs.${name}, ${rank}::integer from node
    cross join lateral (select other.title_id, ours.${name} from catalog.credits as ours
      cross join lateral (select title_id from catalog.credits as each
        where each.${name} = ours.${name} and each.title_id <> ours.title_id
        order by title_id desc limit ${FOLLOWED_EDGES}) as other
      where ours.title_id = node.id and ours.${name} is not null limit ${FOLLOWED_EDGES}) as theirs
    where theirs.title_id > node.id and theirs.title_id in (select id from node)`;
}
