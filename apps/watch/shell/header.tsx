/** The bar at the top: clear over a picture, solid once the page has moved below it. */
import { Link } from '@tanstack/react-router';
import type { Profile } from '@vitascope/client';
import { classNames, Logo } from '@vitascope/design';
import { Search } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import { useServiceName } from '../session/service.ts';
import { useTexts } from '../texts/index.ts';
import styles from './header.module.css';
import { useHasHero } from './hero-place.ts';
import { ProfileButton } from './profile-button.tsx';

export function Header({ profile }: { readonly profile: Profile | null }): JSX.Element {
  const { t } = useTexts();
  const name = useServiceName();
  const hasScrolled = useHasScrolled();
  const hasHero = useHasHero();
  const isClear = hasHero && !hasScrolled;
  return (
    <header
      className={classNames(styles['bar'], isClear && styles['clear'], hasScrolled && styles['moved'])}
      data-focus-row=""
      {...(isClear ? { 'data-theme': 'dark' } : {})}
    >
      <Link to="/" className={styles['home'] ?? ''} aria-label={t('shell.home', { name })} data-focus="">
        <Logo name={name} />
      </Link>
      {profile === null ? null : (
        <>
          <nav aria-label={t('shell.nav')} className={styles['nav'] ?? ''}>
            <Link to="/" {...link}>
              {t('home')}
            </Link>
            <Link to="/browse/$kind" params={{ kind: 'films' }} {...link}>
              {t('shell.films')}
            </Link>
            <Link to="/browse/$kind" params={{ kind: 'series' }} {...link}>
              {t('shell.series')}
            </Link>
            <Link to="/my-list" {...link}>
              {t('shell.my-list')}
            </Link>
          </nav>
          <Link to="/search" className={styles['search'] ?? ''} aria-label={t('shell.search')} data-focus="">
            <Search aria-hidden="true" />
            <span>{t('shell.search')}</span>
          </Link>
          <ProfileButton profile={profile} />
        </>
      )}
    </header>
  );
}

const link = {
  className: styles['link'] ?? '',
  activeOptions: { exact: true },
  'data-focus': '',
} as const;

/** Where a page begins nobody has scrolled: to ask has it laid out at once, whatever else is still to be drawn. */
function useHasScrolled(): boolean {
  const [hasScrolled, setScrolled] = useState(false);
  useEffect(() => {
    const look = (): void => setScrolled(scrollY > 12);
    const frame = requestAnimationFrame(look);
    addEventListener('scroll', look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', look);
    };
  }, []);
  return hasScrolled;
}
