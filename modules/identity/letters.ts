// Letters: asked for by a request that learns nothing, written later by a job that looks whether there is an account.
import { defineQueue, type Jobs } from '@vitascope/platform/jobs';
import { type Clock, isVitascopeError, newId } from '@vitascope/platform/kernel';
import { z } from 'zod';
import { composeLetter, type LetterSources, subjectOf } from './letter-texts.ts';
import type { Mailer } from './mail.ts';
import type { Letter } from './mail-store.ts';
import type { AnyTransaction, IdentityStore } from './store.ts';

const rules = {
  schema: z.object({ letterId: z.string() }),
  deadlineSeconds: 60,
  retryLimit: 8,
  retryDelaySeconds: 5,
};

export const letterQueue = defineQueue({ name: 'write-letter', ...rules });

/** The kinds that a process before them would not know what to write for; it leaves this queue alone. */
export const noticeQueue = defineQueue({ name: 'write-notice', ...rules });

/**
 * Asks for a letter. It is the whole of what a request to sign up or to reset a password does, so that neither its answer nor
 * its duration tells whether the address has an account.
 */
export async function askForLetter(
  deps: { readonly store: IdentityStore; readonly jobs: Jobs; readonly clock: Clock },
  letter: Omit<Letter, 'id' | 'name' | 'subjectId'> & Partial<Pick<Letter, 'name' | 'subjectId'>>,
  within?: AnyTransaction,
): Promise<void> {
  const id = newId('le');
  const queue = letter.kind === 'sign-up' || letter.kind === 'reset' ? letterQueue : noticeQueue;
  const ask = async (transaction: AnyTransaction): Promise<void> => {
    const whole = { id, name: null, subjectId: null, ...letter };
    await deps.store.insertLetter(transaction, whole, deps.clock.now());
    await deps.jobs.send(queue, { letterId: id }, { transaction });
  };
  await (within === undefined ? deps.store.transaction(ask) : ask(within));
}

interface LetterDeps extends LetterSources {
  readonly store: IdentityStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

/** The handler of both queues. After a crash the letter is written again, with another link. */
export async function writeLetter(deps: LetterDeps, letterId: string): Promise<void> {
  const letter = await deps.store.letter(letterId);
  if (letter === null) return;
  const text = await composeLetter(deps, letter);
  if (text !== null)
    await deps.mailer.send({
      id: mailIdOf(letterId),
      recipient: letter.email,
      createdAt: deps.clock.now(),
      ...text,
    });
  await deps.store.removeLetter(letterId);
}

/** After the last attempt: the operator finds the mail among those that were refused, without its link. */
export async function giveUpLetter(
  { store, clock }: Pick<LetterDeps, 'store' | 'clock'>,
  letterId: string,
  error: unknown,
): Promise<void> {
  const letter = await store.letter(letterId);
  if (letter === null) return;
  const refused = {
    id: mailIdOf(letterId),
    recipient: letter.email,
    subject: subjectOf(letter.kind),
    body: '',
    createdAt: clock.now(),
    refusal: reasonOf(error),
  };
  await store.insertRefusedMail(refused, clock.now());
  await store.removeLetter(letterId);
}

/** The letter's own time and chance, so that a second attempt is the same mail. */
const mailIdOf = (letterId: string): string => letterId.replace(/^le_/, 'ma_');

/** The mail server's own words may hold addresses: of them, its code. */
function reasonOf(error: unknown): string {
  const cause = isVitascopeError(error) ? error.cause : error;
  const { code, responseCode } = (cause ?? {}) as { code?: unknown; responseCode?: unknown };
  const known = [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number');
  return known.length === 0 ? 'unknown' : known.join(' ').slice(0, 100);
}
