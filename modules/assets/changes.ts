// Tells watchers in every process that an asset has changed: at once here, soon elsewhere.
import type { Database } from '@vitascope/platform/database';
import type { Logger } from '@vitascope/platform/kernel';

const CHANNEL = 'vitascope_assets';

/** Other processes hear of one asset's progress this often at most. */
const QUIET_MS = 250;

/** `progress`: more of it is made. `shape`: its state or its renditions. `gone`: it is deleted. */
export type ChangeKind = 'progress' | 'shape' | 'gone';

export interface Changes {
  announce(assetId: string, kind: ChangeKind): void;
  /** Calls `listener` after each change of that asset until the returned function is called. */
  watch(assetId: string, listener: () => void): () => void;
  /** As `watch`, for every asset; also called for those changed elsewhere. */
  watchAll(listener: (assetId: string, kind: ChangeKind) => void): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createChanges(deps: { readonly database: Database; readonly logger: Logger }): Changes {
  const watchers = new Map<string, Set<() => void>>();
  const everything = new Set<(assetId: string, kind: ChangeKind) => void>();
  const waiting = new Map<string, NodeJS.Timeout>();
  const self = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  let stopListening: (() => Promise<void>) | null = null;

  const tell = (assetId: string, kind: ChangeKind): void => {
    for (const listener of watchers.get(assetId) ?? []) listener();
    for (const listener of everything) listener(assetId, kind);
  };

  const notify = (assetId: string, kind: ChangeKind): void => {
    deps.database.notify(CHANNEL, `${self} ${kind} ${assetId}`).catch((error: Error) => {
      deps.logger.warn({ assetId, err: error }, 'Other processes could not be told of a change.');
    });
  };

  return {
    announce(assetId, kind) {
      tell(assetId, kind);
      if (kind !== 'progress') {
        notify(assetId, kind);
        return;
      }
      if (waiting.has(assetId)) return;
      notify(assetId, kind);
      // What changes during the quiet time is told at its end.
      const timer = setTimeout(() => {
        waiting.delete(assetId);
        notify(assetId, kind);
      }, QUIET_MS);
      timer.unref();
      waiting.set(assetId, timer);
    },
    watch(assetId, listener) {
      const listeners = watchers.get(assetId) ?? new Set();
      watchers.set(assetId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watchers.delete(assetId);
      };
    },
    watchAll(listener) {
      everything.add(listener);
      return () => everything.delete(listener);
    },
    async start() {
      stopListening ??= await deps.database.listen(CHANNEL, (payload) => {
        const [sender, kind, assetId] = payload.split(' ');
        if (sender === self || assetId === undefined) return;
        tell(assetId, kind === 'progress' || kind === 'gone' ? kind : 'shape');
      });
    },
    async stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
      await stopListening?.();
      stopListening = null;
    },
  };
}
