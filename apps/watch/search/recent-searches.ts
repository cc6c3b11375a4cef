/** What a profile looked for in this browser, the latest first. */
import { useCallback, useState } from 'react';

const MAX = 8;
const keyOf = (profileId: string): string => `vitascope.watch.searches.${profileId}`;

export interface RecentSearches {
  readonly searches: readonly string[];
  add(text: string): void;
  remove(text: string): void;
  clear(): void;
}

export function useRecentSearches(profileId: string): RecentSearches {
  const [searches, setSearches] = useState(() => read(profileId));
  const keep = useCallback(
    (change: (now: readonly string[]) => readonly string[]) =>
      setSearches((now) => {
        const next = change(now);
        write(profileId, next);
        return next;
      }),
    [profileId],
  );
  const add = useCallback((text: string) => keep((now) => withSearch(now, text)), [keep]);
  return {
    searches,
    add,
    remove: (text) => keep((now) => now.filter((one) => one !== text)),
    clear: () => keep(() => []),
  };
}

/** A search that goes on from an earlier one takes its place: "wav", "wave". */
export function withSearch(now: readonly string[], text: string): readonly string[] {
  const wanted = text.trim();
  if (wanted === '') return now;
  const isEarlier = (one: string): boolean => wanted.toLocaleLowerCase().startsWith(one.toLocaleLowerCase());
  return [wanted, ...now.filter((one) => !isEarlier(one))].slice(0, MAX);
}

function read(profileId: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(profileId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MAX) : [];
  } catch {
    return [];
  }
}

function write(profileId: string, searches: readonly string[]): void {
  try {
    localStorage.setItem(keyOf(profileId), JSON.stringify(searches));
  } catch {
    // They hold until the page is left.
  }
}
