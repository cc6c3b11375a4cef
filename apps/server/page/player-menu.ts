/** A menu above a button of the player: one of several, with arrow keys. */
import { h, type IconName, icon, put } from './dom.ts';
import type { Choice } from './track-choices.ts';

export interface PlayerMenu {
  readonly element: HTMLElement;
  isOpen(): boolean;
  close(): void;
  /** Shows or hides the button, and renews the list while it is open. */
  update(): void;
}

export interface PlayerMenuOptions {
  readonly icon: IconName;
  readonly label: string;
  /** With fewer than two there is nothing to choose, and no button. */
  choices(): Choice[];
  choose(id: string): void;
  /** A word beside the picture: the quality that is on. */
  caption?(): string;
}

export function createPlayerMenu(options: PlayerMenuOptions): PlayerMenu {
  const caption = h('span', { class: 'menu-caption' });
  const list = h('div', { class: 'menu', role: 'menu', 'aria-label': options.label, hidden: true });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'icon-button wide',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': options.label,
      title: options.label,
      onclick: () => (list.hidden ? open() : close(true)),
    },
    icon(options.icon),
    caption,
  );
  const element = h('div', { class: 'menu-holder' }, list, button);
  const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=menuitemradio]')];

  function fill(): void {
    const focused = items().indexOf(document.activeElement as HTMLElement);
    put(
      list,
      ...options.choices().map((choice) =>
        h(
          'button',
          {
            type: 'button',
            role: 'menuitemradio',
            'aria-checked': String(choice.active),
            tabindex: -1,
            onclick: () => {
              options.choose(choice.id);
              close(true);
            },
          },
          icon('tick'),
          h('span', {}, choice.label),
          h('span', { class: 'menu-detail' }, choice.detail),
        ),
      ),
    );
    if (focused >= 0) items()[focused]?.focus();
  }

  function open(): void {
    fill();
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    (items().find((item) => item.getAttribute('aria-checked') === 'true') ?? items()[0])?.focus();
    document.addEventListener('pointerdown', onOutside, true);
  }

  function close(focusButton = false): void {
    if (list.hidden) return;
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', onOutside, true);
    if (focusButton) button.focus();
  }

  const onOutside = (event: Event): void => {
    if (!element.contains(event.target as Node)) close();
  };
  list.addEventListener('keydown', (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) all[(at + step + all.length) % all.length]?.focus();
    else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element,
    isOpen: () => !list.hidden,
    close: () => close(),
    update() {
      element.hidden = options.choices().length < 2;
      caption.textContent = options.caption?.() ?? '';
      if (!list.hidden) fill();
    },
  };
}
