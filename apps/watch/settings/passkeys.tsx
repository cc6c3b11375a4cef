/** Passkeys: made on this device, renamed, removed. */
import { useQuery } from '@tanstack/react-query';
import type { Passkey } from '@vitascope/client';
import { Button, IconButton, notify, Skeleton, useForm } from '@vitascope/design';
import { KeyRound, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { hasPasskeys, makePasskey } from '../account/passkeys.ts';
import { api, isProblem, queries } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Proof } from './proof.tsx';
import { Item, Section } from './section.tsx';
import styles from './settings.module.css';

const KEY = ['passkeys'];

export function Passkeys(): JSX.Element {
  const { t, ago } = useTexts();
  const [asked, setAsked] = useState<'make' | Passkey | null>(null);
  const passkeys = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/auth/passkeys', { signal })).data.items,
  });
  const make = async (password?: string): Promise<void> => {
    try {
      const made = await makePasskey(t('settings.passkeys.this-device'), password);
      setAsked(null);
      if (made === null) return;
      await queries.invalidateQueries({ queryKey: KEY });
      notify({ text: t('settings.passkeys.made'), kind: 'good' });
    } catch (error) {
      if (!isProblem(error, 'password-needed')) throw error;
      setAsked('make');
    }
  };
  const remove = async (passkey: Passkey, password: string): Promise<void> => {
    await api.POST('/api/v1/auth/passkeys/{id}/remove', {
      params: { path: { id: passkey.id } },
      body: { password },
    });
    await queries.invalidateQueries({ queryKey: KEY });
    setAsked(null);
  };
  const state = useForm(() => make());
  return (
    <Section title={t('settings.passkeys')} text={t('settings.passkeys.text')}>
      <ProblemCallout error={passkeys.error ?? state.error} />
      {passkeys.isPending ? <Skeleton height="64px" /> : null}
      {(passkeys.data?.length ?? 0) === 0 ? null : (
        <ul className={styles['list']}>
          {passkeys.data?.map((passkey) => (
            <Item
              key={passkey.id}
              icon={<KeyRound aria-hidden="true" />}
              name={passkey.name}
              facts={
                passkey.usedAt === null
                  ? t('settings.passkeys.unused', { when: ago(passkey.createdAt) })
                  : t('settings.passkeys.used', { when: ago(passkey.usedAt) })
              }
            >
              <IconButton
                label={t('settings.passkeys.remove', { name: passkey.name })}
                icon={<Trash2 />}
                kind="danger"
                onClick={() => setAsked(passkey)}
              />
            </Item>
          ))}
        </ul>
      )}
      <div className={styles['row']}>
        {hasPasskeys() ? (
          <Button isBusy={state.isBusy} onClick={() => state.run(() => make())}>
            {t('settings.passkeys.make')}
          </Button>
        ) : (
          <p className={styles['hint']}>{t('settings.passkeys.unsupported')}</p>
        )}
      </div>
      {asked === null ? null : asked === 'make' ? (
        <Proof
          title={t('settings.passkeys.make')}
          text={t('settings.proof')}
          button={t('account.go-on')}
          send={make}
          onClose={() => setAsked(null)}
        />
      ) : (
        <Proof
          title={t('settings.passkeys.remove', { name: asked.name })}
          text={t('settings.passkeys.remove.text')}
          button={t('settings.remove')}
          isDanger
          send={(password) => remove(asked, password)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}
