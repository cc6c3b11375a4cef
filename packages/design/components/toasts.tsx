/** Short words about what has just happened, with a way to take it back. What shows them is loaded with the first. */
import { type ComponentProps, type ComponentType, type JSX, useEffect, useState } from 'react';
import type { ToastList } from './toast-list.tsx';

export interface Notice {
  readonly text: string;
  readonly detail?: string;
  readonly kind?: 'plain' | 'good' | 'bad';
  readonly action?: { readonly label: string; onPress(): void };
  /** 0 stays until it is closed. */
  readonly timeoutMs?: number;
  readonly onGone?: () => void;
}

type Show = (notice: Notice) => () => void;

const ready = Promise.withResolvers<Show>();
let isWanted = false;
let want = (): void => {
  isWanted = true;
};

/** Shows a notice and returns what closes it. */
export function notify(notice: Notice): () => void {
  want();
  let close: (() => void) | null = null;
  let isClosed = false;
  void ready.promise.then((show) => {
    if (!isClosed) close = show(notice);
  });
  return () => {
    isClosed = true;
    close?.();
  };
}

/** The place of notices, once in an app. */
export function Toasts({ closeLabel }: { readonly closeLabel: string }): JSX.Element | null {
  const [List, setList] = useState<ComponentType<ComponentProps<typeof ToastList>> | null>(null);
  useEffect(() => {
    // Without a network they wait for the next one.
    want = () =>
      void import('./toast-list.tsx').then(
        (module) => setList(() => module.ToastList),
        () => undefined,
      );
    if (isWanted) want();
  }, []);
  return List === null ? null : <List closeLabel={closeLabel} onReady={ready.resolve} />;
}
