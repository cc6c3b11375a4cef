// Imports as work for later: the feed is stored, then a worker takes it in, from where the one before it died.
import type { BlobStore } from '@vitascope/platform/blobs';
import type { Database } from '@vitascope/platform/database';
import { defineQueue, type Jobs } from '@vitascope/platform/jobs';
import { type Clock, isVitascopeError, newId } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Catalog } from '../catalog.ts';
import { feedError } from './errors.ts';
import type { FeedFormat, FeedProblem } from './feed-record.ts';
import { MAX_FEED_BYTES } from './import-feed.ts';
import { createImportStore, type Import } from './import-store.ts';

const importQueue = defineQueue({
  name: 'catalog-import',
  schema: z.object({ importId: z.string() }),
  deadlineSeconds: 3_600,
  // An attempt that ends early has kept what it did.
  retryLimit: 10,
});

/** Stored feeds that wait for their turn. */
const MAX_UNFINISHED = 20;
const KEPT_IMPORTS = 1_000;

export interface Imports {
  /** Stores a feed and has it imported. @throws `too-many-imports`, `feed-too-large` */
  begin(
    feed: {
      readonly format: FeedFormat;
      readonly isDryRun: boolean;
      readonly body: AsyncIterable<Uint8Array>;
    },
    options: { readonly actor: string },
  ): Promise<Import>;
  /** @throws `import-not-found` */
  get(id: string): Promise<Import>;
  list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Import[]>;
  problems(
    id: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly (FeedProblem & { readonly number: number })[]>;
  /** From now on this process takes in what waits. */
  startWork(): Promise<void>;
}

export function createImports(deps: {
  readonly database: Database;
  readonly catalog: Pick<Catalog, 'feeds'>;
  readonly blobs: Pick<BlobStore, 'put' | 'stream' | 'delete'>;
  readonly jobs: Pick<Jobs, 'send' | 'work'>;
  readonly clock: Clock;
}): Imports {
  const { database, blobs, jobs, clock } = deps;
  const store = createImportStore(database);

  async function get(id: string): Promise<Import> {
    const found = await store.find(id);
    if (found === null) throw feedError('import-not-found', `There is no import ${id}.`);
    return found;
  }

  async function end(id: string, reason: string | null): Promise<void> {
    const { blobKey } = await get(id);
    await store.finish(id, { state: reason === null ? 'done' : 'failed', reason, at: clock.now() });
    if (blobKey !== null) await blobs.delete(blobKey);
    await store.trim(KEPT_IMPORTS);
  }

  async function run(id: string, signal: AbortSignal): Promise<void> {
    const entry = await get(id);
    const { blobKey } = entry;
    if (blobKey === null) return;
    await store.begin(id);
    try {
      await deps.catalog.feeds.import({
        format: entry.format,
        isDryRun: entry.isDryRun,
        actor: entry.actor,
        resume: entry.isDryRun ? { step: 0, done: 0 } : entry.progress,
        signal,
        open: async () => (await blobs.stream(blobKey)).body,
        async onRead(records, problems) {
          if (!(await store.setRecords(id, records))) return;
          await store.addProblems(id, problems);
          await store.addFailed(id, problems.length);
        },
        async onRecord(transaction, { progress, outcome }) {
          const isRefused = typeof outcome !== 'string';
          if (isRefused) await store.addProblems(id, outcome);
          await store.advance(id, { progress, outcome: isRefused ? 'failed' : outcome }, transaction);
        },
      });
    } catch (error) {
      // The feed's own fault stays one however often it is tried.
      if (!isVitascopeError(error) || (error.kind !== 'invalid' && error.kind !== 'too-large')) throw error;
      const line = Number(error.details?.['line'] ?? 1);
      await store.addProblems(id, [{ line, column: null, value: null, message: error.message }]);
      return end(id, error.message);
    }
    await end(id, null);
  }

  return {
    get,
    list: store.list,
    problems: store.problems,
    async begin({ format, isDryRun, body }, { actor }) {
      if ((await store.countUnfinished()) >= MAX_UNFINISHED)
        throw feedError(
          'too-many-imports',
          `${MAX_UNFINISHED} imports wait or run. Wait for one of them to end.`,
        );
      const id = newId('fd');
      const blobKey = `catalog-imports/${id}`;
      await blobs.put(blobKey, limited(body));
      try {
        await database.kysely.transaction().execute(async (transaction) => {
          await store.insert({ id, format, isDryRun, actor, createdAt: clock.now(), blobKey }, transaction);
          await jobs.send(importQueue, { importId: id }, { transaction, singletonKey: id });
        });
      } catch (error) {
        await blobs.delete(blobKey);
        throw error;
      }
      return get(id);
    },
    startWork: () =>
      jobs.work(
        importQueue,
        {
          concurrency: 1,
          onGivenUp: ({ importId }) =>
            end(importId, 'It failed too often; the log says why. Send the feed again.'),
        },
        ({ data, signal }) => run(data.importId, signal),
      ),
  };
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_FEED_BYTES)
      throw feedError('feed-too-large', `A feed may have ${MAX_FEED_BYTES} bytes. Send it in parts.`);
    yield chunk;
  }
}
