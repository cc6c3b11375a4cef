/** A page of Studio: its heading, what can be done on it, and its content. */
import type { JSX, ReactNode } from 'react';
import styles from './page.module.css';
import { usePageTitle } from './page-title.ts';

export interface PageProps {
  readonly title: string;
  /** A line below the heading. */
  readonly text?: ReactNode;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

export function Page({ title, text, actions, children }: PageProps): JSX.Element {
  usePageTitle(title);
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <div>
          <h1 className={styles['title']}>{title}</h1>
          {text === undefined ? null : <p className={styles['text']}>{text}</p>}
        </div>
        {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
