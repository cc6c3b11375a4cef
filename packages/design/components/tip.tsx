/** A few words beside what is pointed at or focused. Never the only place where something is said. */
import { Tooltip } from '@base-ui/react/tooltip';
import type { JSX } from 'react';
import styles from './popup.module.css';

export function Tip({
  text,
  children,
}: {
  readonly text: string;
  readonly children: JSX.Element;
}): JSX.Element {
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
