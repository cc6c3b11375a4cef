/** Opens a profile for this session by its PIN. */
import type { Profile } from '@vitascope/client';
import { Button, Dialog, TextField, useForm } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { profilesQuery } from '../session/profile.ts';
import { useTexts } from '../texts/index.ts';
import styles from './who.module.css';

export function PinDialog({
  profile,
  onClose,
  onUnlocked,
}: {
  readonly profile: Profile;
  onClose(): void;
  onUnlocked(profile: Profile): void;
}): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [pin, setPin] = useState('');
  const state = useForm(async () => {
    const params = { path: { id: profile.id } };
    try {
      const { data } = await api.POST('/api/v1/profiles/{id}/unlock', { params, body: { pin } });
      queries.setQueryData(profilesQuery.queryKey, (all) =>
        all?.map((one) => (one.id === data.id ? data : one)),
      );
      onUnlocked(data);
    } catch (error) {
      setPin('');
      throw error;
    }
  });
  return (
    <Dialog
      isOpen
      size="small"
      title={t('profiles.pin.title', { name: profile.name })}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy}>
          {t('profiles.pin.enter')}
        </Button>
      }
    >
      <form id={id} onSubmit={state.submit}>
        <TextField
          label={t('profiles.pin')}
          value={pin}
          onChange={(typed) => setPin(typed.replace(/\D/g, '').slice(0, 8))}
          className={styles['pin'] ?? ''}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          pattern="\d{4,8}"
          dir="ltr"
          required
          autoFocus
        />
      </form>
      <ProblemCallout error={state.error} />
    </Dialog>
  );
}
