/** Buttons: one of them on a view is primary. As a link, hand a rendered element to `render`. */
import { Button as BaseButton } from '@base-ui/react/button';
import {
  type ComponentProps,
  cloneElement,
  isValidElement,
  type JSX,
  type ReactElement,
  type ReactNode,
  use,
} from 'react';
import { classNames } from '../class-names.ts';
import styles from './button.module.css';
import { TipPlace } from './tip-place.ts';

type BaseProps = Omit<ComponentProps<typeof BaseButton>, 'className'> & { readonly className?: string };

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
  children,
  ...rest
}: ButtonProps): JSX.Element {
  const look = classNames(styles['button'], styles[kind], styles[size], className);
  const { render, ...others } = rest;
  if (isValidElement<Dressed>(render))
    return lookingAlike(render, {
      ...others,
      className: look,
      children: (
        <>
          {icon}
          {children ?? render.props.children}
        </>
      ),
    });
  return (
    <BaseButton
      type="button"
      {...rest}
      {...(isBusy ? { disabled: true, focusableWhenDisabled: true, 'aria-busy': true } : {})}
      {...(rest.render === undefined ? {} : { nativeButton: false })}
      className={look}
    >
      {isBusy ? <span className={styles['spinner']} aria-hidden="true" /> : icon}
      {children}
    </BaseButton>
  );
}

interface Dressed {
  readonly className?: string;
  readonly children?: ReactNode;
}

/** What is rendered instead of a button, with the look of one. It stays what it is: a link is called a link. */
function lookingAlike(element: ReactElement<Dressed>, props: Dressed & Record<string, unknown>): JSX.Element {
  return cloneElement(element, { ...props, className: classNames(props.className, element.props.className) });
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
  ...rest
}: IconButtonProps): JSX.Element {
  const Tip = use(TipPlace);
  const look = classNames(styles['icon-button'], styles[`icon-${kind}`], styles[`icon-${size}`], className);
  const title = hasTip && Tip === null ? { title: label } : {};
  const { render, ...others } = rest;
  const button = isValidElement<Dressed>(render) ? (
    lookingAlike(render, { ...title, ...others, 'aria-label': label, className: look, children: icon })
  ) : (
    <BaseButton
      type="button"
      {...rest}
      {...(rest.render === undefined ? {} : { nativeButton: false })}
      aria-label={label}
      {...title}
      className={look}
    >
      {icon}
    </BaseButton>
  );
  return hasTip && Tip !== null ? <Tip text={label}>{button}</Tip> : button;
}
