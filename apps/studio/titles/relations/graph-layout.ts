/** Where the titles of a graph stand: the one in question in the middle, the others on rings by how far they are. */
import type { TitleGraph } from '@vitascope/client';

export interface Placed {
  readonly id: string;
  /** 0 to 1 in both directions. */
  readonly x: number;
  readonly y: number;
}

/** Each keeps to the direction of the one that it is reached by, so that few lines cross. */
export function placeNodes({
  nodes,
  edges,
}: Pick<TitleGraph, 'nodes' | 'edges'>): ReadonlyMap<string, Placed> {
  const rings = Math.max(1, ...nodes.map(({ distance }) => distance));
  const angles = new Map<string, number>();
  const placed = new Map<string, Placed>();
  for (let ring = 0; ring <= rings; ring++) {
    const here = nodes.filter(({ distance }) => distance === ring);
    const wished = here.map((node) => ({ id: node.id, angle: wishedAngle(node.id, edges, angles) }));
    wished.sort((a, b) => a.angle - b.angle || a.id.localeCompare(b.id));
    for (const [index, { id, angle }] of wished.entries()) {
      // The first ring is filled evenly; further out, each keeps near to its neighbour, but not upon another.
      const even = (index / Math.max(1, wished.length)) * 2 * Math.PI - Math.PI / 2;
      const own = ring <= 1 ? even : angle * 0.5 + even * 0.5;
      angles.set(id, own);
      const radius = ring === 0 ? 0 : 0.16 + (0.28 * ring) / rings;
      placed.set(id, { id, x: 0.5 + Math.cos(own) * radius, y: 0.5 + Math.sin(own) * radius });
    }
  }
  return placed;
}

function wishedAngle(id: string, edges: TitleGraph['edges'], angles: ReadonlyMap<string, number>): number {
  const known = edges.flatMap(({ from, to }) => {
    const other = from === id ? to : to === id ? from : null;
    const angle = other === null ? undefined : angles.get(other);
    return angle === undefined ? [] : [angle];
  });
  return known.length === 0 ? 0 : known.reduce((sum, angle) => sum + angle, 0) / known.length;
}

/** The one next to it in a direction: what an arrow key goes to. */
export function nextTo(
  placed: ReadonlyMap<string, Placed>,
  id: string,
  [right, down]: readonly [number, number],
): string | null {
  const from = placed.get(id);
  if (from === undefined) return null;
  let best: { readonly id: string; readonly cost: number } | null = null;
  for (const other of placed.values()) {
    const [x, y] = [other.x - from.x, other.y - from.y];
    const along = x * right + y * down;
    if (other.id === id || along <= 0.01) continue;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    const cost = along + aside * 2;
    if (best === null || cost < best.cost) best = { id: other.id, cost };
  }
  return best?.id ?? null;
}
