/** A menu of actions behind a button. */
import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import styles from './popup.module.css';

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: JSX.Element;
  readonly children: ReactNode;
  readonly isOpenAtFirst?: boolean;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export function Menu(props: MenuProps): JSX.Element {
  const { trigger, children, isOpenAtFirst = false, align = 'end', side = 'bottom' } = props;
  return (
    <BaseMenu.Root modal={false} defaultOpen={isOpenAtFirst}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align={align} side={side} className={styles['positioner']}>
          <BaseMenu.Popup className={styles['popup']}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export interface MenuItemProps {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** A link in place of an action. */
  readonly render?: JSX.Element;
  readonly onSelect?: () => void;
}

export function MenuItem({ children, icon, isDanger, isDisabled, render, onSelect }: MenuItemProps) {
  return (
    <BaseMenu.Item
      className={classNames(styles['item'], isDanger === true && styles['danger'])}
      {...(isDisabled === undefined ? {} : { disabled: isDisabled })}
      {...(render === undefined ? {} : { render, nativeButton: false })}
      {...(onSelect === undefined ? {} : { onClick: onSelect })}
    >
      {icon}
      {children}
    </BaseMenu.Item>
  );
}

/** One of several; the chosen one has a mark. */
export function MenuChoice<V extends string | number>({
  label,
  value,
  options,
  onChoose,
}: {
  readonly label?: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  onChoose(value: V): void;
}): JSX.Element {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={(next: V) => onChoose(next)} aria-label={label}>
      {label === undefined ? null : <div className={styles['group-label']}>{label}</div>}
      {options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} className={styles['item']}>
          <span className={styles['check']}>
            <BaseMenu.RadioItemIndicator>
              <Check aria-hidden="true" />
            </BaseMenu.RadioItemIndicator>
          </span>
          {option.label}
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}

export function MenuSeparator(): JSX.Element {
  return <BaseMenu.Separator className={styles['separator']} />;
}
