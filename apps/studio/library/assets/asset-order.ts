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

/**
 * Orders entries, beginning with how they stood before: what is in order already costs one comparison each, so that a
 * new asset among fifty thousand does not cost a sort.
 */
export function ordered(
  entries: readonly AssetEntry[],
  sort: Sort,
  before: readonly AssetEntry[],
): readonly AssetEntry[] {
  const present = new Set(entries);
  const kept = before.filter((entry) => present.delete(entry));
  return [...kept, ...present].sort(comparisons[sort]);
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
