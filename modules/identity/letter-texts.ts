// What each letter says: plain text, and nothing in it that a stranger wrote.
import type { InvitationStore } from './invitation-store.ts';
import type { Links } from './links.ts';
import type { Letter } from './mail-store.ts';
import type { PrivacyStore } from './privacy-store.ts';
import type { IdentityStore } from './store.ts';

export interface LetterSources {
  readonly store: Pick<IdentityStore, 'accountByEmail'>;
  readonly links: Pick<Links, 'make'>;
  readonly invitations: Pick<InvitationStore, 'find'>;
  readonly privacy: Pick<PrivacyStore, 'deletionOf'>;
}

interface LetterText {
  readonly subject: string;
  readonly body: string;
}

const subjects: Readonly<Record<Letter['kind'], string>> = {
  'sign-up': 'Confirm your address',
  reset: 'Choose a new password',
  invitation: 'You are invited to work here',
  'export-ready': 'Your data is ready',
  'deletion-asked': 'Your account will be deleted',
  'deletion-done': 'Your account is deleted',
  'provider-linked': 'There is a new way into your account',
  'provider-unlinked': 'A way into your account is gone',
};

export const subjectOf = (kind: Letter['kind']): string => subjects[kind];

/** Null where there is nothing to say (any more), or nobody who is to be bothered. */
export async function composeLetter(sources: LetterSources, letter: Letter): Promise<LetterText | null> {
  const paragraphs = await composers[letter.kind](sources, letter);
  if (paragraphs === null) return null;
  return Array.isArray(paragraphs) ? write(subjectOf(letter.kind), paragraphs) : (paragraphs as LetterText);
}

type Composer = (sources: LetterSources, letter: Letter) => Promise<readonly string[] | LetterText | null>;

const composers: Readonly<Record<Letter['kind'], Composer>> = {
  async 'sign-up'({ store, links }, { email, name, origin }) {
    if ((await store.accountByEmail(email)) !== null)
      return write('You have an account', [
        'Somebody, hopefully you, wanted to sign up with this address. It has an account already: sign in, or choose a new password if you have forgotten it.',
        `${origin}/account/forgotten`,
        'If it was not you, do nothing.',
      ]);
    const token = await links.make({ purpose: 'sign-up', email, name });
    return [
      'Somebody, hopefully you, signed up with this address. Choose your password here within a day:',
      `${origin}/account/sign-up#token=${token}`,
      'If it was not you, do nothing: without you there will be no account.',
    ];
  },
  async reset({ store, links }, { email, origin }) {
    const account = await store.accountByEmail(email);
    if (account === null) return null;
    const token = await links.make({ purpose: 'reset', accountId: account.id });
    return [
      'Somebody, hopefully you, wants a new password for your account. Choose it here within an hour:',
      `${origin}/account/reset#token=${token}`,
      'If it was not you, do nothing: your password stays as it is.',
    ];
  },
  async invitation({ links, invitations }, { subjectId, origin }) {
    const invitation = await invitations.find(subjectId ?? '');
    if (invitation === null) return null;
    const token = await links.make({ purpose: 'invitation', invitationId: invitation.id });
    return [
      `You are invited to be one of the staff here, in the role "${invitation.role}". Accept it here within a week:`,
      `${origin}/account/invitation#token=${token}`,
      'If you do not know what this is about, do nothing: without you nothing happens.',
    ];
  },
  'export-ready': async (_sources, { origin }) => [
    'The copy of your data that you asked for is ready. Sign in to download it:',
    `${origin}/`,
    'It is deleted after a few days. If it was not you who asked for it, change your password.',
  ],
  async 'deletion-asked'({ privacy }, { subjectId, origin }) {
    const deletion = await privacy.deletionOf(subjectId ?? '');
    if (deletion === null) return null;
    return [
      `You asked for your account to be deleted. That happens on ${new Date(deletion.eraseAt).toISOString().slice(0, 10)}; you are signed out everywhere.`,
      `If you want to keep it, sign in before that day: ${origin}/`,
      'If it was not you who asked, sign in and choose a new password.',
    ];
  },
  'deletion-done': async () => [
    'Your account and what was kept about you have been deleted, as you asked.',
    'This is the last mail that you get from here.',
  ],
  'provider-linked': async (_sources, { subjectId, origin }) => [
    `From now on somebody who signs in at the provider "${subjectId}" gets into your account.`,
    `If it was not you who wanted this, take it away and choose a new password: ${origin}/account/forgotten`,
  ],
  'provider-unlinked': async (_sources, { subjectId, origin }) => [
    `Nobody gets into your account through the provider "${subjectId}" any more.`,
    `If it was not you who wanted this, choose a new password: ${origin}/account/forgotten`,
  ],
};

const write = (subject: string, paragraphs: readonly string[]): LetterText => ({
  subject,
  body: `${paragraphs.join('\n\n')}\n`,
});
