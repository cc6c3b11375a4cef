// The drawn graph: everybody has a place of their own within the picture, and arrows lead to neighbours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTo, placeNodes } from './graph-layout.ts';

const node = (id: string, distance: number) => ({ id, distance, kind: 'film' as const, name: id, slug: id });
const edge = (from: string, to: string) => ({ from, to, kind: 'sequel' as const, label: null });

test('no two titles of a graph stand upon one another, and none outside', () => {
  const nodes = [
    node('a', 0),
    ...Array.from({ length: 9 }, (_, i) => node(`b${i}`, 1)),
    node('c0', 2),
    node('c1', 2),
  ];
  const edges = [
    ...Array.from({ length: 9 }, (_, i) => edge('a', `b${i}`)),
    edge('b0', 'c0'),
    edge('b0', 'c1'),
  ];
  const placed = [...placeNodes({ nodes, edges }).values()];
  assert.equal(placed.length, nodes.length);
  for (const one of placed) {
    assert.ok(one.x >= 0.04 && one.x <= 0.96 && one.y >= 0.04 && one.y <= 0.96);
    for (const other of placed)
      if (one !== other)
        assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > 0.05, `${one.id} ${other.id}`);
  }
});

test('arrow keys lead from title to title and nowhere from the edge', () => {
  const placed = placeNodes({
    nodes: [node('a', 0), node('up', 1), node('down', 1)],
    edges: [edge('a', 'up'), edge('a', 'down')],
  });
  const top = [...placed.values()].find(({ id, y }) => id !== 'a' && y < 0.5)?.id ?? '';
  assert.equal(nextTo(placed, 'a', [0, -1]), top);
  assert.equal(nextTo(placed, top, [0, 1]), 'a');
  assert.equal(nextTo(placed, top, [0, -1]), null);
});
