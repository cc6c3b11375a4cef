/** How much data the player may use in this browser. The player reads the same key. */

export const dataUses = ['auto', 'save', 'high'] as const;
export type DataUse = (typeof dataUses)[number];

const KEY = 'vitascope.watch.data';

export function dataUse(): DataUse {
  try {
    const kept = localStorage.getItem(KEY);
    return dataUses.find((one) => one === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export function chooseDataUse(use: DataUse): void {
  try {
    localStorage.setItem(KEY, use);
  } catch {
    // Storage is forbidden here: the player decides by itself.
  }
}
