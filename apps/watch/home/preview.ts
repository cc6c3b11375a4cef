/** Which card shows its preview: one at a time, after a moment of rest, from pointer or keyboard. */
import type { ShownTitle } from '@vitascope/client';
import { useSyncExternalStore } from 'react';

export interface Previewed {
  readonly title: ShownTitle;
  readonly card: HTMLElement;
}

const FIRST_MS = 450;
/** From one preview to the next. */
const NEXT_MS = 180;
/** For the way from the card onto the preview. */
const LEAVE_MS = 140;

let shown: Previewed | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: Previewed | null): void {
  clearTimeout(timer);
  if (shown === next) return;
  shown = next;
  for (const listener of listeners) listener();
}

export const closePreview = (): void => set(null);

/** The pointer has come onto the preview. */
export const keepPreview = (): void => clearTimeout(timer);

export function leavePreview(): void {
  clearTimeout(timer);
  timer = setTimeout(closePreview, LEAVE_MS);
}

function wish(title: ShownTitle, card: HTMLElement): void {
  clearTimeout(timer);
  if (shown?.card === card) return;
  timer = setTimeout(() => set({ title, card }), shown === null ? FIRST_MS : NEXT_MS);
}

const canHover = (): boolean => matchMedia('(hover: hover) and (pointer: fine)').matches;

/** What a card's link needs to have a preview. */
export function previewOf(title: ShownTitle) {
  return {
    onPointerEnter({ currentTarget, pointerType }: React.PointerEvent<HTMLAnchorElement>) {
      if (pointerType === 'mouse' && canHover()) wish(title, currentTarget);
    },
    onPointerLeave() {
      leavePreview();
    },
    onFocus({ currentTarget }: React.FocusEvent<HTMLAnchorElement>) {
      if (currentTarget.matches(':focus-visible') && innerWidth >= 760) wish(title, currentTarget);
    },
    onBlur() {
      leavePreview();
    },
    onKeyDown(event: React.KeyboardEvent<HTMLAnchorElement>) {
      if (shown?.card !== event.currentTarget) return;
      if (event.key === 'Escape') closePreview();
      if (event.key === 'Tab' && !event.shiftKey) {
        const inside = document.querySelector<HTMLElement>('[data-preview] [data-focus]');
        if (inside === null) return;
        event.preventDefault();
        inside.focus();
      }
    },
  };
}

export function usePreview(): Previewed | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
