/** The room for everything before one is in: a form on the left, the lamp and its screen on the right. */
import { Link } from '@tanstack/react-router';
import { Logo } from '@vitascope/design';
import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './booth.module.css';

export interface BoothProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  /** What else one may want: a line of links. */
  readonly after?: ReactNode;
}

export function Booth({ title, lead, children, after }: BoothProps): JSX.Element {
  const { t } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  // A step that follows another begins to be read at its heading, unless a field has taken the focus.
  useEffect(() => {
    document.title = `${title} · Vitascope`;
    if (heading.current?.parentElement?.contains(document.activeElement) !== true) heading.current?.focus();
  }, [title]);
  return (
    <div className={styles['booth']}>
      <div className={styles['side']}>
        <Link to="/" className={styles['logo']} aria-label={t('home.to')}>
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
      <svg viewBox="0 0 600 720" preserveAspectRatio="xMidYMid slice" role="presentation">
        <rect className={styles['screen']} x="70" y="90" width="460" height="259" rx="6" />
        <path className={styles['beam']} d="M78 349 300 660 522 349Z" />
        <path className={styles['ray']} d="M78 349 300 660 522 349" />
        <circle className={styles['lamp']} cx="300" cy="664" r="7" />
      </svg>
    </div>
  );
}
