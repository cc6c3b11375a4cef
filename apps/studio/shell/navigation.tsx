/** The way to each room: beside the page, or at the foot of a phone. */
import { Link, useLocation } from '@tanstack/react-router';
import type { Account } from '@vitascope/client';
import { Logo, Menu, MenuItem } from '@vitascope/design';
import { Ellipsis } from 'lucide-react';
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import { AccountMenu } from './account-menu.tsx';
import styles from './navigation.module.css';
import { isWithin, type Room, rooms } from './rooms.ts';

/** A phone has place for so many, and for a menu of the others. */
const atFoot = 4;

export function Navigation({ account }: { readonly account: Account }): JSX.Element {
  const { t } = useTexts();
  return (
    <div className={styles['side']}>
      <Link to="/" className={styles['logo']} aria-label={t('home')}>
        <Logo />
      </Link>
      <nav aria-label={t('nav')} className={styles['nav']}>
        <ul className={styles['rooms']}>
          {rooms.map((room, index) => (
            <li key={room.to} className={index < atFoot ? undefined : styles['beyond']}>
              <RoomLink room={room} />
            </li>
          ))}
          <li className={styles['more']}>
            <More />
          </li>
        </ul>
      </nav>
      <AccountMenu account={account} />
    </div>
  );
}

function RoomLink({ room }: { readonly room: Room }): JSX.Element {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const { to, name, icon: Icon } = room;
  const isHere = isWithin(pathname, room);
  return (
    <Link
      to={to}
      className={styles['room']}
      data-here={isHere}
      {...(isHere ? { 'aria-current': 'page' } : {})}
    >
      <Icon aria-hidden="true" />
      <span>{t(name)}</span>
    </Link>
  );
}

function More(): JSX.Element {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const beyond = rooms.slice(atFoot);
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          className={styles['room']}
          data-here={beyond.some((room) => isWithin(pathname, room))}
        >
          <Ellipsis aria-hidden="true" />
          <span>{t('more')}</span>
        </button>
      }
    >
      {beyond.map(({ to, name, icon: Icon }) => (
        <MenuItem key={to} icon={<Icon aria-hidden="true" />} render={<Link to={to} />}>
          {t(name)}
        </MenuItem>
      ))}
    </Menu>
  );
}
