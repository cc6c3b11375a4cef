/** What the links in mails lead to: a form for a password, and what became of it. */
import { postAuth } from './auth-request.ts';
import { h, put, setText } from './dom.ts';
import type { AccountForm } from './route.ts';

type FieldName = 'name' | 'email' | 'password';

interface FormText {
  readonly title: string;
  readonly lead: string;
  readonly fields: readonly FieldName[];
  readonly button: string;
  /** Below /api/v1/auth. */
  readonly path: string;
  readonly done: string;
}

const forms: Readonly<Record<AccountForm, FormText>> = {
  'set-up': {
    title: 'Whose house is this?',
    lead: 'Nobody owns this Vitascope yet. Whoever fills this in is its owner.',
    fields: ['name', 'email', 'password'],
    button: 'Become the owner',
    path: '/set-up',
    done: 'You are the owner, and signed in.',
  },
  'sign-up': {
    title: 'Choose a password.',
    lead: 'Your e-mail address is confirmed with it, and your account made.',
    fields: ['password'],
    button: 'Make my account',
    path: '/sign-up/complete',
    done: 'Your account is made, and you are signed in.',
  },
  reset: {
    title: 'Choose a new password.',
    lead: 'Everywhere you are signed in, you will be signed out.',
    fields: ['password'],
    button: 'Take this one',
    path: '/password-reset/complete',
    done: 'Your new password is in force.',
  },
  invitation: {
    title: 'You are invited.',
    lead: 'Choose a password. If your address has an account here already, sign in to it first.',
    fields: ['name', 'password'],
    button: 'Accept',
    path: '/invitation/accept',
    done: 'Welcome. You are one of the staff now, and signed in.',
  },
  forgotten: {
    title: 'A new password?',
    lead: 'Say your e-mail address. If it has an account, a link is on its way to it.',
    fields: ['email'],
    button: 'Send the link',
    path: '/password-reset',
    done: 'If there is an account with this address, the link is on its way.',
  },
};

const inputs: Readonly<Record<FieldName, { label: string; attributes: Record<string, string | boolean> }>> = {
  name: { label: 'Your name', attributes: { autocomplete: 'name', maxlength: '100' } },
  email: {
    label: 'Your e-mail address',
    attributes: { type: 'email', autocomplete: 'email', maxlength: '254' },
  },
  password: {
    label: 'Password, ten characters or more',
    attributes: { type: 'password', autocomplete: 'new-password', minlength: '10', maxlength: '200' },
  },
};

/** `token` is the link's, null where the address has none. */
export function createAccountForm(form: AccountForm, token: string | null): HTMLElement {
  const text = forms[form];
  const problem = h('p', { class: 'field-problem', id: 'account-problem', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'button primary' }, text.button);
  const fields = text.fields.map((name) => ({
    name,
    input: h('input', {
      id: `account-${name}`,
      required: true,
      'aria-describedby': 'account-problem',
      ...inputs[name].attributes,
    }),
  }));
  const section = h('section', { class: 'sign-in' });
  const submit = (event: Event): void => {
    event.preventDefault();
    const given = Object.fromEntries(fields.map(({ name, input }) => [name, input.value]));
    button.disabled = true;
    void postAuth(text.path, token === null ? given : { token, ...given }).then((answer) => {
      button.disabled = false;
      if (answer.isOk) put(section, h('h1', {}, 'Done.'), h('p', { class: 'lead' }, text.done));
      else setText(problem, answer.refusal);
    });
  };
  const rows = fields.flatMap(({ name, input }) => [
    h('label', { for: input.id }, inputs[name].label),
    h('div', { class: 'field-row' }, input),
  ]);
  put(
    section,
    h('h1', {}, text.title),
    h('p', { class: 'lead' }, text.lead),
    h('form', { onsubmit: submit }, ...rows, problem, h('div', { class: 'field-row' }, button)),
  );
  return section;
}

/** The token in the fragment of an address, which no server and no log gets to see. */
export function tokenFromFragment(fragment: string): string | null {
  return /^#token=([A-Za-z0-9_-]{43})$/.exec(fragment)?.[1] ?? null;
}
