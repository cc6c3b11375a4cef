/** One webhook: its state, its secret, and what it was told. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Webhook } from '@vitascope/client';
import { Button, Callout, Confirm, notify, Skeleton } from '@vitascope/design';
import { ArrowLeft, Pencil, RotateCw, Send, Trash2 } from 'lucide-react';
import { type JSX, useState } from 'react';
import { api, queries } from '../session/api.ts';
import { Problem } from '../shell/list.tsx';
import { Page } from '../shell/page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './connections.module.css';
import { Deliveries } from './deliveries.tsx';
import { webhookQuery, webhooksQuery } from './queries.ts';
import { SecretOnce } from './secret-once.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookState } from './webhooks.tsx';

const route = getRouteApi('/connections/webhooks/$id');

export function WebhookPage(): JSX.Element {
  const { t } = useTexts();
  const { id } = route.useParams();
  const webhook = useQuery(webhookQuery(id));
  if (webhook.isError)
    return (
      <Page title={t('connections.webhook')}>
        <Problem error={webhook.error} onRetry={() => void webhook.refetch()} />
      </Page>
    );
  if (webhook.isPending)
    return (
      <Page title={t('connections.webhook')}>
        <Skeleton height="240px" />
      </Page>
    );
  return <Shown webhook={webhook.data} />;
}

type Open = 'edit' | 'delete' | 'rotate' | null;

function Shown({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { id } = webhook;
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { id } };
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/webhooks/{id}', { params, headers: { 'if-match': `"${webhook.revision}"` } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey });
      void navigate({ to: '/connections', replace: true });
    },
  });
  const rotate = useMutation({
    mutationFn: () => api.POST('/api/v1/webhooks/{id}/secret', { params }),
    onSuccess: ({ data }) => {
      setOpen(null);
      setSecret(data.secret);
    },
  });
  const tryOut = useMutation({
    mutationFn: () => api.POST('/api/v1/webhooks/{id}/test', { params }),
    onSuccess: () => {
      notify({ text: t('connections.webhooks.tested') });
      void queries.invalidateQueries({ queryKey: ['deliveries', id] });
    },
  });
  return (
    <Page
      title={webhook.description === '' ? t('connections.webhook') : webhook.description}
      text={webhook.url}
      actions={
        <>
          <Button
            icon={<Send aria-hidden="true" />}
            isBusy={tryOut.isPending}
            onClick={() => tryOut.mutate()}
          >
            {t('connections.webhooks.test')}
          </Button>
          <Button icon={<RotateCw aria-hidden="true" />} onClick={() => setOpen('rotate')}>
            {t('connections.webhooks.rotate')}
          </Button>
          <Button icon={<Pencil aria-hidden="true" />} onClick={() => setOpen('edit')}>
            {t('connections.edit')}
          </Button>
          <Button kind="danger" icon={<Trash2 aria-hidden="true" />} onClick={() => setOpen('delete')}>
            {t('connections.delete')}
          </Button>
        </>
      }
    >
      <div className={styles['state']}>
        <Link to="/connections">
          <ArrowLeft aria-hidden="true" size={16} /> {t('room.connections')}
        </Link>
        <WebhookState webhook={webhook} />
      </div>
      {webhook.disabledReason === null ? null : <Callout kind="bad">{webhook.disabledReason}</Callout>}
      <Problem error={tryOut.error ?? remove.error ?? rotate.error} />
      <Deliveries webhookId={id} />
      {open === 'edit' ? (
        <WebhookDialog key={webhook.revision} webhook={webhook} onClose={() => setOpen(null)} />
      ) : null}
      <Confirm
        isOpen={open === 'delete' || open === 'rotate'}
        isDanger={open === 'delete'}
        isBusy={remove.isPending || rotate.isPending}
        title={t(
          open === 'rotate' ? 'connections.webhooks.rotate.question' : 'connections.webhooks.delete.question',
        )}
        description={t(
          open === 'rotate' ? 'connections.webhooks.rotate.text' : 'connections.webhooks.delete.text',
        )}
        confirmLabel={t(open === 'rotate' ? 'connections.webhooks.rotate' : 'connections.delete')}
        cancelLabel={t('cancel')}
        onConfirm={() => (open === 'rotate' ? rotate.mutate() : remove.mutate())}
        onCancel={() => setOpen(null)}
      />
      {secret === null ? null : (
        <SecretOnce
          title={t('connections.webhooks.secret')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Page>
  );
}
