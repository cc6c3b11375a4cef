// What titles are to each other, for editors who draw it and viewers who go on from one title to the next.
import type { Clock } from '@vitascope/platform/kernel';
import { type Browse, unknownTitle } from './browse.ts';
import type { Reader, ShownTitle } from './present.ts';
import type { Edge, EdgeKind, Graph, RelationStore, WalkWay } from './relation-store.ts';
import type { Subject } from './rows.ts';
import type { Relation, TitleContent } from './title.ts';
import type { EditOptions, Versioned } from './versioned.ts';

/** What the other title is, seen from this one; a relation is told from both of its ends. */
export const seenRelations = [
  'sequel',
  'prequel',
  'remake',
  'remake-of',
  'spinoff',
  'spinoff-of',
  'adaptation',
  'adaptation-of',
  'franchise',
  'member',
  'related',
  'character',
  'person',
] as const;
export type SeenRelation = (typeof seenRelations)[number];

const backwards: Readonly<Record<EdgeKind, SeenRelation>> = {
  sequel: 'prequel',
  prequel: 'sequel',
  remake: 'remake-of',
  spinoff: 'spinoff-of',
  adaptation: 'adaptation-of',
  franchise: 'member',
  // A collection is what its members belong to.
  member: 'franchise',
  related: 'related',
  person: 'person',
  character: 'character',
};

export interface RelatedTitle {
  /** What it is to the title before it on the shortest way. */
  readonly relation: SeenRelation;
  /** The person's id or the character's name that both share. */
  readonly shares: string | null;
  /** The title before it on the shortest way; at distance 1 the one that was asked for. */
  readonly fromId: string;
  readonly distance: number;
  readonly title: ShownTitle;
}

export interface WalkWish {
  readonly depth: number;
  readonly limit: number;
  readonly ways: readonly WalkWay[];
}

export interface TitleGraph extends Pick<Graph, 'edges' | 'isCut'> {
  readonly nodes: readonly (Graph['nodes'][number] & Pick<Subject<TitleContent>, 'content'>)[];
}

export interface Relations {
  /** Adds one relation at the end; it may be there already. @throws what editing a title throws */
  add(id: string, relation: Relation, options: EditOptions): Promise<Subject<TitleContent>>;
  /** It may be gone already. */
  remove(id: string, relation: Relation, options: EditOptions): Promise<Subject<TitleContent>>;
  /** Everything around a title, for editors. @throws `title-not-found` */
  graph(id: string, wish: WalkWish): Promise<TitleGraph>;
  /** What a reader may go on to, the nearest first. @throws `title-not-found`, also where the reader may not see it */
  related(key: string, reader: Reader, wish: WalkWish): Promise<readonly RelatedTitle[]>;
}

export function createRelations(deps: {
  readonly store: RelationStore;
  readonly titles: Versioned<TitleContent>;
  readonly clock: Clock;
  findTitles(ids: readonly string[]): Promise<readonly Subject<TitleContent>[]>;
  readonly browse: Pick<Browse, 'judge' | 'showMany'>;
}): Relations {
  const { store, titles, browse } = deps;
  const isSame = (one: Relation, other: Relation): boolean =>
    one.kind === other.kind && one.titleId === other.titleId;

  return {
    add: (id, relation, options) =>
      titles.edit(
        id,
        (title) =>
          title.relations.some((known) => isSame(known, relation))
            ? title
            : { ...title, relations: [...title.relations, relation] },
        options,
      ),
    remove: (id, relation, options) =>
      titles.edit(
        id,
        (title) => ({ ...title, relations: title.relations.filter((known) => !isSame(known, relation)) }),
        options,
      ),
    async graph(id, wish) {
      const { nodes, edges, isCut } = await store.walk({ ...wish, from: id, judgement: null });
      if (nodes.length === 0) throw unknownTitle(id);
      const found = new Map(
        (await deps.findTitles(nodes.map((node) => node.id))).map((title) => [title.id, title.content]),
      );
      const known = nodes.flatMap((node) => {
        const content = found.get(node.id);
        return content === undefined ? [] : [{ ...node, content }];
      });
      return {
        nodes: known,
        edges: edges.filter(({ from, to }) => found.has(from) && found.has(to)),
        isCut,
      };
    },
    async related(key, reader, wish) {
      const { id: from, availability } = await browse.judge(key, reader.viewer);
      if (!availability.visible) throw unknownTitle(key);
      const judgement = { viewer: reader.viewer, now: deps.clock.now() };
      const { nodes, edges } = await store.walk({ ...wish, from, judgement });
      const shown = new Map(
        (
          await browse.showMany(
            nodes.map(({ id }) => id),
            reader,
          )
        ).map((title) => [title.id, title]),
      );
      const distances = new Map(nodes.map(({ id, distance }) => [id, distance]));
      return nodes.flatMap(({ id, distance }) => {
        const title = shown.get(id);
        if (distance === 0 || title === undefined) return [];
        const arrival = arrivalAt(id, edges, (other) => distances.get(other) === distance - 1);
        return arrival === null ? [] : [{ ...arrival, distance, title }];
      });
    },
  };
}

/** The first edge that leads to a title from one that is nearer; edges stand in the order of their weight. */
function arrivalAt(
  id: string,
  edges: readonly Edge[],
  isNearer: (id: string) => boolean,
): Pick<RelatedTitle, 'relation' | 'shares' | 'fromId'> | null {
  for (const { from, to, kind, label } of edges) {
    if (to === id && isNearer(from)) return { relation: kind, shares: label, fromId: from };
    if (from === id && isNearer(to)) return { relation: backwards[kind], shares: label, fromId: to };
  }
  return null;
}
