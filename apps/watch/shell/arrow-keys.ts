/**
 * The four arrows, as remote controls have them. Elements with `data-focus` stand in rows with `data-focus-row`: left and
 * right stay within a row, up and down go to the nearest one. Where no rows are (forms, settings, dialogs), arrows go to
 * the nearest control. Fields and menus keep the keys that are theirs.
 */
import { nearestControl } from './nearest-control.ts';

const arrows = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

export function moveByArrows(event: KeyboardEvent): void {
  if (!arrows.has(event.key) || event.defaultPrevented) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = event.target instanceof HTMLElement ? event.target : null;
  if (from === null || hasOwnKeys(from, event.key)) return;
  const to = target(from, event.key);
  if (to === null) return;
  event.preventDefault();
  focusOn(to);
}

function target(from: HTMLElement, key: string): HTMLElement | null {
  const dialog = from.closest<HTMLElement>('[role=dialog], [role=alertdialog]');
  if (dialog !== null) return nearestControl(dialog, from, key);
  // A player has its own use for arrows, wherever the focus is.
  if (document.querySelector('[data-player]') !== null) return null;
  const isNowhere = from === document.body || from.matches('main, h1');
  if (isNowhere) return entering(key);
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
  if (from.closest('[data-focus-row]') !== null) {
    const found = next(from, key);
    if (found !== null || !isVertical) return found;
  }
  return nearestControl(document.body, from, key);
}

/**
 * What has to be caught on its way down. Dialogs keep arrows from the page around them. With a remote control, a closed
 * list is passed by up and down, and opened by OK: otherwise nobody came past it.
 */
export function moveByArrowsFirst(event: KeyboardEvent): void {
  if (!arrows.has(event.key) || !(event.target instanceof HTMLElement)) return;
  const from = event.target;
  const isDialog = from.closest('[role=dialog], [role=alertdialog]') !== null && !hasOwnKeys(from, event.key);
  if (!isDialog && !isPassed(from, event.key)) return;
  const to = target(from, event.key);
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  focusOn(to);
}

function isPassed(list: HTMLElement, key: string): boolean {
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
  if (!isVertical || matchMedia('(hover: hover)').matches) return false;
  return list.matches('button[role=combobox][aria-expanded=false]');
}

function focusOn(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: isCalm ? 'instant' : 'smooth' });
}

function hasOwnKeys(element: HTMLElement, key: string): boolean {
  if (element.closest('[role=menu], [role=listbox], [role=combobox]') !== null) return true;
  if (element.matches('textarea, select, [contenteditable], input[type=number]')) return true;
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight';
  return isSideways && element.closest('input:not([type=checkbox]), [role=tablist], [role=slider]') !== null;
}

/** From nowhere in particular: sideways there is nothing to scroll, and a remote control scrolls by what it focuses. */
function entering(key: string): HTMLElement | null {
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
  if (isVertical && matchMedia('(hover: hover)').matches) return null;
  const inView = ({ top, bottom }: DOMRect): boolean => bottom > 64 && top < innerHeight;
  const row = rows().find((one) => one.closest('main') !== null && inView(one.getBoundingClientRect()));
  const first = row === undefined ? undefined : membersOf(row)[0];
  return first ?? nearestControl(document.body, null, 'ArrowDown');
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-focus-row]')];

/** Hidden ones have no boxes. */
const membersOf = (row: HTMLElement): HTMLElement[] =>
  [...row.querySelectorAll<HTMLElement>('[data-focus]')].filter(
    (one) => one.getClientRects().length > 0 && !one.matches('[disabled], [aria-hidden=true] *'),
  );

function next(from: HTMLElement, key: string): HTMLElement | null {
  const row = from.closest<HTMLElement>('[data-focus-row]');
  if (row === null) return null;
  const here = from.getBoundingClientRect();
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const sign = key === 'ArrowRight' ? 1 : -1;
    const ahead = membersOf(row).filter((one) => isBeside(one.getBoundingClientRect(), here, sign));
    return nearest(ahead, (box) => sign * (box.left - here.left));
  }
  const sign = key === 'ArrowDown' ? 1 : -1;
  const within = membersOf(row).filter((one) => isBeyond(one.getBoundingClientRect(), here, sign));
  if (within.length > 0) return closest(within, here);
  const others = rows().filter((one) => one !== row && !one.contains(row) && !row.contains(one));
  const beyond = others.filter((one) => isBeyond(one.getBoundingClientRect(), here, sign));
  beyond.sort((a, b) => sign * (a.getBoundingClientRect().top - b.getBoundingClientRect().top));
  for (const one of beyond) {
    const members = membersOf(one);
    const inside = members.filter((member) => isInRow(member));
    const found = closest(inside.length > 0 ? inside : members, here);
    if (found !== null) return found;
  }
  return null;
}

/** Not scrolled out of its row. */
function isInRow(member: HTMLElement): boolean {
  const { left, right } = member.getBoundingClientRect();
  return right > 0 && left < innerWidth && left + right > 0;
}

/** On the same line, on the side that is meant. */
const isBeside = (box: DOMRect, here: DOMRect, sign: number): boolean =>
  sign * (box.left + box.right - here.left - here.right) > 2 &&
  Math.min(box.bottom, here.bottom) - Math.max(box.top, here.top) > Math.min(box.height, here.height) / 3;

const isBeyond = (box: DOMRect, here: DOMRect, sign: number): boolean =>
  box.height > 0 &&
  (sign > 0
    ? box.top > here.bottom - here.height / 3 && box.bottom > here.bottom
    : box.bottom < here.top + here.height / 3 && box.top < here.top);

function closest(members: readonly HTMLElement[], here: DOMRect): HTMLElement | null {
  const middle = (here.left + here.right) / 2;
  return nearest(members, (box) => {
    const aside = middle < box.left ? box.left - middle : middle > box.right ? middle - box.right : 0;
    return Math.abs(box.top - here.top) * 3 + aside;
  });
}

function nearest(members: readonly HTMLElement[], distance: (box: DOMRect) => number): HTMLElement | null {
  let best: HTMLElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const member of members) {
    const far = distance(member.getBoundingClientRect());
    if (far < least) {
      least = far;
      best = member;
    }
  }
  return best;
}
