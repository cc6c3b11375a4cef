/** Lets a television in: the code that it shows, signing in where nobody is, what asks, and yes or no. */
import { postAuth } from './auth-request.ts';
import { h, put } from './dom.ts';
import { createStepForm } from './step-form.ts';

interface AskingDevice {
  readonly name: string;
  readonly kind: 'web' | 'phone' | 'tablet' | 'tv' | 'console' | 'headset';
  readonly clientAddress: string;
  readonly isSameNetwork: boolean;
}

const kinds: Readonly<Record<AskingDevice['kind'], string>> = {
  web: 'Computer',
  phone: 'Phone',
  tablet: 'Tablet',
  tv: 'Television',
  console: 'Console',
  headset: 'Headset',
};

/** `code` is that of the address that led here, null where it has none. */
export function createDeviceApproval(code: string | null): HTMLElement {
  const section = h('section', { class: 'sign-in device' });

  function show(...children: Parameters<typeof put> extends [Element, ...infer C] ? C : never): void {
    put(section, ...children);
    // Whoever cannot see that the page has changed is told so by where they are now.
    (section.querySelector('input') ?? section.querySelector('h1'))?.focus();
  }

  /** Null when the next step is shown, else what to say. */
  async function lookUp(userCode: string): Promise<string | null> {
    const answer = await postAuth<AskingDevice>('/device/look-up', { userCode });
    if (answer.isOk) showDecision(userCode, answer.body);
    else if (answer.status === 401) showSignIn(userCode);
    else return answer.refusal;
    return null;
  }

  function showCode(value: string, problem = ''): void {
    show(
      ...createStepForm({
        problem,
        title: 'What does the screen say?',
        lead: 'Your television shows a code of eight letters. Enter it here to sign the television in.',
        fields: [
          {
            name: 'code',
            label: 'Code',
            attributes: {
              class: 'device-code',
              autocomplete: 'off',
              autocapitalize: 'characters',
              spellcheck: 'false',
              maxlength: '20',
              value,
              placeholder: 'XXXX-XXXX',
            },
          },
        ],
        button: 'Go on',
        send: async ({ code: typed = '' }) =>
          letters(typed).length === 8 ? lookUp(spell(typed)) : 'The code has eight letters.',
      }),
    );
  }

  function showSignIn(userCode: string): void {
    show(
      ...createStepForm({
        title: 'Who are you?',
        lead: 'Sign in here first. The television gets your account, not your password.',
        fields: [
          {
            name: 'email',
            label: 'Your e-mail address',
            attributes: { type: 'email', autocomplete: 'username' },
          },
          {
            name: 'password',
            label: 'Password',
            attributes: { type: 'password', autocomplete: 'current-password', maxlength: '200' },
          },
        ],
        button: 'Sign in',
        async send(given) {
          const answer = await postAuth<{ readonly challenge?: string }>('/sign-in', given);
          if (!answer.isOk) return answer.refusal;
          if (answer.body.challenge === undefined) return lookUp(userCode);
          showSecondFactor(userCode, answer.body.challenge);
          return null;
        },
      }),
    );
  }

  function showSecondFactor(userCode: string, challenge: string): void {
    show(
      ...createStepForm({
        title: 'And the code?',
        lead: 'Your authenticator app shows six digits. A recovery code does as well.',
        fields: [
          {
            name: 'code',
            label: 'Code of the app',
            attributes: {
              class: 'device-code',
              autocomplete: 'one-time-code',
              spellcheck: 'false',
              maxlength: '40',
            },
          },
        ],
        button: 'Sign in',
        async send(given) {
          const answer = await postAuth('/sign-in/code', { challenge, ...given });
          return answer.isOk ? lookUp(userCode) : answer.refusal;
        },
      }),
    );
  }

  function showDecision(userCode: string, device: AskingDevice): void {
    const problem = h('p', { class: 'field-problem', role: 'alert' });
    const decide = (action: 'approve' | 'deny', done: string) => (event: Event) => {
      const buttons = [...section.querySelectorAll('button')];
      for (const button of buttons) button.disabled = true;
      void postAuth(`/device/${action}`, { userCode }).then((answer) => {
        if (answer.isOk) {
          showDone(done);
          return;
        }
        for (const button of buttons) button.disabled = false;
        problem.textContent = answer.refusal;
        (event.target as HTMLElement).focus();
      });
    };
    show(
      h('h1', { tabindex: '-1' }, 'Let it in?'),
      h(
        'p',
        { class: 'lead' },
        'This device wants to be signed in to your account. Is it the one before you?',
      ),
      h(
        'dl',
        { class: 'device-facts' },
        ...fact('It shows', h('span', { class: 'device-code' }, userCode)),
        ...fact('It calls itself', device.name),
        ...fact('It says it is a', kinds[device.kind]),
        ...fact('It asks from', device.isSameNetwork ? 'your network' : device.clientAddress),
      ),
      !device.isSameNetwork &&
        h(
          'p',
          { class: 'device-warning' },
          'It is not in the network that you are in. If somebody has sent you this code, refuse it: they would get your account.',
        ),
      problem,
      h(
        'div',
        { class: 'field-row' },
        h(
          'button',
          {
            type: 'button',
            class: 'button primary',
            onclick: decide('approve', 'It will be signed in within a few seconds.'),
          },
          'Let it in',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'button',
            onclick: decide('deny', 'It stays out, and its code is worth nothing any more.'),
          },
          'Refuse',
        ),
      ),
    );
  }

  function showDone(text: string): void {
    show(h('h1', { tabindex: '-1' }, 'Done.'), h('p', { class: 'lead' }, text));
  }

  const brought = code === null ? '' : spell(code);
  showCode(brought);
  if (brought !== '')
    void lookUp(brought).then((refusal) => {
      if (refusal !== null) showCode(brought, refusal);
    });
  return section;
}

const fact = (name: string, value: string | HTMLElement) => [h('dt', {}, name), h('dd', {}, value)];

const letters = (text: string): string => text.toUpperCase().replace(/[^A-Z]/g, '');

const spell = (text: string): string => letters(text).replace(/^(.{4})/, '$1-');

/** The code in the fragment of an address, which no server and no log gets to see. */
export function codeFromFragment(fragment: string): string | null {
  return /^#code=([A-Za-z]{4}-?[A-Za-z]{4})$/.exec(fragment)?.[1] ?? null;
}
