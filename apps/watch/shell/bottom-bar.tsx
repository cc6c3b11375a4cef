/** On phones: the places of the app within reach of a thumb. */
import { Link } from '@tanstack/react-router';
import { Film, House, Plus, Search, Tv } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import styles from './bottom-bar.module.css';

export function BottomBar(): JSX.Element {
  const { t } = useTexts();
  return (
    <nav aria-label={t('shell.nav')} className={styles['bar'] ?? ''} data-focus-row="">
      <Link to="/" {...link}>
        <House aria-hidden="true" />
        {t('home')}
      </Link>
      <Link to="/browse/$kind" params={{ kind: 'films' }} {...link}>
        <Film aria-hidden="true" />
        {t('shell.films')}
      </Link>
      <Link to="/browse/$kind" params={{ kind: 'series' }} {...link}>
        <Tv aria-hidden="true" />
        {t('shell.series')}
      </Link>
      <Link to="/search" {...link}>
        <Search aria-hidden="true" />
        {t('shell.search')}
      </Link>
      <Link to="/my-list" {...link}>
        <Plus aria-hidden="true" />
        {t('shell.my-list')}
      </Link>
    </nav>
  );
}

const link = {
  className: styles['link'] ?? '',
  activeOptions: { exact: true, includeSearch: false },
  'data-focus': '',
} as const;
