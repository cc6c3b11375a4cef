/** A value that others watch. */
import { useSyncExternalStore } from 'react';

export interface Store<T extends object> {
  get(): T;
  /** Tells those who listen, if anything is different. */
  set(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      const isSame = Object.entries(change).every(([name, next]) => value[name as keyof T] === next);
      if (isSame) return;
      value = { ...value, ...change };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T extends object>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
