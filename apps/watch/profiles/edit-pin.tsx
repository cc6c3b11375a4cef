/** The PIN of a profile: set, changed or taken away with the account's password. */
import type { Profile } from '@vitascope/client';
import { Button, TextField, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import styles from './who.module.css';

export function EditPin({
  profile,
  onChanged,
}: {
  readonly profile: Profile;
  onChanged(profile: Profile): void;
}): JSX.Element {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [pin, setPin] = useState('');
  const [password, setPassword] = useState('');
  const put = async (value: string | null): Promise<void> => {
    const { data } = await api.PUT('/api/v1/profiles/{id}/pin', {
      params: { path: { id: profile.id } },
      headers: { 'if-match': `"${profile.revision}"` },
      body: { pin: value, password },
    });
    onChanged(data);
  };
  const state = useForm(() => put(pin));
  return (
    <form className={styles['section']} onSubmit={state.submit}>
      <h2>{t('profiles.pin')}</h2>
      <p>{t(profile.hasPin ? 'profiles.pin.is-set' : 'profiles.pin.is-not-set')}</p>
      {isOpen ? (
        <>
          <TextField
            label={t('profiles.pin.new')}
            hint={t('profiles.pin.hint')}
            value={pin}
            onChange={(typed) => setPin(typed.replace(/\D/g, '').slice(0, 8))}
            className={styles['pin'] ?? ''}
            inputMode="numeric"
            autoComplete="off"
            pattern="\d{4,8}"
            dir="ltr"
            required
            autoFocus
          />
          <PasswordField
            label={t('profiles.password')}
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
          <ProblemCallout error={state.error} />
          <div className={styles['row']}>
            <Button kind="primary" type="submit" isBusy={state.isBusy}>
              {t('profiles.pin.save')}
            </Button>
            {profile.hasPin ? (
              <Button kind="danger" isBusy={state.isBusy} onClick={() => state.run(() => put(null))}>
                {t('profiles.pin.remove')}
              </Button>
            ) : null}
            <Button onClick={() => setOpen(false)}>{t('profiles.cancel')}</Button>
          </div>
        </>
      ) : (
        <div className={styles['row']}>
          <Button onClick={() => setOpen(true)}>
            {t(profile.hasPin ? 'profiles.pin.change' : 'profiles.pin.set')}
          </Button>
        </div>
      )}
    </form>
  );
}
