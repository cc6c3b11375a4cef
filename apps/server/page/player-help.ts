/** The list of keys. */
import { h, iconButton } from './dom.ts';
import { keyHelp } from './player-keys.ts';

export function createHelp(): HTMLDialogElement {
  const close = (): void => dialog.close();
  const rows = keyHelp.map(([keys, what]) =>
    h('div', {}, h('dt', {}, ...keys.map((key) => h('kbd', {}, key))), h('dd', {}, what)),
  );
  const dialog = h(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    h(
      'div',
      { class: 'help-head' },
      h('h2', { id: 'help-title' }, 'Keys'),
      iconButton('close', 'Close', close),
    ),
    h('dl', {}, ...rows),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close();
  });
  return dialog;
}
