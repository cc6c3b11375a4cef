/** Who watches, who else could, and what is the account's. */

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Profile } from '@vitascope/client';
import { Avatar, Menu, MenuItem, MenuSeparator, notify } from '@vitascope/design';
import { Clock, ListVideo, LogOut, Settings, Users } from 'lucide-react';
import type { JSX } from 'react';
import { api, queries } from '../session/api.ts';
import { chooseProfile, forgetProfile, profilesQuery } from '../session/profile.ts';
import { useSession } from '../session/session.ts';
import { useTexts } from '../texts/index.ts';
import type { ProfileMenuProps } from './profile-button.tsx';

export function ProfileMenu({ profile, trigger, isOpenAtFirst }: ProfileMenuProps): JSX.Element {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: account } = useSession();
  const { data: profiles = [] } = useQuery(profilesQuery);
  const others = profiles.filter(({ id }) => id !== profile.id);
  const goTo = (href: string) => () => void navigate({ href });

  function change(to: Profile): void {
    if (account == null) return;
    if (!to.isLocked) chooseProfile(account, to);
    void navigate({ href: to.isLocked ? `/who?profile=${to.id}` : '/' });
  }

  async function signOut(): Promise<void> {
    try {
      await api.POST('/api/v1/auth/sign-out');
    } catch (error) {
      notify({
        kind: 'bad',
        text: t('shell.sign-out.failed'),
        detail: error instanceof Error ? error.message : '',
      });
      return;
    }
    if (account != null) forgetProfile(account);
    queries.clear();
    location.assign('/sign-in');
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
