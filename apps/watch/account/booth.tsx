/** The room for everything before one is in: a form on the left, the lamp and its screen on the right. */
import { Link } from '@tanstack/react-router';
import { Logo } from '@vitascope/design';
import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { usePageTitle } from '../shell/page-title.ts';
import styles from './booth.module.css';

export interface BoothProps {
  readonly title: string;
  /** What the tab is called, where the title does not say what the page is for. */
  readonly name?: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  /** What else one may want: a line of links. */
  readonly after?: ReactNode;
}

export function Booth({ title, name, lead, children, after }: BoothProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // A step that follows another begins to be read at its heading, unless a field has taken the focus.
  usePageTitle(name ?? title);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another step
  useEffect(() => {
    if (heading.current?.parentElement?.contains(document.activeElement) !== true) heading.current?.focus();
  }, [title]);
  return (
    <div className={styles['booth']}>
      <div className={styles['side']}>
        <Link to="/" className={styles['logo']}>
          <Logo />
        </Link>
        <section className={styles['panel']}>
          <h1 ref={heading} tabIndex={-1} className={styles['title']}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={styles['lead']}>{lead}</p>}
          {children}
          {after === undefined ? null : <div className={styles['after']}>{after}</div>}
        </section>
      </div>
      <Projection />
    </div>
  );
}

function Projection(): JSX.Element {
  return (
    <div className={styles['projection']} aria-hidden="true">
      <svg viewBox="0 0 600 760" role="presentation">
        <rect className={styles['screen']} x="40" y="60" width="520" height="292" rx="6" />
        <text className={styles['word']} x="300" y="228" textAnchor="middle">
          {SHOWN}
        </text>
        <path className={styles['beam']} d="M48 352 300 700 552 352Z" />
        <path className={styles['ray']} d="M48 352 300 700 552 352" />
        <circle className={styles['lamp']} cx="300" cy="704" r="7" />
      </svg>
    </div>
  );
}

/** What the lamp throws onto the screen. */
const SHOWN = 'Vitascope';
