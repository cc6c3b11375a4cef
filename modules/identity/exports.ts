// Copies of all that is kept about an account: asked for, gathered by a job from every module, downloaded, deleted.
import type { Readable } from 'node:stream';
import type { BlobStore } from '@vitascope/platform/blobs';
import { defineQueue, type Jobs } from '@vitascope/platform/jobs';
import { type Clock, newId } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { identityError } from './errors.ts';
import { askForLetter } from './letters.ts';
import type { PersonalData } from './personal-data.ts';
import type { DataExport, PrivacyStore } from './privacy-store.ts';
import type { IdentityStore } from './store.ts';

export interface Exports {
  /** Has a copy made; a mail says when it is ready. @throws `too-many-exports` */
  ask(accountId: string): Promise<DataExport>;
  list(accountId: string): Promise<readonly DataExport[]>;
  /** The copy as JSON. @throws `export-not-found`, also for another account's; `export-not-ready` */
  open(accountId: string, id: string): Promise<{ readonly sizeBytes: number; readonly body: Readable }>;
  /** Deletes every copy of the account. */
  removeAll(accountId: string): Promise<void>;
  removeExpired(now: number): Promise<void>;
  startWork(): Promise<void>;
}

const exportQueue = defineQueue({
  name: 'export-account',
  schema: z.object({ exportId: z.string() }),
  deadlineSeconds: 600,
  retryLimit: 5,
  retryDelaySeconds: 10,
});

const DAY_MS = 86_400_000;
const MOST_A_DAY = 3;
/** Removed by one sweep; the next one goes on. */
const SWEEP_LIMIT = 1_000;

const keyOf = (id: string): string => `account-exports/${id}.json`;

export interface ExportsDeps {
  readonly store: IdentityStore;
  readonly privacy: PrivacyStore;
  readonly blobs: BlobStore;
  readonly jobs: Jobs;
  readonly parts: () => readonly PersonalData[];
  readonly exportDays: number;
  readonly origin: () => string;
  readonly clock: Clock;
}

export function createExports(deps: ExportsDeps): Exports {
  const { store, privacy, blobs, jobs, clock } = deps;

  async function* write(accountId: string, madeAt: number): AsyncGenerator<Buffer> {
    const head = {
      format: 'vitascope-account',
      version: 1,
      accountId,
      madeAt: new Date(madeAt).toISOString(),
    };
    yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"parts":{`);
    for (const [index, part] of deps.parts().entries()) {
      const text = JSON.stringify(await part.export(accountId), null, 2);
      yield Buffer.from(`${index === 0 ? '' : ','}\n${JSON.stringify(part.name)}: ${text}`);
    }
    yield Buffer.from('\n}}\n');
  }

  async function make(exportId: string): Promise<void> {
    const wanted = await privacy.exportById(exportId);
    if (wanted?.state === 'ready') return;
    const account = wanted === null ? null : await store.accountById(wanted.accountId);
    // An attempt before this one may have left something.
    if (wanted === null || account === null) return blobs.delete(keyOf(exportId));
    const now = clock.now();
    const { sizeBytes } = await blobs.put(keyOf(exportId), write(wanted.accountId, now), {
      contentType: 'application/json',
    });
    const isWanted = await store.transaction(async (transaction) => {
      if (!(await privacy.finishExport(transaction, exportId, { sizeBytes, now }))) return false;
      const letter = { kind: 'export-ready', email: account.email, origin: wanted.origin } as const;
      await askForLetter(deps, letter, transaction);
      return true;
    });
    // The account or the wish went away while the copy was being made.
    if (!isWanted) await blobs.delete(keyOf(exportId));
  }

  async function remove(id: string): Promise<void> {
    await blobs.delete(keyOf(id));
    await privacy.removeExport(id);
  }

  return {
    async ask(accountId) {
      const now = clock.now();
      const wanted = {
        id: newId('ex'),
        accountId,
        origin: deps.origin(),
        createdAt: now,
        expiresAt: now + deps.exportDays * DAY_MS,
      };
      await store.transaction(async (transaction) => {
        const limit = { most: MOST_A_DAY, since: now - DAY_MS };
        if (!(await privacy.insertExport(transaction, wanted, limit)))
          throw identityError(
            'too-many-exports',
            `There are ${MOST_A_DAY} copies a day. Take one of those that there are, or come back tomorrow.`,
            { retryAfterSeconds: DAY_MS / 1000 },
          );
        await jobs.send(exportQueue, { exportId: wanted.id }, { transaction });
      });
      return { ...wanted, sizeBytes: null, state: 'making' };
    },
    list: (accountId) => privacy.exportsOf(accountId, clock.now()),
    async open(accountId, id) {
      const found = await privacy.exportById(id);
      if (found === null || found.accountId !== accountId || found.expiresAt <= clock.now())
        throw identityError('export-not-found', `The account has no copy ${id}. Ask for one.`);
      if (found.state !== 'ready' || found.sizeBytes === null)
        throw identityError(
          'export-not-ready',
          found.state === 'failed'
            ? 'This copy could not be made. Ask for another.'
            : 'This copy is still being made. A mail says when it is ready.',
        );
      const { info, body } = await blobs.stream(keyOf(id));
      return { sizeBytes: info.sizeBytes, body };
    },
    async removeAll(accountId) {
      for (const id of await privacy.exportIdsOf(accountId)) await remove(id);
    },
    async removeExpired(now) {
      for (const id of await privacy.expiredExports(now, SWEEP_LIMIT)) await remove(id);
    },
    startWork: () =>
      jobs.work(
        exportQueue,
        {
          concurrency: 1,
          onGivenUp: ({ exportId }) => privacy.failExport(exportId, clock.now()),
        },
        ({ data }) => make(data.exportId),
      ),
  };
}
