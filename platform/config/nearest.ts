/** The word that someone probably meant. */

/** The candidate with the least edit distance to `word`; `undefined` when there are none. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Levenshtein's distance; both words are cut at 100 characters, since they come from outside. */
function editDistance(left: string, right: string): number {
  const b = right.slice(0, 100);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, character] of [...left.slice(0, 100)].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replace = (row[j] ?? 0) + (b[j] === character ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
