/** What is seen while it is not known yet who watches, or a page's own part is on its way. */
import { Mark } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './opening.module.css';

export function Opening(): JSX.Element {
  const { t } = useTexts();
  return (
    <div className={styles['opening']} aria-busy="true">
      <Mark size={48} />
      <span className="visually-hidden">{t('loading')}</span>
    </div>
  );
}
