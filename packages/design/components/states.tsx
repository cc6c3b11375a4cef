/** What stands where content will be, could not be, or is not yet. */
import type { JSX, ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import styles from './states.module.css';

/** The shape of what is coming. Hidden from screen readers: the region around it says `aria-busy`. */
export function Skeleton({
  className,
  width,
  height,
}: {
  readonly className?: string;
  readonly width?: string;
  readonly height?: string;
}): JSX.Element {
  return (
    <span
      aria-hidden="true"
      className={classNames(styles['skeleton'], className)}
      style={{ ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) }}
    />
  );
}

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text?: ReactNode;
  /** Buttons: what to do about it. */
  readonly children?: ReactNode;
  readonly level?: 1 | 2;
}

/** Nothing here, or something went wrong: what, and what to do next. */
export function EmptyState({ icon, title, text, children, level = 2 }: EmptyStateProps): JSX.Element {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <section className={styles['empty']}>
      {icon === undefined ? null : (
        <span className={styles['empty-icon']} aria-hidden="true">
          {icon}
        </span>
      )}
      <Heading className={styles['empty-title']}>{title}</Heading>
      {text === undefined ? null : <p className={styles['empty-text']}>{text}</p>}
      {children === undefined ? null : <div className={styles['empty-actions']}>{children}</div>}
    </section>
  );
}

/** How far something is, 0 to 1; null while that is not known. */
export function ProgressBar({
  value,
  label,
  kind = 'accent',
}: {
  readonly value: number | null;
  readonly label: string;
  readonly kind?: 'accent' | 'good' | 'bad';
}): JSX.Element {
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.round(value * 100) })}
      className={classNames(styles['progress'], value === null && styles['unknown'])}
      data-kind={kind}
    >
      <span style={{ inlineSize: value === null ? '40%' : `${Math.min(1, Math.max(0, value)) * 100}%` }} />
    </span>
  );
}

/** A word about the state of something. */
export function Badge({
  kind = 'plain',
  icon,
  children,
}: {
  readonly kind?: 'plain' | 'accent' | 'good' | 'bad' | 'info' | 'live';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <span className={styles['badge']} data-kind={kind}>
      {icon}
      {children}
    </span>
  );
}

/** Something that the reader should know before going on. */
export function Callout({
  kind = 'info',
  children,
  actions,
}: {
  readonly kind?: 'info' | 'good' | 'bad' | 'accent';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}): JSX.Element {
  return (
    <div className={styles['callout']} data-kind={kind} {...(kind === 'bad' ? { role: 'alert' } : {})}>
      <div>{children}</div>
      {actions}
    </div>
  );
}
