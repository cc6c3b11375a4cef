/** Buttons: one of them on a view is primary. As a link, hand a rendered element to `render`. */
import { Button as BaseButton } from '@base-ui/react/button';
import { type ComponentProps, cloneElement, type JSX, type ReactNode, use } from 'react';
import { classNames } from '../class-names.ts';
import styles from './button.module.css';
import { TipPlace } from './tip-place.ts';

type BaseProps = Omit<ComponentProps<typeof BaseButton>, 'className' | 'render' | 'nativeButton'> & {
  readonly className?: string;
  /** A link that looks like a button, and stays a link. */
  readonly render?: JSX.Element;
};

export interface ButtonProps extends BaseProps {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'small' | 'medium' | 'large';
  readonly icon?: ReactNode;
  /** Its work is under way: it says so and takes no further press. */
  readonly isBusy?: boolean;
}

export function Button({
  kind = 'plain',
  size = 'medium',
  icon,
  isBusy = false,
  className,
  render,
  children,
  ...rest
}: ButtonProps): JSX.Element {
  const look = classNames(styles['button'], styles[kind], styles[size], className);
  if (render !== undefined)
    return cloneElement(
      render,
      { ...rest, className: look } as object,
      <>
        {icon}
        {children ?? (render.props as { readonly children?: ReactNode }).children}
      </>,
    );
  return (
    <BaseButton
      type="button"
      {...rest}
      {...(isBusy ? { disabled: true, focusableWhenDisabled: true, 'aria-busy': true } : {})}
      className={look}
    >
      {isBusy ? <span className={styles['spinner']} aria-hidden="true" /> : icon}
      {children}
    </BaseButton>
  );
}

export interface IconButtonProps extends BaseProps {
  /** What it does: its name, and its tip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly kind?: 'quiet' | 'solid' | 'danger';
  readonly size?: 'small' | 'medium' | 'large';
  readonly hasTip?: boolean;
}

export function IconButton({
  label,
  icon,
  kind = 'quiet',
  size = 'medium',
  hasTip = true,
  className,
  render,
  ...rest
}: IconButtonProps): JSX.Element {
  const Tip = use(TipPlace);
  const look = classNames(styles['icon-button'], styles[`icon-${kind}`], styles[`icon-${size}`], className);
  const name = { 'aria-label': label, ...(hasTip && Tip === null ? { title: label } : {}) };
  const button =
    render === undefined ? (
      <BaseButton type="button" {...rest} {...name} className={look}>
        {icon}
      </BaseButton>
    ) : (
      cloneElement(render, { ...rest, ...name, className: look } as object, icon)
    );
  return hasTip && Tip !== null ? <Tip text={label}>{button}</Tip> : button;
}
