/** Which assets are listed, and in which order: pure, and quick enough for fifty thousand at each key that is pressed. */
import type { AssetSummary } from '@vitascope/client';
import type { AssetEntry } from './asset-index.ts';
import { keyOfName } from './asset-index.ts';

export const sorts = ['newest', 'oldest', 'name', 'largest', 'longest'] as const;
export type Sort = (typeof sorts)[number];

/** States as people think of them. */
export const groups = ['all', 'working', 'ready', 'trouble', 'stopped'] as const;
export type Group = (typeof groups)[number];

function groupOf(state: AssetSummary['state']): Exclude<Group, 'all'> {
  if (state === 'examining' || state === 'playable') return 'working';
  if (state === 'complete') return 'ready';
  return state === 'cancelled' ? 'stopped' : 'trouble';
}

export interface Wanted {
  readonly text: string;
  readonly group: Group;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ids begin with the time. */
const comparisons: Readonly<Record<Sort, (a: AssetEntry, b: AssetEntry) => number>> = {
  newest: (a, b) => byText(b.id, a.id),
  oldest: (a, b) => byText(a.id, b.id),
  name: (a, b) => byText(a.nameKey, b.nameKey) || byText(b.id, a.id),
  largest: (a, b) => b.summary.sizeBytes - a.summary.sizeBytes || byText(b.id, a.id),
  longest: (a, b) => (b.summary.durationMs ?? -1) - (a.summary.durationMs ?? -1) || byText(b.id, a.id),
};

/** So many are sorted in a few milliseconds. */
export const PIECE = 4_000;

export const compareBy = (sort: Sort): ((a: AssetEntry, b: AssetEntry) => number) => comparisons[sort];

type Compare = (a: AssetEntry, b: AssetEntry) => number;

/**
 * Sorts a long list without keeping the page from anything else for longer than it takes to merge it once: in pieces, with
 * a pause after each. What is in order already is left as it is.
 */
export async function sortInPieces(
  entries: readonly AssetEntry[],
  compare: Compare,
  pause: () => Promise<void>,
): Promise<readonly AssetEntry[]> {
  if (entries.every((entry, index) => index === 0 || compare(entries[index - 1] ?? entry, entry) <= 0))
    return entries;
  let runs: (readonly AssetEntry[])[] = [];
  for (let from = 0; from < entries.length; from += PIECE) {
    runs.push(entries.slice(from, from + PIECE).sort(compare));
    await pause();
  }
  while (runs.length > 1) {
    const merged: (readonly AssetEntry[])[] = [];
    for (let first = 0; first < runs.length; first += 2) {
      merged.push(merge(runs[first] ?? [], runs[first + 1] ?? [], compare));
      await pause();
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function merge(
  left: readonly AssetEntry[],
  right: readonly AssetEntry[],
  compare: Compare,
): readonly AssetEntry[] {
  const all: AssetEntry[] = [];
  let at = 0;
  for (const entry of left) {
    for (let next = right[at]; next !== undefined && compare(next, entry) < 0; next = right[++at])
      all.push(next);
    all.push(entry);
  }
  for (let next = right[at]; next !== undefined; next = right[++at]) all.push(next);
  return all;
}

/** All words have to be in the name, or the text is an asset's id. */
export function filtered(entries: readonly AssetEntry[], { text, group }: Wanted): readonly AssetEntry[] {
  const words = keyOfName(text).split(/\s+/).filter(Boolean);
  if (words.length === 0 && group === 'all') return entries;
  return entries.filter(
    ({ id, summary, nameKey }) =>
      (group === 'all' || groupOf(summary.state) === group) &&
      words.every((word) => nameKey.includes(word) || id === word),
  );
}

export interface Totals {
  readonly count: Readonly<Record<Group, number>>;
  readonly sizeBytes: number;
}

export function totalsOf(entries: readonly AssetEntry[]): Totals {
  const count = { all: entries.length, working: 0, ready: 0, trouble: 0, stopped: 0 };
  let sizeBytes = 0;
  for (const { summary } of entries) {
    count[groupOf(summary.state)]++;
    sizeBytes += summary.sizeBytes;
  }
  return { count, sizeBytes };
}
