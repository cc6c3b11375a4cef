/** Who watches, who else could, and what is the account's. */

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Profile } from '@vitascope/client';
import { Avatar, Menu, MenuItem, MenuSeparator } from '@vitascope/design';
import { Clock, ListVideo, LogOut, Settings, Users } from 'lucide-react';
import type { JSX } from 'react';
import { chooseProfile, profilesQuery } from '../session/profile.ts';
import { useSession } from '../session/session.ts';
import { useSignOut } from '../session/sign-out.ts';
import { useTexts } from '../texts/index.ts';
import type { ProfileMenuProps } from './profile-button.tsx';

export function ProfileMenu({ profile, trigger, isOpenAtFirst }: ProfileMenuProps): JSX.Element {
  const { t } = useTexts();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { data: account } = useSession();
  const { data: profiles = [] } = useQuery(profilesQuery);
  const others = profiles.filter(({ id }) => id !== profile.id);
  const goTo = (href: string) => () => void navigate({ href });

  function change(to: Profile): void {
    if (account == null) return;
    if (!to.isLocked) chooseProfile(account, to);
    void navigate({ href: to.isLocked ? `/who?profile=${to.id}` : '/' });
  }

  return (
    <Menu trigger={trigger} isOpenAtFirst={isOpenAtFirst}>
      {others.map((other) => (
        <MenuItem
          key={other.id}
          icon={<Avatar name={other.name} avatar={other.avatar} size={24} />}
          onSelect={() => change(other)}
        >
          {other.name}
        </MenuItem>
      ))}
      <MenuItem icon={<Users aria-hidden="true" />} onSelect={goTo('/who')}>
        {t('shell.profiles')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<ListVideo aria-hidden="true" />} onSelect={goTo('/my-list')}>
        {t('shell.my-list')}
      </MenuItem>
      <MenuItem icon={<Clock aria-hidden="true" />} onSelect={goTo('/history')}>
        {t('shell.history')}
      </MenuItem>
      {profile.isKids ? null : (
        <MenuItem icon={<Settings aria-hidden="true" />} onSelect={goTo('/settings')}>
          {t('shell.settings')}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={() => void signOut()}>
        {t('shell.sign-out')}
      </MenuItem>
    </Menu>
  );
}
