/** Keys of the whole page while something plays. */
import { type RefObject, useEffect } from 'react';
import { type Direction, moveFocus } from './arrow-focus.ts';
import { actionOf, type KeyPress, type PlayerAction } from './keys.ts';

export interface KeyOptions {
  act(action: PlayerAction): void;
  wake(): void;
  /** Something else has the keys: a window, or words in place of the picture. */
  readonly isOff: boolean;
}

export function usePlayerKeys(root: RefObject<HTMLElement | null>, { act, wake, isOff }: KeyOptions): void {
  useEffect(() => {
    if (isOff) return;
    const onKey = (event: KeyboardEvent): void => {
      const element = root.current;
      if (element === null || event.defaultPrevented) return;
      const { key, ctrlKey, altKey, metaKey } = event;
      const focus = focusOf(event.target, element);
      // A menu has its own way with keys.
      if (event.target instanceof Element && event.target.closest('[role=menu]') !== null) return;
      const action = actionOf({ key, ctrlKey, altKey, metaKey, focus });
      if (action !== null) {
        event.preventDefault();
        act(action);
        wake();
      } else if (
        key.startsWith('Arrow') &&
        focus !== 'none' &&
        focus !== 'text' &&
        !ctrlKey &&
        !altKey &&
        !metaKey
      ) {
        // A slider has taken its own two arrows already.
        if (moveFocus(element, key as Direction)) event.preventDefault();
        wake();
      } else if (key === 'Tab') wake();
      else if (key === 'Escape' && focus !== 'none') (document.activeElement as HTMLElement | null)?.blur();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [root, act, wake, isOff]);
}

function focusOf(target: EventTarget | null, root: HTMLElement): KeyPress['focus'] {
  if (!(target instanceof HTMLElement) || target === document.body) return 'none';
  if (target.matches('textarea, select, [contenteditable], input:not([type=range])')) return 'text';
  if (target.matches('[role=slider], input')) return 'slider';
  // Outside the player a button or a link keeps its keys, too.
  if (target.matches('button, a, [role=button]')) return 'button';
  return root.contains(target) || target.tabIndex < 0 ? 'none' : 'button';
}
