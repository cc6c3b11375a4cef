/** A lamp's cone of light that falls on a screen: two lines and a rectangle. */
import type { JSX } from 'react';
import styles from './logo.module.css';

export function Mark({ size = 24 }: { readonly size?: number }): JSX.Element {
  return (
    <svg
      className={styles['mark']}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <rect x="2.5" y="2.5" width="19" height="10.5" rx="1.4" />
      <path d="M4.5 13 12 21.6 19.5 13" />
    </svg>
  );
}

/** The mark with the name of the service. */
export function Logo({ name = 'Vitascope' }: { readonly name?: string }): JSX.Element {
  return (
    <span className={styles['logo']}>
      <Mark />
      <span>{name}</span>
    </span>
  );
}
