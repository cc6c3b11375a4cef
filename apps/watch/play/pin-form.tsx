/** The profile's PIN, said here, and it plays. */
import { useMutation } from '@tanstack/react-query';
import { Button } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { api, isProblem, queries } from '../session/api.ts';
import { useProfile } from '../session/profile.ts';
import { useTexts } from '../texts/index.ts';
import type { RefusedProps } from './refused.tsx';
import styles from './words.module.css';
import { Words } from './words.tsx';

export function PinForm({
  icon,
  onRetry,
  onLeave,
}: RefusedProps & { readonly icon: JSX.Element }): JSX.Element {
  const { t } = useTexts();
  const { id } = useProfile();
  const [pin, setPin] = useState('');
  const wrongId = useId();
  const unlock = useMutation({
    mutationFn: () => api.POST('/api/v1/profiles/{id}/unlock', { params: { path: { id } }, body: { pin } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['profiles'] });
      onRetry();
    },
    onError: () => setPin(''),
  });
  const words = isProblem(unlock.error) && unlock.error.status === 429 ? 'play.pin.later' : 'play.pin.wrong';
  return (
    <Words
      icon={icon}
      name="pin"
      title={t('play.refused.pin')}
      text={t('play.refused.pin.text')}
      actions={
        <Button size="large" onClick={onLeave}>
          {t('play.leave')}
        </Button>
      }
    >
      <form
        className={styles['pin']}
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate();
        }}
      >
        <input
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          aria-label={t('play.pin')}
          aria-describedby={wrongId}
          aria-invalid={unlock.isError}
          value={pin}
          onChange={(event) => setPin(event.currentTarget.value.replaceAll(/\D/g, ''))}
        />
        <p id={wrongId} className={styles['wrong']} role="alert">
          {unlock.isError ? t(words) : ''}
        </p>
        <Button kind="primary" size="large" type="submit" isBusy={unlock.isPending} disabled={pin.length < 4}>
          {t('play.pin.unlock')}
        </Button>
      </form>
    </Words>
  );
}
