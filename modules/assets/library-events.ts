// Server-sent events of every asset: what changed is told as it is then, however often it has changed meanwhile.
import type { ServerResponse } from 'node:http';
import type { AssetAnswer } from './wire.ts';

/** What is written slower than it changes is left out: only the latest state counts. */
const PAUSE_MS = 250;
const HEARTBEAT_MS = 15_000;

export interface LibraryEventsSource {
  /** Null for an asset that is gone. */
  load(assetId: string): Promise<AssetAnswer | null>;
  watchAll(tell: (assetId: string) => void): () => void;
}

/** Answers with `asset` events, and `deleted` ones that hold an id alone. The first, `ready`, says that nothing is missed from then on. */
export function streamLibraryEvents(response: ServerResponse, source: LibraryEventsSource): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  // By id: a slow reader holds no more than there are assets that change.
  const due = new Set<string>();
  let isBusy = false;

  const write = async (event: string, data: unknown): Promise<void> => {
    if (response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
    await new Promise<void>((resolve) => {
      response.once('drain', resolve);
      response.once('close', resolve);
    });
  };
  const flush = async (): Promise<void> => {
    if (isBusy || response.destroyed) return;
    isBusy = true;
    try {
      for (const id of [...due]) {
        if (response.destroyed) return;
        due.delete(id);
        const asset = await source.load(id);
        if (asset === null) await write('deleted', { id });
        else await write('asset', asset);
      }
    } catch {
      // The database is away: the client connects again and is told.
      response.end();
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void (due.size > 0 && flush()), PAUSE_MS);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  const stop = source.watchAll((assetId) => due.add(assetId));
  response.once('close', () => {
    stop();
    clearInterval(timer);
    clearInterval(heartbeat);
  });
  void write('ready', {});
}
