// Deleting an account: wished for, taken back by signing in, and done when the time of grace is over.
import { defineQueue, type Jobs } from '@vitascope/platform/jobs';
import type { Clock } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { identityError } from './errors.ts';
import type { Exports } from './exports.ts';
import { askForLetter } from './letters.ts';
import type { PersonalData } from './personal-data.ts';
import type { Deletion, PrivacyStore } from './privacy-store.ts';
import type { IdentityStore } from './store.ts';

export interface Deletions {
  /** Ends every session and key of the account, and erases it after the time of grace unless somebody signs in. @throws `last-owner` */
  ask(accountId: string): Promise<Deletion>;
  /** Has those erased whose time has come. */
  startDue(now: number): Promise<void>;
  startWork(): Promise<void>;
}

const eraseQueue = defineQueue({
  name: 'erase-account',
  schema: z.object({ accountId: z.string() }),
  deadlineSeconds: 1_800,
  retryLimit: 20,
  retryDelaySeconds: 30,
  retryDelayMaxSeconds: 3_600,
});

const DAY_MS = 86_400_000;
/** Begun with by one sweep; the next one goes on. */
const SWEEP_LIMIT = 1_000;

export interface DeletionsDeps {
  readonly store: IdentityStore;
  readonly privacy: PrivacyStore;
  readonly exports: Pick<Exports, 'removeAll'>;
  readonly jobs: Jobs;
  readonly parts: () => readonly PersonalData[];
  readonly graceDays: number;
  readonly origin: () => string;
  readonly clock: Clock;
}

export function createDeletions(deps: DeletionsDeps): Deletions {
  const { store, privacy, exports, jobs, clock } = deps;

  /**
   * From the first step on nobody can sign in, and the address is free for another account. The row of the account goes
   * last, so that whatever fails before is tried again.
   */
  async function erase(accountId: string): Promise<void> {
    const isDue = await store.transaction(async (transaction) => {
      const email = await privacy.closeAccount(transaction, accountId, clock.now());
      if (email === undefined) return false;
      if (email !== null) {
        await store.removeMailTo(transaction, email);
        await store.removeLinksOf(transaction, { email });
        await store.removeLinksOf(transaction, { accountId });
        await askForLetter(deps, { kind: 'deletion-done', email, origin: deps.origin() }, transaction);
      }
      return true;
    });
    if (!isDue) return;
    for (const part of deps.parts()) await part.erase(accountId);
    await exports.removeAll(accountId);
    await privacy.removeAccount(accountId);
  }

  return {
    async ask(accountId) {
      return store.transaction(async (transaction) => {
        await store.lockOwners(transaction);
        const account = await store.accountById(accountId);
        if (account === null) throw identityError('account-not-found', 'The account is gone.');
        const now = clock.now();
        const wanted = { accountId, requestedAt: now, eraseAt: now + deps.graceDays * DAY_MS };
        const planned = await privacy.planDeletion(transaction, wanted);
        if (
          (await store.roleOf(transaction, accountId)) === 'owner' &&
          (await store.countOwners(transaction)) === 0
        )
          throw identityError('last-owner', 'This is the only owner. Make somebody else an owner first.');
        await store.endSessions(accountId, {}, transaction);
        await privacy.removeKeysOf(transaction, accountId);
        const letter = { kind: 'deletion-asked', email: account.email, subjectId: accountId } as const;
        await askForLetter(deps, { ...letter, origin: deps.origin() }, transaction);
        return planned;
      });
    },
    async startDue(now) {
      for (const accountId of await privacy.dueDeletions(now, SWEEP_LIMIT))
        await jobs.send(eraseQueue, { accountId }, { singletonKey: accountId });
    },
    startWork: () => jobs.work(eraseQueue, { concurrency: 1 }, ({ data }) => erase(data.accountId)),
  };
}
