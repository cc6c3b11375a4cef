/** Whether an element is in view or about to be. */
import { type RefObject, startTransition, useLayoutEffect, useState } from 'react';

const told = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | null = null;

/** What is to be told, in the order in which it was seen. */
const waiting = new Map<Element, boolean>();
let isTelling = false;

/** One row after the other, with a picture between them: a page that is scrolled fast brings many at once. */
function tellNext(): void {
  const [next] = waiting;
  isTelling = next !== undefined;
  if (next === undefined) return;
  const [row, isNear] = next;
  waiting.delete(row);
  // Not urgent: what comes into view is drawn in slices, and scrolling stays smooth.
  startTransition(() => told.get(row)?.(isNear));
  if (isNear) requestAnimationFrame(() => setTimeout(tellNext));
  else queueMicrotask(tellNext);
}

/** One observer for all rows: forty of them cost as much as one. */
function observed(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        waiting.delete(target);
        waiting.set(target, isIntersecting);
      }
      if (!isTelling) tellNext();
    },
    { rootMargin: '900px 0px' },
  );
  return observer;
}

export function useNear(place: RefObject<Element | null>, atFirst: boolean): boolean {
  const [isNear, setNear] = useState(atFirst);
  useLayoutEffect(() => {
    const node = place.current;
    if (node === null) return;
    told.set(node, setNear);
    observed().observe(node);
    return () => {
      told.delete(node);
      observed().unobserve(node);
    };
  }, [place]);
  return isNear;
}
