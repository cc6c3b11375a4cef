/** Why somebody who came from a provider was not let in, and what to try. */
import { h } from './dom.ts';

interface Reason {
  readonly title: string;
  readonly lead: string;
  readonly remedy: string;
}

const notKnown: Reason = {
  title: 'That did not work.',
  lead: 'You came back from where you sign in, and could not be let in.',
  remedy: 'Go back and begin again. If it happens again, tell whoever runs this.',
};

/** By the code of the refusal. */
const reasons: Readonly<Record<string, Reason>> = {
  'account-not-linked': {
    title: 'No account is open to you.',
    lead: 'You are signed in there, but not here.',
    remedy:
      'If you have an account here, sign in to it as before and link the other one in it. If not, ask whoever runs this for one.',
  },
  'identity-taken': {
    title: 'It belongs to another account.',
    lead: 'Who you are there is linked with another account here already.',
    remedy: 'Sign in to that account, take the link away, and link it here again.',
  },
  'provider-refused': {
    title: 'You were not signed in there.',
    lead: 'The sign-in was cancelled, or refused where you went.',
    remedy: 'Begin again, and let it finish. If you are refused there, ask whoever runs that.',
  },
  'provider-answer-invalid': {
    title: 'This took too long, or was used before.',
    lead: 'A sign-in holds for ten minutes, once, in the browser where it was begun.',
    remedy: 'Begin again, in this browser.',
  },
  'provider-unavailable': {
    title: 'They do not answer.',
    lead: 'Where you sign in cannot be reached from here at the moment.',
    remedy: 'Wait a little and begin again. Your password here works meanwhile, if you have one.',
  },
  'too-many-attempts': {
    title: 'Too many attempts.',
    lead: 'From where you are, somebody has tried to sign in very often.',
    remedy: 'Wait a quarter of an hour and begin again.',
  },
};

/** `fragment` is that of the address: `#refusal=…`. */
export function createNotSignedIn(fragment: string): HTMLElement {
  const code = /^#refusal=([a-z-]{1,60})$/.exec(fragment)?.[1] ?? '';
  const { title, lead, remedy } = (Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? notKnown;
  return h(
    'section',
    { class: 'sign-in' },
    h('h1', {}, title),
    h('p', { class: 'lead' }, lead),
    h('p', { class: 'lead' }, remedy),
    h('div', { class: 'field-row' }, h('a', { class: 'button primary', href: '/' }, 'To the start')),
  );
}
