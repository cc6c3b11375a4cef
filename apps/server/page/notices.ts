/** Short messages at the foot of the page, with one thing to do about them. */
import { h } from './dom.ts';

export interface Notice {
  close(): void;
}

/** Shows a sentence for `seconds`; `action` is a button beside it, `onEnd` runs when it left without being pressed. */
export function notify(
  text: string,
  options: { seconds?: number; action?: { label: string; run: () => void }; onEnd?: () => void } = {},
): Notice {
  const { seconds = 6, action, onEnd } = options;
  let open = true;
  const close = (pressed: boolean): void => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    element.remove();
    if (!pressed) onEnd?.();
  };
  const button =
    action === undefined
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'notice-action',
            onclick: () => {
              close(true);
              action.run();
            },
          },
          action.label,
        );
  const element = h('div', { class: 'notice' }, h('span', {}, text), button);
  document.getElementById('notices')?.append(element);
  const timer = setTimeout(() => close(false), seconds * 1000);
  return { close: () => close(false) };
}
