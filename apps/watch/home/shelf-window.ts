/** Which cards of a row are in view: only those, and a few beside them, are rendered. */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

export interface ShelfWindow {
  readonly first: number;
  /** Excluded. */
  readonly end: number;
  /** Room for the cards that are left out. */
  readonly before: number;
  readonly after: number;
  readonly canGoBack: boolean;
  readonly canGoOn: boolean;
}

/** Cards beside those in view, so that neither a swipe nor an arrow key meets a gap. */
const BESIDE = 4;

/** Where rows were left in this visit, by their key. */
const places = new Map<string, number>();

export function useShelfWindow(
  scroller: RefObject<HTMLUListElement | null>,
  count: number,
  placeKey: string,
): { readonly shown: ShelfWindow; onScroll(): void; goBy(pages: 1 | -1): void } {
  const [shown, setShown] = useState<ShelfWindow>(() => begin(count));
  const frame = useRef(0);

  const measure = useCallback(() => {
    const list = scroller.current;
    const card = list?.querySelector<HTMLElement>(':scope > [data-card]');
    if (list == null || card == null) return;
    const step = card.offsetWidth + (Number.parseFloat(getComputedStyle(list).columnGap) || 0);
    const at = Math.abs(list.scrollLeft); // negative where reading goes from right to left
    const inView = Math.ceil(list.clientWidth / step);
    const first = Math.max(0, Math.min(Math.floor(at / step), count - inView) - BESIDE);
    const end = Math.min(count, Math.floor(at / step) + inView + BESIDE + 1);
    places.set(placeKey, list.scrollLeft);
    const next = {
      first,
      end,
      before: first * step,
      after: (count - end) * step,
      canGoBack: at > 4,
      canGoOn: at + list.clientWidth < list.scrollWidth - 4,
    };
    setShown((now) => (isSame(now, next) ? now : next));
  }, [scroller, count, placeKey]);

  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    const place = places.get(placeKey);
    if (place !== undefined && place !== 0) list.scrollLeft = place;
    // It tells at once, and when the page is laid out: to ask before would have it laid out for each row of its own.
    const observer = new ResizeObserver(measure);
    observer.observe(list);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, [scroller, measure, placeKey]);

  return {
    shown,
    onScroll() {
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(measure);
    },
    goBy(pages) {
      const list = scroller.current;
      if (list === null) return;
      const forward = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      list.scrollBy({
        left: forward * pages * list.clientWidth * 0.86,
        behavior: isCalm ? 'instant' : 'smooth',
      });
    },
  };
}

/** Enough for the widest screen, before anything has been measured. */
const begin = (count: number): ShelfWindow => ({
  first: 0,
  // Seven posters in a row, or four on a phone, as of `shelf.module.css`.
  end: Math.min(count, (innerWidth < 600 ? 4 : 7) + BESIDE),
  before: 0,
  after: 0,
  canGoBack: false,
  canGoOn: false,
});

const isSame = (a: ShelfWindow, b: ShelfWindow): boolean =>
  a.first === b.first &&
  a.end === b.end &&
  a.before === b.before &&
  a.after === b.after &&
  a.canGoBack === b.canGoBack &&
  a.canGoOn === b.canGoOn;
