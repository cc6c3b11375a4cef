/** The assets in the order that is asked for; while a long list is being sorted, as they stood before. */
import { useEffect, useMemo, useState } from 'react';
import type { AssetEntry, IndexSnapshot } from './asset-index.ts';
import { compareBy, PIECE, type Sort, sortInPieces } from './asset-order.ts';

/** Lets the page draw, and answer what was pressed meanwhile. */
const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    setTimeout(() => (signal.aborted ? reject(signal.reason) : resolve()));
  });

export function useOrder({ entries, shape }: IndexSnapshot, sort: Sort): readonly AssetEntry[] {
  const isShort = entries.length <= PIECE;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what entries hold changes within the same list
  const short = useMemo(
    () => (isShort ? [...entries].sort(compareBy(sort)) : null),
    [entries, sort, shape, isShort],
  );
  const [long, setLong] = useState<readonly AssetEntry[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (isShort) return;
    const ending = new AbortController();
    sortInPieces(entries, compareBy(sort), () => pause(ending.signal)).then(
      (sorted) => !ending.signal.aborted && setLong(sorted),
      () => {}, // another order is asked for
    );
    return () => ending.abort();
  }, [entries, sort, shape, isShort]);
  return short ?? (long.length === 0 ? entries : long);
}
