/** Deletes a profile with all that belongs to it, after its name has been read and the password said. */
import type { Profile } from '@vitascope/client';
import { Button, Confirm, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { PasswordField, ProblemCallout } from '../account/form.tsx';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import styles from './who.module.css';

export function EditDelete({
  profile,
  onDeleted,
}: {
  readonly profile: Profile;
  onDeleted(): void;
}): JSX.Element {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const state = useForm(async () => undefined);
  const remove = (): void =>
    state.run(async () => {
      await api.POST('/api/v1/profiles/{id}/delete', {
        params: { path: { id: profile.id } },
        body: { password },
      });
      onDeleted();
    });
  return (
    <section className={styles['section']}>
      <h2>{t('profiles.delete')}</h2>
      <p>{t('profiles.delete.text')}</p>
      <div className={styles['row']}>
        <Button kind="danger" onClick={() => setOpen(true)}>
          {t('profiles.delete.button')}
        </Button>
      </div>
      <Confirm
        isOpen={isOpen}
        isDanger
        isBusy={state.isBusy}
        title={t('profiles.delete.question', { name: profile.name })}
        description={t('profiles.delete.text')}
        confirmLabel={t('profiles.delete.button')}
        cancelLabel={t('profiles.cancel')}
        onConfirm={remove}
        onCancel={() => setOpen(false)}
      >
        <PasswordField
          label={t('profiles.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <ProblemCallout error={state.error} />
      </Confirm>
    </section>
  );
}
