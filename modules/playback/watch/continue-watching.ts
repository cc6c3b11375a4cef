// What a profile goes on with: what it has left, and of each series the one episode that comes next.
import type { Episodes } from '@vitascope/catalog';
import { stateOf, touchedAt, type WatchRecord, type WatchState } from './watch-state.ts';

export interface ContinuedTitle {
  readonly titleId: string;
  readonly seriesId: string | null;
  /** `resume`: it was begun. `next-episode`: the one before it was watched. `first-episode`: nothing of the series was. */
  readonly reason: 'resume' | 'next-episode' | 'first-episode';
  /** Where to go on. */
  readonly state: WatchState | null;
}

/** Latest first. `records` in any order; those that were dropped do not count. */
export async function continueFrom(
  records: readonly WatchRecord[],
  episodes: Episodes,
): Promise<readonly ContinuedTitle[]> {
  const touched = records
    .map((record) => ({ record, at: touchedAt(record) }))
    .filter((one): one is { record: WatchRecord; at: number } => one.at !== null)
    .sort((a, b) => b.at - a.at || (a.record.titleId < b.record.titleId ? -1 : 1))
    .map(({ record }) => stateOf(record));
  const seriesOf = await episodes.seriesOf(touched.map(({ titleId }) => titleId));
  const latest = new Map<string, WatchState>();
  for (const state of touched) {
    const key = seriesOf.get(state.titleId) ?? state.titleId;
    if (!latest.has(key)) latest.set(key, state);
  }
  const ended = [...latest.values()].filter((state) => !state.isInProgress && seriesOf.has(state.titleId));
  const next = await episodes.after(ended.filter(({ isWatched }) => isWatched).map(({ titleId }) => titleId));
  const states = new Map(records.map((record) => [record.titleId, stateOf(record)]));
  return [...latest.values()].flatMap((state): ContinuedTitle[] => {
    const seriesId = seriesOf.get(state.titleId) ?? null;
    if (state.isInProgress) return [{ titleId: state.titleId, seriesId, reason: 'resume', state }];
    const nextId = next.get(state.titleId);
    if (nextId === undefined) return [];
    const known = states.get(nextId) ?? null;
    return [{ titleId: nextId, seriesId, reason: 'next-episode', state: known }];
  });
}
