/** Ways to sign in: password, passkeys, authenticator app, providers; and where one is signed in. */
import type { JSX } from 'react';
import { useTexts } from '../texts/index.ts';
import { Passkeys } from './passkeys.tsx';
import { PasswordChange } from './password-change.tsx';
import { Providers } from './providers.tsx';
import { SecondFactor } from './second-factor.tsx';
import { SettingsPage } from './section.tsx';
import { Sessions } from './sessions.tsx';

export function SecurityPage(): JSX.Element {
  const { t } = useTexts();
  return (
    <SettingsPage title={t('settings.security')}>
      <PasswordChange />
      <Passkeys />
      <SecondFactor />
      <Providers />
      <Sessions />
    </SettingsPage>
  );
}
