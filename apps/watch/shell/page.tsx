/** A page that begins with its name. */
import type { JSX, ReactNode } from 'react';
import styles from './page.module.css';
import { usePageTitle } from './page-title.ts';

export function Page(props: {
  readonly title: string;
  /** Beside the name. */
  readonly actions?: ReactNode;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}): JSX.Element {
  const { title, actions, isBusy = false, children } = props;
  usePageTitle(title);
  return (
    <div className={styles['page']} aria-busy={isBusy}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{title}</h1>
        {actions}
      </header>
      {children}
    </div>
  );
}
