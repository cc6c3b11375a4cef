/** Where the account is signed in, and an end to all of it. */
import { useMutation } from '@tanstack/react-query';
import { Button, Confirm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api, queries, sessionEnd } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Section } from './section.tsx';
import styles from './settings.module.css';

export function Sessions(): JSX.Element {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const out = useMutation({
    mutationFn: () => api.POST('/api/v1/auth/sign-out-everywhere'),
    onSuccess: () => {
      sessionEnd.tell();
      queries.clear();
      window.location.assign('/sign-in');
    },
  });
  return (
    <Section title={t('settings.everywhere')} text={t('settings.everywhere.text')}>
      <ProblemCallout error={out.error} />
      <div className={styles['row']}>
        <Button kind="danger" onClick={() => setOpen(true)}>
          {t('settings.everywhere.button')}
        </Button>
      </div>
      <Confirm
        isOpen={isOpen}
        isDanger
        isBusy={out.isPending}
        title={t('settings.everywhere.question')}
        description={t('settings.everywhere.text')}
        confirmLabel={t('settings.everywhere.button')}
        cancelLabel={t('profiles.cancel')}
        onConfirm={() => out.mutate()}
        onCancel={() => setOpen(false)}
      />
    </Section>
  );
}
