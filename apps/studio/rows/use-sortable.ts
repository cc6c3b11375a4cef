/**
 * A list that is put in order by dragging a handle, or with the keyboard: Space takes a row, arrows move it, Space puts it
 * down, Escape puts it back. A hundred lines of our own rather than a library: rows are of one list, of one column, and few.
 */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

export interface Sortable {
  /** The ids as they are shown now. */
  readonly order: readonly string[];
  /** The one that is held. */
  readonly held: string | null;
  /** What a handle needs. */
  handle(id: string): {
    readonly 'aria-pressed': boolean;
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(): void;
    onPointerCancel(): void;
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
    onBlur(): void;
  };
  /** For buttons and menus. */
  move(id: string, by: number): void;
}

export interface SortableOptions {
  readonly ids: readonly string[];
  /** For screen readers: taken, moved, put down, put back. */
  announce(what: 'taken' | 'moved' | 'put' | 'back', id: string, place: number): void;
  onOrder(ids: readonly string[], moved: string): void;
}

export function useSortable({ ids, announce, onOrder }: SortableOptions): Sortable {
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const [held, setHeld] = useState<string | null>(null);
  const isByPointer = useRef(false);
  const order = draft ?? ids;

  const moved = (id: string, to: number): readonly string[] => {
    const rest = order.filter((one) => one !== id);
    return rest.toSpliced(Math.min(Math.max(0, to), rest.length), 0, id);
  };
  const put = (id: string, next: readonly string[]): void => {
    setDraft(null);
    setHeld(null);
    announce('put', id, next.indexOf(id) + 1);
    if (next.some((one, index) => one !== ids[index])) onOrder(next, id);
  };
  const putBack = (id: string): void => {
    setDraft(null);
    setHeld(null);
    announce('back', id, ids.indexOf(id) + 1);
  };

  return {
    order,
    held,
    move(id, by) {
      const next = moved(id, order.indexOf(id) + by);
      announce('moved', id, next.indexOf(id) + 1);
      onOrder(next, id);
    },
    handle: (id) => ({
      'aria-pressed': held === id,
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        isByPointer.current = true;
        setHeld(id);
        setDraft(ids);
      },
      onPointerMove(event) {
        if (!isByPointer.current || held !== id) return;
        const list = event.currentTarget.closest('[data-sortable]');
        if (list === null) return;
        const items = [...list.children].filter((item) => (item as HTMLElement).dataset['id'] !== id);
        // It stands behind every other whose middle the pointer has passed.
        const to = items.filter((item) => {
          const { top, height } = item.getBoundingClientRect();
          return event.clientY > top + height / 2;
        }).length;
        const next = moved(id, to);
        if (next.some((one, index) => one !== order[index])) setDraft(next);
      },
      onPointerUp() {
        if (!isByPointer.current) return;
        isByPointer.current = false;
        put(id, order);
      },
      onPointerCancel() {
        if (!isByPointer.current) return;
        isByPointer.current = false;
        putBack(id);
      },
      onKeyDown(event) {
        const isHeld = held === id;
        if (event.key === ' ' || (event.key === 'Enter' && isHeld)) {
          event.preventDefault();
          if (isHeld) return put(id, order);
          setHeld(id);
          setDraft(ids);
          announce('taken', id, ids.indexOf(id) + 1);
          return;
        }
        if (!isHeld) return;
        if (event.key === 'Escape') {
          event.preventDefault();
          putBack(id);
        }
        const by = { ArrowUp: -1, ArrowDown: 1, Home: -order.length, End: order.length }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const next = moved(id, order.indexOf(id) + by);
        setDraft(next);
        announce('moved', id, next.indexOf(id) + 1);
      },
      onBlur() {
        if (held === id && !isByPointer.current) put(id, order);
      },
    }),
  };
}
