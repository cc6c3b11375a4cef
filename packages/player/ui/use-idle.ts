/** Notices that nobody moves, so that the controls can leave. */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Controls leave this long after the last movement. */
const idleMs = 2800;

export interface Idle {
  readonly isIdle: boolean;
  wake(): void;
  hide(): void;
}

/** `mayHide` is asked when the time is over: a paused picture, an open menu or a focused button keep the controls. */
export function useIdle(root: RefObject<HTMLElement | null>, mayHide: boolean): Idle {
  const [isIdle, setIdle] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const may = useRef(mayHide);
  may.current = mayHide;

  const hide = useCallback(() => {
    const isFocused = root.current?.querySelector('[data-controls] :focus-visible') != null;
    if (may.current && !isFocused) setIdle(true);
  }, [root]);
  const wake = useCallback(() => {
    setIdle(false);
    clearTimeout(timer.current);
    timer.current = setTimeout(hide, idleMs);
  }, [hide]);

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const onMove = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch') wake();
    };
    element.addEventListener('pointermove', onMove);
    element.addEventListener('focusin', wake);
    return () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('focusin', wake);
      clearTimeout(timer.current);
    };
  }, [root, wake]);
  useEffect(() => {
    if (mayHide) wake();
    else {
      clearTimeout(timer.current);
      setIdle(false);
    }
  }, [mayHide, wake]);
  return { isIdle, wake, hide: useCallback(() => setIdle(true), []) };
}
