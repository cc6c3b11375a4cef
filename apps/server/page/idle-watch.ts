/** Notices that nobody moves. */

/** Controls leave this long after the last movement. */
const idleMs = 2600;

/** Hides the controls and the pointer when nothing moves, unless something still needs them. */
export function createIdleWatch(
  element: HTMLElement,
  mayHide: () => boolean,
): { wake: () => void; toggle: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = (): void => {
    const focused = element.querySelector(':focus-visible') !== null;
    if (mayHide() && !focused) element.classList.add('idle');
    else wake();
  };
  const wake = (): void => {
    element.classList.remove('idle');
    clearTimeout(timer);
    timer = setTimeout(hide, idleMs);
  };
  const toggle = (): void => (element.classList.contains('idle') ? wake() : element.classList.add('idle'));
  element.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') wake();
  });
  element.addEventListener('focusin', wake);
  element.addEventListener('pointerleave', () => {
    clearTimeout(timer);
    timer = setTimeout(hide, 600);
  });
  wake();
  return { wake, toggle, stop: () => clearTimeout(timer) };
}
