/** The parts of the settings, and the one that is open. */
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Button, EmptyState } from '@vitascope/design';
import {
  KeyRound,
  type LucideIcon,
  MonitorPlay,
  MonitorSmartphone,
  ShieldCheck,
  UserRound,
} from 'lucide-react';
import { type JSX, useEffect, useRef } from 'react';
import { profilesQuery, useCurrentProfile } from '../session/profile.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { type TextKey, useTexts } from '../texts/index.ts';
import styles from './settings.module.css';

const parts = [
  { to: '/settings', name: 'settings.general', icon: UserRound },
  { to: '/settings/playback', name: 'settings.playback', icon: MonitorPlay },
  { to: '/settings/security', name: 'settings.security', icon: KeyRound },
  { to: '/settings/devices', name: 'settings.devices', icon: MonitorSmartphone },
  { to: '/settings/privacy', name: 'settings.privacy', icon: ShieldCheck },
] as const satisfies readonly { to: string; name: TextKey; icon: LucideIcon }[];

export function SettingsLayout(): JSX.Element {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  const { data: profiles = [] } = useQuery(profilesQuery);
  const isChild = useCurrentProfile()?.isKids === true && profiles.some(({ isKids }) => !isKids);
  // On a phone they stand in a line that scrolls.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another part
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  if (isChild) return <ForGrownUps />;
  return (
    <div className={styles['layout']}>
      <nav ref={nav} className={styles['nav']} aria-label={t('settings')}>
        <ul>
          {parts.map(({ to, name, icon: Icon }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: true }} className={styles['part']}>
                <Icon aria-hidden="true" />
                {t(name)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles['content']}>
        <Outlet />
      </div>
    </div>
  );
}

/** The menu of a kids profile does not lead here; an address might. */
function ForGrownUps(): JSX.Element {
  const { t } = useTexts();
  usePageTitle(t('settings.grown-ups'));
  return (
    <EmptyState
      level={1}
      icon={<UserRound />}
      title={t('settings.grown-ups')}
      text={t('settings.grown-ups.text')}
    >
      <Button kind="primary" size="large" render={<Link to="/who" search={{ next: '/settings' }} />}>
        {t('play.other-profile')}
      </Button>
    </EmptyState>
  );
}
