/** The parts of the settings, and the one that is open. */
import { Link, Outlet } from '@tanstack/react-router';
import {
  KeyRound,
  type LucideIcon,
  MonitorPlay,
  MonitorSmartphone,
  ShieldCheck,
  UserRound,
} from 'lucide-react';
import type { JSX } from 'react';
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
  return (
    <div className={styles['layout']}>
      <nav className={styles['nav']} aria-label={t('settings')}>
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
