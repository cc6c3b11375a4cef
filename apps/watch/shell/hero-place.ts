/** Whether the page begins with a picture, over which the header lies. */
import { useEffect, useSyncExternalStore } from 'react';

let heroes = 0;
const listeners = new Set<() => void>();

function change(by: number): void {
  heroes += by;
  for (const listener of listeners) listener();
}

/** For what shows such a picture. */
export function useAsHero(): void {
  useEffect(() => {
    change(1);
    return () => change(-1);
  }, []);
}

export function useHasHero(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => heroes > 0,
  );
}
