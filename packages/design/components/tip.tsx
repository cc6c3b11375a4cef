/** A few words beside what is pointed at or focused. Never the only place where something is said. */
import { Tooltip } from '@base-ui/react/tooltip';
import type { JSX, ReactNode } from 'react';
import styles from './popup.module.css';
import { TipPlace, type TipProps } from './tip-place.ts';

export function Tip({ text, children }: TipProps): JSX.Element {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={8} className={styles['positioner']}>
          <Tooltip.Popup className={styles['tip']}>{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Once around an app, for buttons to have tips. Not in `DesignProvider`: what places them is a quarter of a small app. */
export function Tips({ children }: { readonly children: ReactNode }): JSX.Element {
  return (
    <Tooltip.Provider delay={500}>
      <TipPlace value={Tip}>{children}</TipPlace>
    </Tooltip.Provider>
  );
}
