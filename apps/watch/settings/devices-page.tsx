/** Browsers and apps in which the account has signed in: renamed, signed out for good. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Device } from '@vitascope/client';
import { Badge, Button, Confirm, Dialog, IconButton, Skeleton, TextField, useForm } from '@vitascope/design';
import { Gamepad2, Glasses, Laptop, type LucideIcon, Pencil, Smartphone, Tablet, Tv } from 'lucide-react';
import { type JSX, useId, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api, queries } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { Item, Section, SettingsPage } from './section.tsx';
import styles from './settings.module.css';

const KEY = ['devices'];
const icons: Readonly<Record<Device['kind'], LucideIcon>> = {
  web: Laptop,
  phone: Smartphone,
  tablet: Tablet,
  tv: Tv,
  console: Gamepad2,
  headset: Glasses,
};

export function DevicesPage(): JSX.Element {
  const { t } = useTexts();
  const [renamed, setRenamed] = useState<Device | null>(null);
  const [revoked, setRevoked] = useState<Device | null>(null);
  const devices = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.GET('/api/v1/devices', { signal })).data.items,
  });
  const revoke = useMutation({
    mutationFn: ({ id }: Device) => api.POST('/api/v1/devices/{id}/revoke', { params: { path: { id } } }),
    onSuccess: async (_, device) => {
      if (device.isThis) window.location.assign('/sign-in');
      await queries.invalidateQueries({ queryKey: KEY });
      setRevoked(null);
    },
  });
  const used = devices.data?.filter(({ revokedAt }) => revokedAt === null) ?? [];
  return (
    <SettingsPage title={t('settings.devices')}>
      <Section title={t('settings.devices.used')} text={t('settings.devices.text')}>
        <ProblemCallout error={devices.error ?? revoke.error} />
        {devices.isPending ? <Skeleton height="160px" /> : null}
        <ul className={styles['list']}>
          {used.map((device) => (
            <DeviceItem
              key={device.id}
              device={device}
              onRename={() => setRenamed(device)}
              onRevoke={() => setRevoked(device)}
            />
          ))}
        </ul>
        <div className={styles['row']}>
          <Button render={<a href="/account/device" />}>{t('settings.devices.add-tv')}</Button>
        </div>
      </Section>
      {renamed === null ? null : <Rename device={renamed} onClose={() => setRenamed(null)} />}
      <Confirm
        isOpen={revoked !== null}
        isDanger
        isBusy={revoke.isPending}
        title={t('settings.devices.revoke.question', { name: revoked?.name ?? '' })}
        description={t('settings.devices.revoke.text')}
        confirmLabel={t('settings.devices.revoke')}
        cancelLabel={t('profiles.cancel')}
        onConfirm={() => revoked !== null && revoke.mutate(revoked)}
        onCancel={() => setRevoked(null)}
      />
    </SettingsPage>
  );
}

function DeviceItem({
  device,
  onRename,
  onRevoke,
}: {
  readonly device: Device;
  onRename(): void;
  onRevoke(): void;
}): JSX.Element {
  const { t, ago } = useTexts();
  const Icon = icons[device.kind];
  return (
    <Item
      icon={<Icon aria-hidden="true" />}
      name={
        <>
          {device.name} {device.isThis ? <Badge kind="accent">{t('settings.devices.this')}</Badge> : null}
        </>
      }
      facts={t('settings.devices.seen', { when: ago(device.seenAt) })}
    >
      <IconButton
        label={t('settings.devices.rename', { name: device.name })}
        icon={<Pencil />}
        onClick={onRename}
      />
      <Button size="small" kind="danger" onClick={onRevoke}>
        {t('settings.devices.revoke')}
      </Button>
    </Item>
  );
}

function Rename({ device, onClose }: { readonly device: Device; onClose(): void }): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [name, setName] = useState(device.name);
  const state = useForm(async () => {
    await api.PATCH('/api/v1/devices/{id}', { params: { path: { id: device.id } }, body: { name } });
    await queries.invalidateQueries({ queryKey: KEY });
    onClose();
  });
  return (
    <Dialog
      isOpen
      size="small"
      title={t('settings.devices.rename', { name: device.name })}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy}>
          {t('profiles.save')}
        </Button>
      }
    >
      <form id={id} onSubmit={state.submit}>
        <TextField
          label={t('profiles.name')}
          value={name}
          onChange={setName}
          maxLength={100}
          required
          error={state.fieldError('name')}
          autoFocus
        />
      </form>
      <ProblemCallout error={state.error} />
    </Dialog>
  );
}
