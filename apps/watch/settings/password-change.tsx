/** Another password. It ends the other sessions. */
import { Button, notify, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Section } from './section.tsx';
import styles from './settings.module.css';

export function PasswordChange(): JSX.Element {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const state = useForm(async () => {
    await api.POST('/api/v1/auth/password', { body: { current, password } });
    setOpen(false);
    setCurrent('');
    setPassword('');
    notify({ text: t('settings.password.changed'), kind: 'good' });
  });
  return (
    <Section title={t('settings.password')} text={t('settings.password.text')}>
      {isOpen ? (
        <form className={styles['section']} onSubmit={state.submit}>
          <PasswordField
            label={t('settings.password.current')}
            value={current}
            onChange={setCurrent}
            autoComplete="current-password"
          />
          <PasswordField
            label={t('account.password.new')}
            hint={t('account.password.hint')}
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            minLength={10}
            error={state.fieldError('password')}
          />
          <ProblemCallout error={state.error} />
          <div className={styles['row']}>
            <Button kind="primary" type="submit" isBusy={state.isBusy}>
              {t('settings.password.save')}
            </Button>
            <Button onClick={() => setOpen(false)}>{t('profiles.cancel')}</Button>
          </div>
        </form>
      ) : (
        <div className={styles['row']}>
          <Button onClick={() => setOpen(true)}>{t('settings.password.change')}</Button>
        </div>
      )}
    </Section>
  );
}
