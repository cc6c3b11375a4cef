/** The control that lies nearest in a direction, among all that can be focused: for pages and dialogs without rows. */

const controls =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex="-1"])';

const left = '[disabled], [tabindex="-1"], [aria-hidden=true], [aria-hidden=true] *, [inert] *, .skip-link';

/** What lies aside counts so many times as much as what lies ahead. */
const ASIDE = 3;

/** From nowhere, the first one there is. What is on the page itself comes before the bars around it. */
export function nearestControl(
  within: HTMLElement,
  from: HTMLElement | null,
  key: string,
): HTMLElement | null {
  const all = [...within.querySelectorAll<HTMLElement>(controls)].filter(isReachable);
  const own = all.filter((one) => one.closest('main, [role=dialog], [role=alertdialog]') !== null);
  if (from === null) return own[0] ?? all[0] ?? null;
  const here = from.getBoundingClientRect();
  return best(own, from, here, key) ?? best(all, from, here, key);
}

/** Neither switched off nor hidden: what only screen readers see has a size of one pixel. */
function isReachable(one: HTMLElement): boolean {
  const { width, height } = boxOf(one);
  return width > 1 && height > 1 && !one.matches(left);
}

/** Boxes to tick and faces to choose are drawn by their labels. */
function boxOf(one: HTMLElement): DOMRect {
  const label = one instanceof HTMLInputElement ? one.closest('label') : null;
  return (label ?? one).getBoundingClientRect();
}

function best(
  some: readonly HTMLElement[],
  from: HTMLElement,
  here: DOMRect,
  key: string,
): HTMLElement | null {
  let found: HTMLElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const one of some) {
    if (one === from) continue;
    const box = boxOf(one);
    const ahead = distance(here, box, key);
    if (ahead === null) continue;
    const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
    const aside = isVertical
      ? gap(here.left, here.right, box.left, box.right)
      : gap(here.top, here.bottom, box.top, box.bottom);
    const far = ahead + ASIDE * aside;
    if (far >= least) continue;
    found = one;
    least = far;
  }
  return found;
}

/** How far it lies ahead, in pixels; null where it does not. */
function distance(here: DOMRect, box: DOMRect, key: string): number | null {
  const ahead = {
    ArrowUp: here.top - box.bottom,
    ArrowDown: box.top - here.bottom,
    ArrowLeft: here.left - box.right,
    ArrowRight: box.left - here.right,
  }[key];
  // Neighbours may overlap by their borders.
  return ahead === undefined || ahead < -4 ? null : Math.max(0, ahead);
}

const gap = (start: number, end: number, otherStart: number, otherEnd: number): number =>
  Math.max(0, otherStart - end, start - otherEnd);
