/** The account, the language and the colours of this page. */
import { Link } from '@tanstack/react-router';
import { Button, Select, type Theme, useTheme } from '@vitascope/design';
import type { JSX } from 'react';
import { useSession } from '../session/session.ts';
import { useSignOut } from '../session/sign-out.ts';
import { useTexts } from '../texts/index.ts';
import { Section, SettingsPage } from './section.tsx';
import styles from './settings.module.css';

export function GeneralPage(): JSX.Element {
  const { t, language, languages, choose } = useTexts();
  const { data: account } = useSession();
  const [theme, chooseTheme] = useTheme();
  const signOut = useSignOut();
  return (
    <SettingsPage title={t('settings.general')}>
      <Section title={t('settings.account')}>
        <p className={styles['item-name']}>{account?.name}</p>
        <p className={styles['hint']}>{account?.email}</p>
        <div className={styles['row']}>
          <Button render={<Link to="/who" search={{}} />}>{t('settings.profiles')}</Button>
          <Button onClick={() => void signOut()}>{t('profiles.sign-out')}</Button>
        </div>
      </Section>
      <Section title={t('settings.language')} text={t('settings.language.text')}>
        <Select
          label={t('settings.language')}
          isLabelHidden
          value={language}
          options={languages.map((one) => ({ value: one, label: ownName(one) }))}
          onChoose={choose}
        />
      </Section>
      <Section title={t('settings.theme')}>
        <Select<Theme>
          label={t('settings.theme')}
          isLabelHidden
          value={theme}
          options={(['dark', 'light', 'system'] as const).map((one) => ({
            value: one,
            label: t(`settings.theme.${one}`),
          }))}
          onChoose={chooseTheme}
        />
      </Section>
    </SettingsPage>
  );
}

/** A language in its own words, for those who read no other. */
function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}
