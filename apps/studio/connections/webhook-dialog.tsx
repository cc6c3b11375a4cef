/** A webhook made or changed: where to, and of what it tells. */
import type { BodyOf, Webhook } from '@vitascope/client';
import { Button, Checkbox, Dialog, Switch, TextField, useForm } from '@vitascope/design';
import { type JSX, useId, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { Problem } from '../shell/list.tsx';
import { type TextKey, useTexts } from '../texts/index.ts';
import styles from './connections.module.css';
import { webhooksQuery } from './queries.ts';

type EventType = BodyOf<'POST', '/api/v1/webhooks'>['types'][number];

const kinds: readonly EventType[] = [
  '*',
  'vitascope.asset.*',
  'vitascope.title.*',
  'vitascope.person.*',
  'vitascope.term.*',
  'vitascope.home-row.*',
];

export function WebhookDialog({
  webhook,
  onClose,
  onMade,
}: {
  readonly webhook: Webhook | null;
  onClose(): void;
  /** With the secret of a new one. */
  onMade?(secret: string): void;
}): JSX.Element {
  const { t } = useTexts();
  const id = useId();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [isEnabled, setEnabled] = useState(webhook?.isEnabled ?? true);
  const [types, setTypes] = useState<readonly EventType[]>(
    (webhook?.types as readonly EventType[] | undefined) ?? ['*'],
  );
  const state = useForm(async () => {
    const body = { url, description, types: [...types], isEnabled };
    if (webhook === null) {
      const { data } = await api.POST('/api/v1/webhooks', { body });
      onMade?.(data.secret);
    } else {
      await api.PATCH('/api/v1/webhooks/{id}', {
        params: { path: { id: webhook.id } },
        headers: { 'if-match': `"${webhook.revision}"` },
        body,
      });
      onClose();
    }
    await queries.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  });
  // Single types that were set through the API stay, and can be taken away here.
  const shown = [...new Set([...kinds, ...types])];
  return (
    <Dialog
      isOpen
      title={t(webhook === null ? 'connections.webhooks.make' : 'connections.webhooks.edit')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id} isBusy={state.isBusy} disabled={types.length === 0}>
          {t('connections.save')}
        </Button>
      }
    >
      <form id={id} className={styles['form']} onSubmit={state.submit}>
        <TextField
          label={t('connections.webhooks.url')}
          hint={t('connections.webhooks.url.hint')}
          value={url}
          onChange={setUrl}
          type="url"
          maxLength={2000}
          required
          dir="ltr"
          error={state.fieldError('url')}
          autoFocus
        />
        <TextField
          label={t('connections.webhooks.description')}
          value={description}
          onChange={setDescription}
          maxLength={200}
        />
        <fieldset className={styles['choices']}>
          <legend>{t('connections.webhooks.types')}</legend>
          {shown.map((one) => (
            <Checkbox
              key={one}
              label={kinds.includes(one) ? t(`connections.types.${one}` as TextKey) : one}
              isChecked={types.includes(one)}
              onChange={(isChecked) =>
                setTypes(isChecked ? [...types, one] : types.filter((other) => other !== one))
              }
            />
          ))}
        </fieldset>
        <Switch label={t('connections.webhooks.enabled')} isChecked={isEnabled} onChange={setEnabled} />
      </form>
      <Problem error={state.error} />
    </Dialog>
  );
}
