/** After each navigation: the focus goes to the new page, or back to what led away from it; a screen reader hears its name. */
import type { AnyRouter } from '@tanstack/react-router';

/** By the key of a history entry: what was focused when it was left. */
const left = new Map<string, string>();

export function followNavigation(router: AnyRouter): () => void {
  const stops = [
    router.subscribe('onBeforeNavigate', ({ fromLocation }) => {
      const key = document.activeElement?.closest('[data-focus-key]')?.getAttribute('data-focus-key');
      const entry = fromLocation?.state.__TSR_key;
      if (entry !== undefined && key != null) left.set(entry, key);
    }),
    router.subscribe('onRendered', ({ fromLocation, toLocation, pathChanged }) => {
      if (fromLocation === undefined || !pathChanged) return;
      const main = document.querySelector<HTMLElement>('main');
      // Where a field of the new page has taken the focus, it keeps it.
      if (main === null || (main !== document.activeElement && main.contains(document.activeElement))) return;
      main.focus({ preventScroll: true });
      const key = left.get(toLocation.state.__TSR_key ?? '');
      if (key !== undefined) focusAgain(main, key);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Rows are drawn as they come into view, which may be some frames later. */
const PATIENCE_FRAMES = 90;

function focusAgain(main: HTMLElement, key: string, frame = 0): void {
  if (main !== document.activeElement || frame > PATIENCE_FRAMES) return;
  const back = main.querySelector<HTMLElement>(`[data-focus-key="${CSS.escape(key)}"]`);
  if (back !== null) back.focus({ preventScroll: true });
  else requestAnimationFrame(() => focusAgain(main, key, frame + 1));
}
