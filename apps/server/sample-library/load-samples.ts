/** Loads the sample library as a job of this server, which asks its own API as any other program would. */
import { availableParallelism } from 'node:os';
import { ApiProblem, createClient } from '@vitascope/client';
import type { EncoderPool } from '@vitascope/encoder';
import type { Database } from '@vitascope/platform/database';
import { defineQueue, type Job, type Jobs } from '@vitascope/platform/jobs';
import { defineErrors, type Logger } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { createArtworkUploads } from './artwork/upload-artwork.ts';
import { fillCatalogue, strangersAmong } from './fill-catalogue.ts';
import { createFilms, filmSeconds } from './films.ts';
import { arrangeHome } from './home-rows.ts';
import { createLoadingStore, type Loading } from './loading-store.ts';
import { titles } from './titles.ts';

const loadQueue = defineQueue({
  name: 'sample-library',
  schema: z.object({}),
  deadlineSeconds: 3_600,
  // What an attempt has made stays, and the next goes on behind it.
  retryLimit: 3,
});

const sampleError = defineErrors({
  'sample-library-refused': { kind: 'conflict', title: 'The system holds titles of its own' },
});

const FEW = 3;
/** It gives way to what people do. */
const MOST_AHEAD = 2;
const patience = { retries: 8, longestWaitMs: 65_000 };

export interface SampleLoading {
  state(): Promise<Loading>;
  /** Begins, or goes on where an attempt failed; nothing where it is under way. @throws `sample-library-refused` */
  begin(): Promise<Loading>;
  startWork(): Promise<void>;
}

export interface SampleLoadingDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly pool: Pick<EncoderPool, 'drawSample'>;
  readonly logger: Logger;
  readonly ownerKey: string;
  /** Where this process listens. */
  address(): string;
}

export function createSampleLoading(deps: SampleLoadingDeps): SampleLoading {
  const { database, jobs, ownerKey } = deps;
  const store = createLoadingStore(database);
  const logger = deps.logger.child({ part: 'sample-library' });
  const connect = () => {
    const serverUrl = deps.address();
    const authorization = `Bearer ${ownerKey}`;
    return { serverUrl, api: createClient({ baseUrl: serverUrl, authorization, retry: patience }) };
  };

  async function load({ signal }: Job<object>): Promise<void> {
    const { api, serverUrl } = connect();
    const server = { serverUrl, ownerKey };
    const ahead = Math.min(MOST_AHEAD, availableParallelism());
    const films = await createFilms({
      api,
      server,
      pool: deps.pool,
      ahead,
      seconds: filmSeconds.medium,
      signal,
    });
    const { titleIds } = await fillCatalogue({
      api,
      signal,
      artwork: createArtworkUploads(server, signal),
      filmOf: (title) => films.of(title),
      onTitle({ texts, slug }, done, total) {
        const title = texts['en']?.name ?? slug;
        store
          .write({ state: 'loading', done, total, title, reason: null })
          .catch((err: Error) => logger.warn({ err }, 'Progress could not be noted.'));
      },
    });
    await arrangeHome(api, titleIds, signal);
    const total = titles.length;
    await store.write({ state: 'done', done: total, total, title: null, reason: null });
  }

  async function giveUp(error: unknown): Promise<void> {
    const before = await store.read();
    const reason =
      error instanceof ApiProblem
        ? error.message
        : 'Something went wrong here. The log of the server says what.';
    await store.write({ ...before, state: 'failed', reason });
  }

  return {
    state: () => store.read(),
    async begin() {
      const strangers = await strangersAmong(connect().api, FEW);
      if (strangers.length > 0)
        throw sampleError(
          'sample-library-refused',
          `There are titles here already: ${strangers.join(', ')}. The sample library is for an empty system; "vitascope demo --force" puts it beside them.`,
        );
      const begun = { state: 'loading', done: 0, total: titles.length, title: null, reason: null } as const;
      await database.kysely.transaction().execute(async (transaction) => {
        const id = await jobs.send(loadQueue, {}, { singletonKey: 'all', transaction });
        if (id !== null) await store.write(begun, transaction);
      });
      return store.read();
    },
    startWork: () =>
      jobs.work(loadQueue, { concurrency: 1, onGivenUp: (_data, error) => giveUp(error) }, load),
  };
}
