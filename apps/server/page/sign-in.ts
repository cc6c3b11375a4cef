/** Asks for the owner key, in words. */
import { h, setText } from './dom.ts';
import { keyFromPaste } from './owner-key.ts';

/** `refused`: the key this browser kept is not accepted. Calls `onKey` with what can be a key. */
export function createSignIn(refused: boolean, onKey: (key: string) => void): HTMLElement {
  const problem = h('p', { class: 'field-problem', id: 'key-problem', role: 'alert' });
  const field = h('input', {
    id: 'owner-key',
    type: 'password',
    autocomplete: 'current-password',
    spellcheck: 'false',
    autocapitalize: 'off',
    placeholder: 'vk_…',
    'aria-describedby': 'key-problem key-where',
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const key = keyFromPaste(field.value);
    if (key !== null) {
      onKey(key);
      return;
    }
    setText(problem, 'An owner key begins with vk_ and has no spaces in it. Copy the whole line.');
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  };
  if (refused) {
    setText(
      problem,
      'This server does not accept that key. Perhaps it belongs to another server, or its data folder is new.',
    );
    field.setAttribute('aria-invalid', 'true');
  }
  return h(
    'section',
    { class: 'sign-in' },
    h('h1', {}, 'The booth is locked.'),
    h(
      'p',
      { class: 'lead' },
      'This page belongs to whoever runs this Vitascope. Show the owner key to come in.',
    ),
    h(
      'form',
      { onsubmit: submit },
      h('label', { for: 'owner-key' }, 'Owner key'),
      h(
        'div',
        { class: 'field-row' },
        field,
        h('button', { type: 'submit', class: 'button primary' }, 'Come in'),
      ),
      problem,
    ),
    h(
      'p',
      { class: 'fine', id: 'key-where' },
      'The server prints an address with the key in it when it starts: opening that address is enough. The key is also in the file ',
      h('code', {}, 'owner.key'),
      ' in its data folder.',
    ),
  );
}
