/** Goes from button to button by the four arrows of a keyboard or a remote control. */

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Which of the boxes one comes to from `from`; -1 for none. The nearest one ahead wins, beside counts more than far. */
export function nearest(from: Box, boxes: readonly Box[], direction: Direction): number {
  const center = (box: Box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
  const here = center(from);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, box] of boxes.entries()) {
    const there = center(box);
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const ahead = { ArrowLeft: -dx, ArrowRight: dx, ArrowUp: -dy, ArrowDown: dy }[direction];
    if (ahead <= 4) continue;
    const isAcross = direction === 'ArrowLeft' || direction === 'ArrowRight';
    const aside = isAcross
      ? Math.max(0, box.top - from.bottom, from.top - box.bottom)
      : Math.max(0, box.left - from.right, from.left - box.right);
    const far = isAcross ? Math.abs(dy) : Math.abs(dx);
    // What does not stand in the same row is where one comes to only if nothing does.
    const cost = ahead + (isAcross && aside > 0 ? 10_000 : aside * 4) + far * (isAcross ? 2 : 0.2);
    if (cost < least) [best, least] = [at, cost];
  }
  return best;
}

const focusable = 'button, a[href], [tabindex="0"], input';

export function moveFocus(root: HTMLElement, direction: Direction): boolean {
  const from = document.activeElement;
  if (!(from instanceof HTMLElement) || !root.contains(from)) return false;
  const all = [...root.querySelectorAll<HTMLElement>(focusable)].filter(
    (element) => element !== from && element.checkVisibility() && !element.matches(':disabled, [inert] *'),
  );
  const at = nearest(
    from.getBoundingClientRect(),
    all.map((element) => element.getBoundingClientRect()),
    direction,
  );
  all[at]?.focus({ preventScroll: true });
  return at !== -1;
}
