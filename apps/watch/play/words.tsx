/** Words in place of the picture: what is so, and what one can do about it. */
import { type JSX, type ReactNode, useEffect, useRef } from 'react';
import styles from './words.module.css';

export function Words({
  icon,
  title,
  text,
  name,
  children,
  actions,
}: {
  readonly icon: JSX.Element;
  readonly title: string;
  readonly text: ReactNode;
  /** The reason, for tests and support. */
  readonly name: string;
  readonly children?: ReactNode;
  readonly actions: ReactNode;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone, and whoever listens should hear this first.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles['words']} data-refused={name}>
      <span className={styles['icon']} aria-hidden="true">
        {icon}
      </span>
      <h2 ref={heading} tabIndex={-1} className={styles['title']}>
        {title}
      </h2>
      <p className={styles['text']}>{text}</p>
      {children}
      <div className={styles['actions']}>{actions}</div>
    </section>
  );
}
