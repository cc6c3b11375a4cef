// Letters: asked for by a request that learns nothing, written later by a job that looks whether there is an account.
import { defineQueue, type Jobs } from '@vitascope/platform/jobs';
import { type Clock, newId } from '@vitascope/platform/kernel';
import { z } from 'zod';
import type { Links } from './links.ts';
import type { Mailer } from './mail.ts';
import type { IdentityStore, Letter } from './store.ts';

export const letterQueue = defineQueue({
  name: 'write-letter',
  schema: z.object({ letterId: z.string() }),
  deadlineSeconds: 60,
  retryLimit: 8,
  retryDelaySeconds: 5,
});

/**
 * Asks for a letter. It is the whole of what a request to sign up or to reset a password does, so that neither its answer nor
 * its duration tells whether the address has an account.
 */
export async function askForLetter(
  deps: { readonly store: IdentityStore; readonly jobs: Jobs },
  letter: Omit<Letter, 'id'>,
): Promise<void> {
  const id = newId('le');
  await deps.store.transaction(async (transaction) => {
    await deps.store.insertLetter(transaction, { id, ...letter });
    await deps.jobs.send(letterQueue, { letterId: id }, { transaction });
  });
}

interface LetterDeps {
  readonly store: IdentityStore;
  readonly links: Links;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

/** The handler of {@link letterQueue}. After a crash the letter is written again, with another link. */
export async function writeLetter(deps: LetterDeps, letterId: string): Promise<void> {
  const letter = await deps.store.letter(letterId);
  if (letter === null) return;
  const text = await composeLetter(deps, letter);
  if (text !== null)
    await deps.mailer.send({
      // The letter's own time and chance, so that a second attempt is the same mail.
      id: letterId.replace(/^le_/, 'ma_'),
      recipient: letter.email,
      createdAt: deps.clock.now(),
      ...text,
    });
  await deps.store.removeLetter(letterId);
}

/** Subject and body; null where the one who asked is not known and nobody is to be bothered. */
async function composeLetter(
  { store, links }: LetterDeps,
  { kind, email, name, origin }: Letter,
): Promise<{ subject: string; body: string } | null> {
  const account = await store.accountByEmail(email);
  if (kind === 'reset') {
    if (account === null) return null;
    const token = await links.make({ purpose: 'reset', email: null, name: null, accountId: account.id });
    return letterText('Choose a new password', [
      'Somebody, hopefully you, wants a new password for your account. Choose it here within an hour:',
      `${origin}/account/reset#token=${token}`,
      'If it was not you, do nothing: your password stays as it is.',
    ]);
  }
  if (account !== null)
    return letterText('You have an account', [
      'Somebody, hopefully you, wanted to sign up with this address. It has an account already: sign in, or choose a new password if you have forgotten it.',
      `${origin}/account/forgotten`,
      'If it was not you, do nothing.',
    ]);
  const token = await links.make({ purpose: 'sign-up', email, name, accountId: null });
  return letterText('Confirm your address', [
    'Somebody, hopefully you, signed up with this address. Choose your password here within a day:',
    `${origin}/account/sign-up#token=${token}`,
    'If it was not you, do nothing: without you there will be no account.',
  ]);
}

/** Plain text, and nothing in it that a stranger wrote. */
function letterText(subject: string, paragraphs: readonly string[]): { subject: string; body: string } {
  return { subject, body: `${paragraphs.join('\n\n')}\n` };
}
