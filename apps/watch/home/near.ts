/** Whether an element is in view or about to be. */
import { type RefObject, startTransition, useLayoutEffect, useState } from 'react';

const told = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | null = null;

/** One observer for all rows: forty of them cost as much as one. */
function observed(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      // Not urgent: what comes into view is drawn in slices, and scrolling stays smooth.
      startTransition(() => {
        for (const { target, isIntersecting } of entries) told.get(target)?.(isIntersecting);
      });
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
