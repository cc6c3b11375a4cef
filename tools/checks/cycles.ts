/** Cycles in a graph of names. */

/** One line for each group of nodes that reach each other. */
export function findCycles(edges: readonly (readonly [string, string])[], what: string): string[] {
  const next = Map.groupBy(edges, ([from]) => from);
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const pending = [start];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const [, to] of next.get(node) ?? []) if (!seen.has(to)) pending.push(...(seen.add(to) && [to]));
    }
    return seen;
  };
  const groups = [...next.keys()]
    .filter((node) => reach(node).has(node))
    .map((node) =>
      [...reach(node)]
        .filter((other) => reach(other).has(node))
        .sort()
        .join(', '),
    );
  return [...new Set(groups)].map((group) => `Among the ${what} there is a cycle: ${group}.`);
}
