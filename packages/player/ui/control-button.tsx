/** A button of the player: an icon with a name, large enough for a finger. */
import { classNames } from '@vitascope/design';
import type { ComponentProps, JSX } from 'react';
import styles from './control-button.module.css';

export interface ControlButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly label: string;
  readonly icon: JSX.Element;
  readonly size?: 'medium' | 'large';
  /** A word over the icon: how many seconds it goes. */
  readonly note?: string;
}

export function ControlButton({
  label,
  icon,
  size = 'medium',
  note,
  className,
  ...rest
}: ControlButtonProps): JSX.Element {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classNames(styles['button'], styles[size], className)}
    >
      {icon}
      {note === undefined ? null : (
        <span className={styles['note']} aria-hidden="true">
          {note}
        </span>
      )}
    </button>
  );
}
