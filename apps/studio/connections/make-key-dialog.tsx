/** Makes a key for a program, and shows it this once. */
import type { ApiKey } from '@vitascope/client';
import { Button, Checkbox, Dialog, Select, TextField, useForm } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { Problem } from '../shell/list.tsx';
import { type TextKey, useTexts } from '../texts/index.ts';
import styles from './connections.module.css';
import { keysQuery } from './queries.ts';
import { SecretOnce } from './secret-once.tsx';

type KeyPermission = ApiKey['permissions'][number];

const permissions: readonly KeyPermission[] = [
  'assets.read',
  'assets.write',
  'catalog.read',
  'catalog.write',
  'entitlements.read',
  'entitlements.write',
  'playback.read',
  'system.read',
  'staff.read',
  'audit.read',
  'webhooks.read',
  'webhooks.write',
];
const lifetimes = ['30', '90', '365', ''] as const;
const DAY_MS = 86_400_000;

export function MakeKeyDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [name, setName] = useState('');
  const [days, setDays] = useState<(typeof lifetimes)[number]>('90');
  const [chosen, setChosen] = useState<readonly KeyPermission[]>(['assets.read', 'catalog.read']);
  const [made, setMade] = useState<string | null>(null);
  const state = useForm(async () => {
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const { data } = await api.POST('/api/v1/api-keys', {
      body: { name, permissions: [...chosen], expiresAt },
    });
    await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    setMade(data.key);
  });
  if (made !== null) return <SecretOnce title={t('connections.keys.made')} secret={made} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      title={t('connections.keys.make')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy} disabled={chosen.length === 0}>
          {t('connections.keys.make')}
        </Button>
      }
    >
      <form id={id} className={styles['form']} onSubmit={state.submit}>
        <TextField
          label={t('connections.keys.name')}
          hint={t('connections.keys.name.hint')}
          value={name}
          onChange={setName}
          maxLength={100}
          required
          autoComplete="off"
          error={state.fieldError('name')}
          autoFocus
        />
        <Select
          label={t('connections.keys.lifetime')}
          value={days}
          options={lifetimes.map((one) => ({
            value: one,
            label: one === '' ? t('connections.keys.for-ever') : t('connections.keys.days', { days: one }),
          }))}
          onChoose={setDays}
        />
        <fieldset className={styles['choices']}>
          <legend>{t('connections.keys.permissions')}</legend>
          {permissions.map((one) => (
            <Checkbox
              key={one}
              label={t(`connections.permission.${one}` as TextKey)}
              isChecked={chosen.includes(one)}
              onChange={(isChecked) =>
                setChosen(isChecked ? [...chosen, one] : chosen.filter((other) => other !== one))
              }
            />
          ))}
        </fieldset>
      </form>
      <Problem error={state.error} />
    </Dialog>
  );
}
