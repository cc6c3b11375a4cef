/** Who is signed in, how Studio looks to them, and the way out. */
import type { Account } from '@vitascope/client';
import { Avatar, Menu, MenuChoice, MenuItem, MenuSeparator, notify, useTheme } from '@vitascope/design';
import { LogOut, MonitorPlay, UserRound } from 'lucide-react';
import type { JSX } from 'react';
import { api, sessionEnd } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import styles from './navigation.module.css';

export function AccountMenu({ account }: { readonly account: Account }): JSX.Element {
  const { t, language, languages, choose, nameOf } = useTexts();
  const [theme, chooseTheme] = useTheme();
  const role = t(`role.${account.role ?? 'support'}`);
  const signOut = async (): Promise<void> => {
    try {
      await api.POST('/api/v1/auth/sign-out');
      sessionEnd.tell();
      window.location.assign('/');
    } catch (error) {
      notify({ text: error instanceof Error ? error.message : String(error), kind: 'bad' });
    }
  };
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button type="button" className={styles['account']}>
          <Avatar name={account.name} avatar={null} size={32} />
          <span className={styles['who']}>
            <strong>{account.name}</strong>
            <span>{role}</span>
          </span>
          <span className="visually-hidden">{t('account.menu')}</span>
        </button>
      }
    >
      <MenuChoice
        label={t('theme')}
        value={theme}
        options={(['light', 'dark', 'system'] as const).map((value) => ({
          value,
          label: t(`theme.${value}`),
        }))}
        onChoose={chooseTheme}
      />
      {languages.length < 2 ? null : (
        <MenuChoice
          label={t('language')}
          value={language}
          options={languages.map((value) => ({ value, label: nameOf('language', value) }))}
          onChoose={choose}
        />
      )}
      <MenuSeparator />
      <MenuItem icon={<MonitorPlay aria-hidden="true" />} render={<a href="/" />}>
        {t('watch.to')}
      </MenuItem>
      <MenuItem icon={<UserRound aria-hidden="true" />} render={<a href="/settings" />}>
        {t('account.settings')}
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={() => void signOut()}>
        {t('sign-out')}
      </MenuItem>
    </Menu>
  );
}
