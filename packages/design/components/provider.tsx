/** What the components need around them, once for an app. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import type { JSX, ReactNode } from 'react';
import { Toasts } from './toasts.tsx';

export function DesignProvider({
  direction,
  closeLabel,
  children,
}: {
  readonly direction: 'ltr' | 'rtl';
  /** The name of the buttons that close notices. */
  readonly closeLabel: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={direction}>
        {children}
        <Toasts closeLabel={closeLabel} />
      </DirectionProvider>
    </CSPProvider>
  );
}
